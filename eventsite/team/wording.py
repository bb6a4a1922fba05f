"""What a confirmation page says will happen, and to how many people."""

from dataclasses import dataclass

from eventsite.kernel.i18n import _, ngettext


@dataclass(frozen=True)
class Step:
    """A way an event can go: the question, what will happen sentence by sentence, the button, and what is said afterwards."""

    question: str
    sentences: list[str]
    button: str
    done: str


def step(action: str, name: str, coming: int) -> Step:
    """Return the words for `action` on an event called `name` to which `coming` people are coming."""
    return {
        "publish": _publish, "unpublish": _unpublish, "close": _close, "reopen": _reopen, "cancel": _cancel,
        "archive": _archive, "delete": _delete,
    }[action](name, coming)


def _people(coming: int) -> str:
    return ngettext("%(num)d person is coming.", "%(num)d people are coming.", coming) % {"num": coming}


def _publish(name: str, coming: int) -> Step:
    sentences = [_("Everybody can read about it, and people can register."), _people(coming)]
    return Step(_("Make it public again?"), sentences, _("Make it public"), _("%(name)s is public again.") % {"name": name})


def _unpublish(name: str, coming: int) -> Step:
    sentences = [
        _("Only the team sees it from then on. Its page, programme and calendar are gone from the site."),
        _people(coming),
        _("They keep their places and hear nothing from us. You can make it public again."),
    ]
    return Step(_("Take it off the site?"), sentences, _("Take it off the site"), _("Only the team sees %(name)s now.") % {"name": name})


def _close(name: str, coming: int) -> Step:
    sentences = [
        _("Nobody else can register. Its page stays as it is."),
        _people(coming),
        _("Nothing changes for them. You can open it again."),
    ]
    done = _("%(name)s takes no more registrations.") % {"name": name}
    return Step(_("Close it for registrations?"), sentences, _("Close it"), done)


def _reopen(name: str, coming: int) -> Step:
    sentences = [_("People can register again."), _people(coming)]
    done = _("%(name)s takes registrations again.") % {"name": name}
    return Step(_("Open it for registrations again?"), sentences, _("Open it again"), done)


def _cancel(name: str, coming: int) -> Step:
    told = ngettext("%(num)d person gets a letter, once.", "%(num)d people get a letter, once.", coming) % {"num": coming}
    sentences = [
        _("It will not happen. You cannot undo this."),
        told,
        _("What people have spent to come is still paid. Claims that there are go on, and people can still claim costs."),
        _("Its public page stays, and says that it is cancelled."),
    ]
    return Step(_("Cancel this gathering?"), sentences, _("Cancel it for everybody"), _("%(name)s is cancelled.") % {"name": name})


def _archive(name: str, coming: int) -> Step:
    came = ngettext("%(num)d person had registered.", "%(num)d people had registered.", coming) % {"num": coming}
    sentences = [
        _("What it says, its programme and its offers stay as they are. Nobody can change them. You cannot undo this."),
        came,
        _("Claims go on, and you can still invite people who check and pay them."),
        _("Its public pages stay, with what was learnt."),
    ]
    return Step(_("Archive this gathering?"), sentences, _("Archive it"), _("%(name)s is archived.") % {"name": name})


def _delete(name: str, _coming: int) -> Step:
    sentences = [
        _("Everything of it goes: what you wrote, its programme, its team, and letters about it."),
        _("It was never public, and nobody is coming."),
        _("You cannot undo this."),
    ]
    return Step(_("Delete this gathering?"), sentences, _("Delete it"), _("%(name)s is gone.") % {"name": name})

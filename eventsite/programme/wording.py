"""The sentences for what this room's rules find."""

from eventsite.kernel.days import day as day_in_words
from eventsite.kernel.days import duration, weekday
from eventsite.kernel.i18n import LazyString, _, lazy_gettext
from eventsite.programme.queries.releases import Programme
from eventsite.programme.values import PlanWarning, Slot, WarningCode

SENTENCES: dict[WarningCode, LazyString] = {
    WarningCode.STEPS: lazy_gettext("“%(title)s” is in %(room)s, which has steps"),
    WarningCode.OUTSIDE_DAYS: lazy_gettext("“%(title)s” is on %(day)s, which is no day of the gathering"),
    WarningCode.ROOM_CLASH: lazy_gettext("“%(title)s” and “%(other)s” are in %(room)s at the same time"),
    WarningCode.PERSON_CLASH: lazy_gettext("%(person)s leads “%(title)s” and “%(other)s” at the same time"),
    WarningCode.TOO_FEW_SEATS: lazy_gettext("“%(title)s” has %(found)d places, but %(room)s holds %(limit)d people"),
    WarningCode.SHORT_CHANGE: lazy_gettext(
        "%(person)s has less than %(limit)d minutes to get from “%(title)s” to “%(other)s”"
    ),
    WarningCode.NO_ROOM: lazy_gettext("“%(title)s” has no room"),
    WarningCode.NO_TIME: lazy_gettext("“%(title)s” has no time yet"),
    WarningCode.LITTLE_CONTACT: lazy_gettext(
        "There is little time to get to know each other: plan %(limit)d minutes or more, before the content"
    ),
    WarningCode.NO_BREAK: lazy_gettext("By the end of “%(title)s” people will have sat for %(found_length)s with no break"),
    WarningCode.NO_FACILITATOR: lazy_gettext("Nobody leads “%(title)s” yet"),
    WarningCode.LONG_DAY: lazy_gettext("%(day)s has %(found_length)s of sessions; %(limit_length)s is plenty"),
    WarningCode.CONTACT_LATER: lazy_gettext("The day starts with “%(title)s”; getting to know each other comes first"),
    WarningCode.LITTLE_TROUBLE: lazy_gettext(
        "Only %(found)d%% of the story time is for what did not work; %(limit)d%% keeps it honest"
    ),
}


def place_in_words(programme: Programme | None, slot: Slot) -> str:
    """Return the room of a published slot as somebody who comes needs it: with its steps, where there are some; "" without a room."""
    has_steps = programme is not None and programme.has_steps(slot)
    return _("%(room)s (there are steps)") % {"room": slot.room} if has_steps else slot.room


def sentence(warning: PlanWarning) -> str:
    """Return a warning as one plain sentence in the language in force."""
    title, other = ([session.title for session in warning.sessions] + ["", ""])[:2]
    return str(SENTENCES[warning.code]) % {
        "title": title, "other": other, "person": warning.person, "room": warning.room,
        "day": _day_of(warning),
        "found": warning.found, "found_length": duration(warning.found),
        "limit": warning.limit, "limit_length": duration(warning.limit),
    }


def _day_of(warning: PlanWarning) -> str:
    if warning.day is None:
        return ""
    return day_in_words(warning.day) if warning.code is WarningCode.OUTSIDE_DAYS else weekday(warning.day)

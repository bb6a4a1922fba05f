"""Signing in and out, and saying one's name."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, update

from eventsite.kernel.i18n import _
from eventsite.kernel.references import digest, new_secret
from eventsite.kernel.refusals import NotAllowed, NotVisible, Refusal
from eventsite.people import rules
from eventsite.people.commands.mailboxes import prove_mailbox
from eventsite.people.facts import CodeTried, PersonNamed, SignedIn, SignedOut, SignInAsked
from eventsite.people.models import LinkOpening, Person, SignIn, SignInRequest
from eventsite.people.permissions import PERSON, SIGN_IN_REQUEST
from eventsite.people.queries import is_own_sign_in
from eventsite.records.work import Work


class LinkUsedUp(Refusal):
    """The link or code was used, is too old, or was never sent."""


class WrongCode(Refusal):
    """The code does not match."""


@dataclass(frozen=True, kw_only=True)
class AskToSignIn:
    """Send a link to `email`; afterwards go `back`. `again` is the request that this browser made before, if any."""

    email: str
    back: str = ""
    again: str = ""


def ask_to_sign_in(work: Work, command: AskToSignIn) -> str:
    """Write the request down and return its reference. The same happens for an address nobody has used before.

    Whoever asks again in the same browser gets the same code once more, so that no letter on its way becomes wrong; its
    tries are not given back. Another browser gets a code of its own: nobody can use up the tries of somebody else's.
    """
    expires_at = work.clock.now() + rules.LINK_LIFE
    is_same = (SignInRequest.ref == command.again) & (SignInRequest.email == command.email)
    for request in work.change_each(SIGN_IN_REQUEST, is_same, "ask"):
        if _is_open(work, request):
            request.expires_at, request.back = expires_at, command.back
            work.record(SignInAsked(about=request.ref))
            return request.ref
    new = SignInRequest(email=command.email, back=command.back, expires_at=expires_at, wrong_codes=0)
    request = work.add(SIGN_IN_REQUEST, new, "ask")
    work.record(SignInAsked(about=request.ref))
    return request.ref


@dataclass(frozen=True, kw_only=True)
class SignInWithLink:
    """The link's reference and secret came back. On a computer that is shared the sign-in ends by itself soon."""

    ref: str
    token: str
    is_shared: bool = False


@dataclass(frozen=True, kw_only=True)
class SignInWithCode:
    """The reference this browser remembers, and a code somebody typed."""

    ref: str
    code: str
    is_shared: bool = False


@dataclass(frozen=True, kw_only=True)
class OpenedSignIn:
    """What the browser keeps, where to go now, and whether we still need a name."""

    secret: str
    back: str
    needs_name: bool
    email: str


def sign_in_with_link(work: Work, command: SignInWithLink) -> OpenedSignIn:
    """Use up the request. Raises LinkUsedUp."""
    if not rules.same(command.token, rules.link_token(work.cipher, command.ref)):
        raise LinkUsedUp(_("This link does not work. Ask for a new one."))
    return _use_up(work, command.ref, tries=rules.WRONG_CODES - 1, is_shared=command.is_shared)


@dataclass(frozen=True, kw_only=True)
class TryCode:
    """Somebody is about to compare a code with the one that was sent."""

    ref: str


def try_code(work: Work, command: TryCode) -> None:
    """Count one try, whatever comes of it. Raises LinkUsedUp when none is left.

    It commits before any code is compared: forty guesses at once would else all be compared before the first is counted.
    """
    request = work.change(SIGN_IN_REQUEST, command.ref, "try code")
    if not _is_open(work, request):
        raise LinkUsedUp(_("That code has been used or is too old. Ask for a new one."))
    request.wrong_codes += 1
    work.record(CodeTried(about=request.ref))


def sign_in_with_code(work: Work, command: SignInWithCode) -> OpenedSignIn:
    """Use up the request, after `try_code`. Raises WrongCode, LinkUsedUp."""
    if not rules.same(command.code, rules.code(work.cipher, command.ref)):
        raise WrongCode(_("That is not the code in the email. Check it and type it again."), field="code")
    return _use_up(work, command.ref, tries=rules.WRONG_CODES, is_shared=command.is_shared)


def _is_open(work: Work, request: SignInRequest) -> bool:
    is_fresh = request.used_at is None and request.expires_at > work.clock.now()
    return is_fresh and request.wrong_codes < rules.WRONG_CODES


def _use_up(work: Work, ref: str, *, tries: int, is_shared: bool) -> OpenedSignIn:
    request = work.change(SIGN_IN_REQUEST, ref, "use")
    now = work.clock.now()
    if request.used_at is not None or request.expires_at <= now or request.wrong_codes > tries:
        raise LinkUsedUp(_("This link has been used or is too old. Ask for a new one."))
    request.used_at = now
    person, secret = prove_mailbox(work, request.email), new_secret()
    life = rules.SHARED_LIFE if is_shared else rules.SIGN_IN_LIFE
    work.database.add(SignIn(person_id=person.id, digest=digest(secret), created_at=now, expires_at=now + life))
    work.record(SignedIn(about=person.ref, request=request.ref))
    return OpenedSignIn(secret=secret, back=request.back, needs_name=not person.name, email=request.email)


@dataclass(frozen=True, kw_only=True)
class SignOut:
    """The secret of a sign-in that a browser holds."""

    secret: str


def sign_out(work: Work, command: SignOut) -> None:
    """End the sign-in that this browser holds; fine when it has ended already."""
    _end(work, SignIn.digest == digest(command.secret))


@dataclass(frozen=True, kw_only=True)
class EndSignIn:
    """One of the actor's sign-ins, in whichever browser it is."""

    sign_in: int


def end_sign_in(work: Work, command: EndSignIn) -> None:
    """End it there; fine when it has ended already. Raises NotVisible for somebody else's."""
    if not is_own_sign_in(work.database, work.actor, command.sign_in):
        raise NotVisible
    _end(work, SignIn.id == command.sign_in)


def _end(work: Work, which: ColumnElement[bool]) -> None:
    ended = work.database.execute(
        update(SignIn)
        .where(which, SignIn.ended_at.is_(None))
        .values(ended_at=work.clock.now())
        .returning(SignIn.person_id)
    ).one_or_none()
    if ended is not None:
        (person,) = work.read_each(PERSON, Person.id == ended.person_id, "meet")
        work.record(SignedOut(about=person.ref))


@dataclass(frozen=True, kw_only=True)
class CloseOpenings:
    """The digest of the secret of a browser that shall open nothing any more."""

    browser: str


def close_openings(work: Work, command: CloseOpenings) -> None:
    """End what was opened with links in this browser, so that a copy of its cookie opens nothing either."""
    work.database.execute(
        update(LinkOpening)
        .where(LinkOpening.digest == command.browser, LinkOpening.ended_at.is_(None))
        .values(ended_at=work.clock.now())
    )


@dataclass(frozen=True, kw_only=True)
class NameOneself:
    """What the signed-in person likes to be called."""

    name: str


def name_oneself(work: Work, command: NameOneself) -> None:
    """Write the name down. Raises NotAllowed for nobody signed in."""
    found = work.change_each(PERSON, Person.id == (work.actor.person_id or -1), "name oneself")
    if not found:
        raise NotAllowed("people.name_oneself")
    person = found[0]
    person.name = command.name
    if work.differs(person):
        work.record(PersonNamed(about=person.ref))

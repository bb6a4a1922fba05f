"""Signing in and out, and saying one's name."""

from dataclasses import dataclass

from sqlalchemy import select, update

from eventsite.kernel.i18n import _
from eventsite.kernel.references import digest, new_secret
from eventsite.kernel.refusals import NotAllowed, Refusal
from eventsite.people import rules
from eventsite.people.facts import PersonNamed, SignedIn, SignedOut, SignInAsked
from eventsite.people.models import Person, SignIn, SignInRequest
from eventsite.records.work import Work


class LinkUsedUp(Refusal):
    """The link or code was used, is too old, or was never sent."""


class WrongCode(Refusal):
    """The code does not match."""


@dataclass(frozen=True, kw_only=True)
class AskToSignIn:
    """Send a link to `email`; afterwards go `back`."""

    email: str
    back: str = ""


def ask_to_sign_in(work: Work, command: AskToSignIn) -> str:
    """Write the request down and return its reference. The same happens for an address nobody has used before."""
    request = SignInRequest(
        email=command.email, back=command.back, expires_at=work.clock.now() + rules.LINK_LIFE, wrong_codes=0
    )
    work.database.add(request)
    work.database.flush()
    work.record(SignInAsked(about=request.ref))
    return request.ref


@dataclass(frozen=True, kw_only=True)
class SignInWithLink:
    """The link's reference and secret came back."""

    ref: str
    token: str


@dataclass(frozen=True, kw_only=True)
class SignInWithCode:
    """The reference this browser remembers, and a code somebody typed."""

    ref: str
    code: str


@dataclass(frozen=True, kw_only=True)
class OpenedSignIn:
    """What the browser keeps, where to go now, and whether we still need a name."""

    secret: str
    back: str
    needs_name: bool


def sign_in_with_link(work: Work, command: SignInWithLink) -> OpenedSignIn:
    """Use up the request. Raises LinkUsedUp."""
    if not rules.same(command.token, rules.link_token(work.cipher, command.ref)):
        raise LinkUsedUp(_("This link does not work. Ask for a new one."))
    return _use_up(work, command.ref)


def sign_in_with_code(work: Work, command: SignInWithCode) -> OpenedSignIn:
    """Use up the request. Raises WrongCode, or LinkUsedUp after too many of them."""
    request = _open_request(work, command.ref)
    if request is None:
        raise LinkUsedUp(_("That code has been used or is too old. Ask for a new one."))
    if not rules.same(command.code, rules.code(work.cipher, command.ref)):
        raise WrongCode(_("That is not the code in the email. Check it and type it again."), field="code")
    return _use_up(work, command.ref)


def count_wrong_code(work: Work, ref: str) -> None:
    """Count a wrong code; in a unit of work of its own, because the refusal undid the other one."""
    work.database.execute(
        update(SignInRequest).where(SignInRequest.ref == ref).values(wrong_codes=SignInRequest.wrong_codes + 1)
    )


def _open_request(work: Work, ref: str) -> SignInRequest | None:
    return work.database.scalar(
        select(SignInRequest).where(
            SignInRequest.ref == ref,
            SignInRequest.used_at.is_(None),
            SignInRequest.expires_at > work.clock.now(),
            SignInRequest.wrong_codes < rules.WRONG_CODES,
        )
    )


def _use_up(work: Work, ref: str) -> OpenedSignIn:
    now = work.clock.now()
    used = work.database.execute(
        update(SignInRequest)
        .where(
            SignInRequest.ref == ref,
            SignInRequest.used_at.is_(None),
            SignInRequest.expires_at > now,
            SignInRequest.wrong_codes < rules.WRONG_CODES,
        )
        .values(used_at=now)
        .returning(SignInRequest.email, SignInRequest.back)
    ).one_or_none()
    if used is None:
        raise LinkUsedUp(_("This link has been used or is too old. Ask for a new one."))
    person = person_with(work, used.email)
    secret = new_secret()
    work.database.add(
        SignIn(person_id=person.id, digest=digest(secret), created_at=now, expires_at=now + rules.SIGN_IN_LIFE)
    )
    work.record(SignedIn(about=person.ref))
    return OpenedSignIn(secret=secret, back=used.back, needs_name=not person.name)


def person_with(work: Work, email: str, name: str = "") -> Person:
    """Return the person with this address, written down now if we did not know them; never changes a known name."""
    person = work.database.scalar(select(Person).where(Person.email == email))
    if person is None:
        person = Person(email=email, name=name, created_at=work.clock.now())
        work.database.add(person)
        work.database.flush()
    elif not person.name and name:
        person.name = name
    return person


def sign_out(work: Work, secret: str) -> None:
    """End the sign-in that this browser holds."""
    found = work.database.execute(
        update(SignIn)
        .where(SignIn.digest == digest(secret), SignIn.ended_at.is_(None))
        .values(ended_at=work.clock.now())
        .returning(SignIn.person_id)
    ).one_or_none()
    if found is not None:
        work.record(SignedOut(about=work.database.get_one(Person, found.person_id).ref))


def name_oneself(work: Work, name: str) -> None:
    """Write down what the signed-in person likes to be called."""
    if work.actor.person_id is None:
        raise NotAllowed("people.name_oneself")
    person = work.database.get_one(Person, work.actor.person_id)
    person.name = name
    work.record(PersonNamed(about=person.ref))

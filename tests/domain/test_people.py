"""Signing in: links work once, live thirty minutes, and codes cannot be guessed."""

import pytest
from sqlalchemy import func, select

from eventsite.kernel.actor import VISITOR
from eventsite.people.commands import (
    AskToSignIn,
    LinkUsedUp,
    SignInWithCode,
    SignInWithLink,
    WrongCode,
    ask_to_sign_in,
    count_wrong_code,
    sign_in_with_code,
    sign_in_with_link,
    sign_out,
)
from eventsite.people.models import Person
from eventsite.people.queries import person_signed_in
from eventsite.people.rules import WRONG_CODES, code, link_token
from eventsite.records.models import AuditEntry, OutboxMessage
from eventsite.records.work import unit_of_work


def ask(scene, email="joyce@example.org"):
    with scene.acting() as work:
        ref = ask_to_sign_in(work, AskToSignIn(email=email, back="/team/"))
        return ref, link_token(work.cipher, ref), code(work.cipher, ref)


def test_a_link_signs_in_once(scene, books):
    ref, token, _code = ask(scene)
    with scene.acting() as work:
        opened = sign_in_with_link(work, SignInWithLink(ref=ref, token=token))
    assert opened.back == "/team/"
    with unit_of_work(books, VISITOR) as work:
        person = person_signed_in(work.database, opened.secret, books.clock.now())
    assert person is not None
    assert person.email == "joyce@example.org"
    with pytest.raises(LinkUsedUp), scene.acting() as work:
        sign_in_with_link(work, SignInWithLink(ref=ref, token=token))


def test_a_link_lives_thirty_minutes(scene, clock):
    ref, token, typed = ask(scene)
    clock.forward(minutes=30, seconds=1)
    with pytest.raises(LinkUsedUp), scene.acting() as work:
        sign_in_with_link(work, SignInWithLink(ref=ref, token=token))
    with pytest.raises(LinkUsedUp), scene.acting() as work:
        sign_in_with_code(work, SignInWithCode(ref=ref, code=typed))


def test_the_code_does_the_same_however_it_is_typed(scene):
    ref, _token, typed = ask(scene)
    with scene.acting() as work:
        sign_in_with_code(work, SignInWithCode(ref=ref, code=f" {typed[:3].upper()}-{typed[3:]} "))
    assert scene.read(select(func.count()).select_from(Person)) == [1]


def test_after_five_wrong_codes_the_right_one_is_too_late(scene):
    ref, token, typed = ask(scene)
    for _try in range(WRONG_CODES):
        with pytest.raises(WrongCode), scene.acting() as work:
            sign_in_with_code(work, SignInWithCode(ref=ref, code="aaaaaa" if typed != "aaaaaa" else "bbbbbb"))
        with scene.acting() as work:
            count_wrong_code(work, ref)
    with pytest.raises(LinkUsedUp), scene.acting() as work:
        sign_in_with_code(work, SignInWithCode(ref=ref, code=typed))
    with pytest.raises(LinkUsedUp), scene.acting() as work:
        sign_in_with_link(work, SignInWithLink(ref=ref, token=token))


def test_a_changed_token_opens_nothing(scene):
    ref, token, _code = ask(scene)
    other, _t, _c = ask(scene, "other@example.org")
    changed = token[:-1] + ("1" if token.endswith("0") else "0")
    for wrong_ref, wrong in ((ref, changed), (other, token), (ref, "")):
        with pytest.raises(LinkUsedUp), scene.acting() as work:
            sign_in_with_link(work, SignInWithLink(ref=wrong_ref, token=wrong))


def test_signing_out_ends_it_everywhere(scene, books):
    ref, token, _code = ask(scene)
    with scene.acting() as work:
        secret = sign_in_with_link(work, SignInWithLink(ref=ref, token=token)).secret
    with scene.acting() as work:
        sign_out(work, secret)
    with scene.acting() as work:
        assert person_signed_in(work.database, secret, books.clock.now()) is None


def test_the_letter_has_link_and_code_and_the_outbox_has_neither(scene, deliver, post):
    ref, token, typed = ask(scene)
    stored = str(scene.read(select(OutboxMessage.payload))) + str(scene.read(select(AuditEntry.payload)))
    assert token not in stored
    assert typed not in stored
    assert deliver() == 1
    letter = post.to("joyce@example.org")[0]
    assert f"http://127.0.0.1:8000/sign-in/{ref}/{token}" in letter.body
    assert typed in letter.body


def test_a_known_and_an_unknown_address_leave_the_same_trace(scene, deliver, post):
    with scene.acting("known@example.org"):
        pass
    ask(scene, "known@example.org")
    ask(scene, "unknown@example.org")
    deliver()
    assert len(post.to("known@example.org")) == len(post.to("unknown@example.org")) == 1

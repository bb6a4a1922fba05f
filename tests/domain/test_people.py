"""Signing in: links work once, live thirty minutes, and codes cannot be guessed."""

import pytest
from sqlalchemy import func, select

from eventsite.kernel.actor import VISITOR
from eventsite.people.commands.mailboxes import person_with
from eventsite.people.commands.signing_in import (
    AskToSignIn,
    LinkUsedUp,
    NameOneself,
    SignInWithCode,
    SignInWithLink,
    SignOut,
    TryCode,
    WrongCode,
    ask_to_sign_in,
    name_oneself,
    sign_in_with_code,
    sign_in_with_link,
    sign_out,
    try_code,
)
from eventsite.people.models import Person
from eventsite.people.permissions import NAME_ONESELF
from eventsite.people.queries import open_sign_ins, person_signed_in
from eventsite.people.rules import code, link_token
from eventsite.records.models import AuditEntry, OutboxMessage
from eventsite.records.work import unit_of_work


def ask(scenario, email="joyce@example.org"):
    with scenario.acting() as work:
        ref = ask_to_sign_in(work, AskToSignIn(email=email, back="/team/"))
        return ref, link_token(work.cipher, ref), code(work.cipher, ref)


def test_a_link_signs_in_once(scenario, database):
    ref, token, _code = ask(scenario)
    with scenario.acting() as work:
        opened = sign_in_with_link(work, SignInWithLink(ref=ref, token=token))
    assert opened.back == "/team/"
    with unit_of_work(database, VISITOR) as work:
        person = person_signed_in(work.database, opened.secret, database.clock.now())
    assert person is not None
    assert person.email == "joyce@example.org"
    with pytest.raises(LinkUsedUp), scenario.acting() as work:
        sign_in_with_link(work, SignInWithLink(ref=ref, token=token))


def test_a_link_lives_thirty_minutes(scenario, clock):
    ref, token, typed = ask(scenario)
    clock.forward(minutes=30, seconds=1)
    with pytest.raises(LinkUsedUp), scenario.acting() as work:
        sign_in_with_link(work, SignInWithLink(ref=ref, token=token))
    with pytest.raises(LinkUsedUp), scenario.acting() as work:
        sign_in_with_code(work, SignInWithCode(ref=ref, code=typed))


def test_the_code_does_the_same_however_it_is_typed(scenario):
    ref, _token, typed = ask(scenario)
    with scenario.acting() as work:
        sign_in_with_code(work, SignInWithCode(ref=ref, code=f" {typed[:3].upper()}-{typed[3:]} "))
    assert scenario.read(select(func.count()).select_from(Person)) == [1]


def test_after_five_wrong_codes_the_right_one_is_too_late(scenario):
    ref, token, typed = ask(scenario)
    for _try in range(5):
        with scenario.acting() as work:
            try_code(work, TryCode(ref=ref))
        with pytest.raises(WrongCode), scenario.acting() as work:
            sign_in_with_code(work, SignInWithCode(ref=ref, code="aaaaaa" if typed != "aaaaaa" else "bbbbbb"))
    with pytest.raises(LinkUsedUp), scenario.acting() as work:
        try_code(work, TryCode(ref=ref))
    with pytest.raises(LinkUsedUp), scenario.acting() as work:
        sign_in_with_link(work, SignInWithLink(ref=ref, token=token))


def test_a_changed_token_opens_nothing(scenario):
    ref, token, _code = ask(scenario)
    other, _t, _c = ask(scenario, "other@example.org")
    changed = token[:-1] + ("1" if token.endswith("0") else "0")
    for wrong_ref, wrong in ((ref, changed), (other, token), (ref, "")):
        with pytest.raises(LinkUsedUp), scenario.acting() as work:
            sign_in_with_link(work, SignInWithLink(ref=wrong_ref, token=wrong))


def test_signing_out_ends_it_everywhere(scenario, database):
    ref, token, _code = ask(scenario)
    with scenario.acting() as work:
        secret = sign_in_with_link(work, SignInWithLink(ref=ref, token=token)).secret
    with scenario.acting() as work:
        sign_out(work, SignOut(secret=secret))
    with scenario.acting() as work:
        assert person_signed_in(work.database, secret, database.clock.now()) is None


def test_one_sees_where_one_is_signed_in_and_not_where_one_was(scenario, database, clock):
    secrets, seen = [], {}
    for _device in range(2):
        ref, token, _code = ask(scenario)
        with scenario.acting() as work:
            secrets.append(sign_in_with_link(work, SignInWithLink(ref=ref, token=token)).secret)
    for when in ("both", "one"):
        with scenario.acting("joyce@example.org") as work:
            seen[when] = [sign_in.ended_at for sign_in in open_sign_ins(work.database, work.actor, clock.now())]
        with scenario.acting() as work:
            sign_out(work, SignOut(secret=secrets[0]))
    assert seen == {"both": [None, None], "one": [None]}


def test_the_letter_has_link_and_code_and_the_outbox_has_neither(scenario, deliver, mailer):
    ref, token, typed = ask(scenario)
    stored = str(scenario.read(select(OutboxMessage.payload))) + str(scenario.read(select(AuditEntry.payload)))
    assert token not in stored
    assert typed not in stored
    assert deliver() == 1
    email = mailer.to("joyce@example.org")[0]
    assert f"http://127.0.0.1:8000/sign-in/{ref}/{token}" in email.body
    assert typed in email.body


def test_a_known_and_an_unknown_address_leave_the_same_trace(scenario, deliver, mailer):
    with scenario.acting("known@example.org"):
        pass
    ask(scenario, "known@example.org")
    ask(scenario, "unknown@example.org")
    deliver()
    assert len(mailer.to("known@example.org")) == len(mailer.to("unknown@example.org")) == 1


def signed_in(scenario, email="joyce@example.org"):
    ref, token, _code = ask(scenario, email)
    with scenario.acting() as work:
        return sign_in_with_link(work, SignInWithLink(ref=ref, token=token)).secret


def test_a_sign_in_lasts_thirty_days_and_no_longer(scenario, database, clock):
    secret = signed_in(scenario)
    clock.forward(days=29, hours=23)
    with scenario.acting() as work:
        assert person_signed_in(work.database, secret, clock.now()) is not None
    clock.forward(hours=2)
    with scenario.acting() as work:
        assert person_signed_in(work.database, secret, clock.now()) is None


def test_a_link_that_waited_too_long_for_the_mail_server_is_not_sent(scenario, clock, deliver, mailer):
    ask(scenario)
    clock.forward(minutes=31)
    assert deliver() == 1
    assert mailer.emails == []


def test_nobody_is_renamed_by_whoever_types_their_address(scenario):
    with scenario.acting() as work:
        person_with(work, "joyce@example.org", "Joyce")
    with scenario.acting() as work:
        person_with(work, "joyce@example.org", "Somebody else")
    assert scenario.read(select(Person.name)) == ["Joyce"]


def test_only_oneself_gives_oneself_a_name(scenario):
    joyce = scenario.actor("joyce@example.org").person_id
    person = scenario.read(select(Person).where(Person.id == joyce))[0]
    assert NAME_ONESELF.allows(scenario.actor("joyce@example.org"), person)
    assert not NAME_ONESELF.allows(scenario.actor("bill@example.org"), person)
    assert not NAME_ONESELF.allows(VISITOR, person)


def test_the_audit_knows_people_by_number(scenario):
    with scenario.acting("joyce@example.org") as work:
        name_oneself(work, NameOneself(name="Joyce B"))
    person = scenario.read(select(Person.id))[0]
    assert scenario.read(select(AuditEntry.actor).where(AuditEntry.fact == "PersonNamed")) == [f"person:{person}"]

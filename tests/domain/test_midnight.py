"""At half past eleven at night where the gathering is: what day it is follows from there, not from Greenwich."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from eventsite.access.models import Need
from eventsite.claims.commands.claiming import AddCost, InTheFuture, add_cost
from eventsite.claims.commands.opening import OpenClaim, open_claim
from eventsite.claims.models import Claim, ClaimLine
from eventsite.kernel.references import new_reference
from eventsite.registration.commands.answering import CancelRegistration, cancel_registration
from eventsite.registration.commands.forgetting import forget_areas
from eventsite.registration.models import Registration
from eventsite.registration.rules import NotOpen, TooLate
from eventsite.registration.values import RegistrationState
from tests.builders.scenario import DAY, gbp

ZONES = ["Pacific/Auckland", "Pacific/Honolulu"]
LATE = dt.time(23, 30)


@pytest.fixture(params=ZONES)
def event(request, scenario, clock):
    """On its last day, half an hour before midnight."""
    made = scenario.event(zone=request.param)
    scenario.terms(made)
    clock.set(there(made, DAY))
    return made


def there(event, day):
    return dt.datetime.combine(day, LATE, ZoneInfo(event.zone)).astimezone(dt.UTC)


def test_one_registers_and_cancels_until_midnight_there(scenario, event, clock):
    ref = scenario.coming(event)
    other = scenario.begun(event, "bill@example.org")
    clock.forward(minutes=31)
    with pytest.raises(NotOpen):
        scenario.begun(event, "ruth@example.org")
    with pytest.raises(TooLate), scenario.acting("", ref) as work:
        cancel_registration(work, CancelRegistration(ref=ref))
    clock.forward(minutes=-31)
    with scenario.acting("", ref) as work:
        cancel_registration(work, CancelRegistration(ref=ref))
    assert scenario.read(select(Registration.state).order_by(Registration.id)) == [RegistrationState.CANCELLED, RegistrationState.DRAFT]
    assert other


def test_what_was_spent_that_day_is_claimed_that_day_and_not_the_day_before(scenario, event):
    ref = scenario.coming(event)
    scenario.there(event, ref)
    scenario.database.perform(open_claim, OpenClaim(registration=ref))
    claim = scenario.read(select(Claim.ref))[0]

    def spend(day):
        with scenario.acting("", ref) as work:
            cost = AddCost(claim=claim, category="fare", what="Train", incurred_on=day, amount=gbp(2000), lost_receipt="Lost it", line=new_reference())
            add_cost(work, cost)

    spend(DAY)
    with pytest.raises(InTheFuture):
        spend(DAY + dt.timedelta(days=1))
    assert DAY in scenario.read(select(ClaimLine.incurred_on))


def test_a_place_lapses_after_its_three_days_wherever_it_is(scenario, event, clock, deliver):
    ref = scenario.coming(event, proven=False)
    clock.forward(hours=71, minutes=59)
    deliver()
    assert scenario.read(select(Registration.state).where(Registration.ref == ref)) == [RegistrationState.CONFIRMED]
    clock.forward(minutes=1)
    deliver()
    assert scenario.read(select(Registration.state).where(Registration.ref == ref)) == [RegistrationState.CANCELLED]


def test_whoever_was_there_keeps_what_they_said_although_they_opened_no_letter(scenario, event, clock, deliver):
    ref = scenario.coming(event, proven=False)
    scenario.there(event, ref)
    clock.forward(days=4)
    deliver()
    assert scenario.read(select(Registration.name).where(Registration.ref == ref)) == ["Joyce"]
    scenario.prove(ref)
    deliver()
    assert len(scenario.read(select(Claim.ref))) == 1


def test_what_is_forgotten_is_forgotten_when_the_day_is_over_there(scenario, event, clock):
    scenario.coming(event)
    with scenario.acting() as work:
        assert forget_areas(work, clock.now()) == 0
    assert scenario.read(select(Need.id)) == []

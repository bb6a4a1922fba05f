"""Whatever changes a public page is a fact that says so, and every page is made anew after it."""

import datetime as dt

import pytest
from sqlalchemy import select

from eventsite.access.commands import SetOffer, set_offer
from eventsite.access.values import Offered
from eventsite.events.commands.describing import DescribeEvent, describe_event
from eventsite.events.commands.forgetting import forget_contacts
from eventsite.events.commands.lifecycle import (
    ArchiveEvent,
    CancelEvent,
    CloseEvent,
    OpenEvent,
    ReopenEvent,
    UnpublishEvent,
    archive_event,
    cancel_event,
    close_event,
    open_event,
    reopen_event,
    unpublish_event,
)
from eventsite.offers.commands.terms import SetTerms, set_terms
from eventsite.organisations.commands import DescribeOrganisation, describe_organisation
from eventsite.records.models import AuditEntry
from eventsite.rooms import ROOMS
from tests.builders.scenario import DAY, ORGANISER, gbp
from tests.web.pages import PAGES, check_seen, fetched, of_event


def of(verb, command, **words):
    """Return a step in which the organiser does `verb` to the event."""

    def step(scenario, event):
        with scenario.acting(ORGANISER) as work:
            verb(work, command(event=event.ref, **words))

    return step


def moved_country(scenario, _event):
    with scenario.acting(ORGANISER) as work:
        describe_organisation(work, DescribeOrganisation(organisation=scenario.organisation(), changes={"country": "IE"}))


def forgotten(scenario, _event):
    assert scenario.database.perform(forget_contacts, dt.datetime.combine(DAY, dt.time(), dt.UTC) + dt.timedelta(days=900))


CANCEL, CLOSE = of(cancel_event, CancelEvent, note="The hall burnt down."), of(close_event, CloseEvent)
EVERY = PAGES
CHANGES = {
    # fact: (what was before, what happens, where it must show)
    "EventDescribed": ((), of(describe_event, DescribeEvent, changes={"name": "Autumn fair"}), EVERY),
    "EventOpened": ((of(unpublish_event, UnpublishEvent),), of(open_event, OpenEvent), EVERY),
    "EventUnpublished": ((), of(unpublish_event, UnpublishEvent), EVERY),
    "EventClosed": ((), CLOSE, ("",)),
    "EventReopened": ((CLOSE,), of(reopen_event, ReopenEvent), ("",)),
    "EventCancelled": ((), CANCEL, EVERY),
    "EventArchived": ((lambda scenario, _event: scenario.database.clock.forward(days=60),), of(archive_event, ArchiveEvent), ()),
    "ContactForgotten": ((), forgotten, ("",)),
    "TermsSet": (
        (), of(set_terms, SetTerms, fee=gbp(9900), fee_for="a day", who_is_paid="All.", costs_covered=["fare"], working_days=9),
        ("", "/payment"),
    ),
    "OfferChanged": ((), of(set_offer, SetOffer, lines={"hearing_loop": (Offered.YES, "Hall")}), ("/access",)),
    "ProgrammeReleased": (
        (lambda scenario, event: scenario.session(event, "Brand new", at="17:00"),),
        lambda scenario, event: scenario.release(event), ("", "/programme", "/changes", "/calendar.ics"),
    ),
    "OrganisationDescribed": ((), moved_country, ("/payment",)),
}
"""Every fact that says it is public -> a change that it tells of."""


def test_every_fact_that_is_public_is_tried():
    """A fact that is made public, or is not any more, fails here until somebody has said where it shows."""
    assert {fact.__name__ for room in ROOMS.manifests for fact in room.facts if fact.is_public} == set(CHANGES)


@pytest.mark.parametrize("fact", CHANGES)
def test_a_public_change_is_seen_at_once_on_every_page(app, event, scenario, fact):
    before, change, shown_on = CHANGES[fact]
    for step in before:
        step(scenario, event)
    seen, known = fetched(app, of_event(event.slug)), set(told(scenario))
    change(scenario, event)
    assert fact in {name for number, name in set(told(scenario)) - known}
    check_seen(app, seen, of_event(event.slug, shown_on))


def told(scenario):
    with scenario.acting() as work:
        return [tuple(row) for row in work.database.execute(select(AuditEntry.id, AuditEntry.fact))]

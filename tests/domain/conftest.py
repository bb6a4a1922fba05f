"""An event that pays."""

import pytest


@pytest.fixture
def event(scenario):
    made = scenario.event()
    scenario.terms(made)
    return made

"""Every field that carries a reference, with a valid one of another gathering, person or organisation: nothing of theirs is touched or taken."""

import re

import pytest

from tests.web.test_roles import elsewhere, here, stored  # noqa: F401
from tests.web.visit import Page

REFERENCE = re.compile(r"(?<![a-z0-9])[a-z2-9]{12}(?![a-z0-9])")
THEIRS = ("registration", "claim", "line", "batch", "session", "room", "need", "host")
PAGES = {
    "guest@example.org": ("/my/registrations/{here.registration}/sessions", "/my/feeds", "/claims/{here.claim}/add/fare"),
    "organiser@example.org": (
        "/team/{here.slug}/attendance", "/team/{here.slug}/programme/sessions/new", "/team/{here.slug}/programme/rooms/new",
        "/team/{here.slug}/programme/sessions/{here.session}/place", "/team/new",
    ),
    "claims@example.org": ("/finance/claims/{here.claim}",),
    "finance@example.org": ("/finance/pay/check?claims={here.claim}",),
}
"""Who -> the pages of this gathering whose forms carry references, as values, choices or in the names of fields."""


def carried(page):
    """Yield (name of a field, value with a reference in it, or None where its name has one) of the main forms of a page."""
    for e in page.elements:
        name, value = e["attrs"].get("name", ""), e["attrs"].get("value") or ""
        posts = e["form"] is not None and e["form"]["attrs"].get("method") == "post"
        if posts and name not in ("", "csrf_token"):
            if REFERENCE.search(name):
                yield name, None
            elif REFERENCE.search(value):
                yield name, value


def attempts(page, theirs):
    """Yield what is posted: each field with a reference in turn, with every reference of somebody else's in it."""
    for name, value in sorted(set(carried(page)), key=str):
        for foreign in theirs:
            data = dict(page.fields())
            if value is None:
                data[REFERENCE.sub(foreign, name)] = data.pop(name, "")
            else:
                data[name] = REFERENCE.sub(foreign, value)
            yield name, data


@pytest.mark.parametrize("who", PAGES)
def test_no_form_takes_a_reference_of_somebody_elses(sign_in, here, elsewhere, database, who):  # noqa: F811
    visit = sign_in(who)
    theirs, tried = [getattr(elsewhere, kind) for kind in THEIRS], 0
    for address in PAGES[who]:
        page = visit.get(address.format(here=here))
        assert list(carried(page)), f"{address} carries no reference"
        before = stored(database)
        for name, data in attempts(page, theirs):
            answer = visit.client.post(page.url, data=data)
            assert answer.status_code < 500, f"{address}, {name}: {answer.status}"
            after = stored(database)
            changed = {row for table in after for row in set(after[table]) ^ set(before[table])}
            taken = [row for row in changed for ref in theirs if ref in row]
            assert taken == [], f"{address}, {name}: {answer.status_code}, {taken}"
            assert Page(answer, address).status in (200, 302, 403, 404, 409, 410, 422)
            before, tried = after, tried + 1
    assert tried >= len(theirs)

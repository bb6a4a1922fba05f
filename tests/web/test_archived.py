"""An archived gathering offers its team no form that would be refused, and shows what it keeps."""

import re

from tests.builders.scenario import ORGANISER
from tests.domain.test_archiving import archived

__all__ = ["archived"]
KEPT = "This gathering is archived, so this can no longer be changed."


def team_pages(visit, slug):
    """Yield every page of a gathering's team that links lead to, each address once."""
    todo, seen = [f"/team/{slug}/"], set()
    while todo:
        path = todo.pop()
        if path in seen or not path.startswith(f"/team/{slug}/"):
            continue
        seen.add(path)
        response = visit.client.get(path)
        if response.mimetype == "text/html" and response.status_code == 200:
            page = visit.get(path)
            yield path, page
            todo += [link.partition("#")[0] for link in page.links().values()]


def test_no_page_of_an_archived_gathering_has_a_form_that_is_refused(scenario, archived, sign_in):
    event = archived[0]
    visit = sign_in(ORGANISER)
    pages = dict(team_pages(visit, event.slug))
    sent = 0
    for path, page in pages.items():
        for form in [f for f in page.all("form") if f["attrs"].get("method") == "post" and f["attrs"].get("action") != "/sign-out"]:
            answer = visit.client.post(form["attrs"].get("action") or path, data=page.fields_of(form), follow_redirects=True)
            assert KEPT not in answer.get_data(as_text=True), path
            sent += 1
    assert sent  # the team and who was there go on
    kept = [re.sub(r"[a-z0-9]{12}", "REF", path.removeprefix(f"/team/{event.slug}/")) for path, page in pages.items() if KEPT in page.words]
    assert {"programme", "payment", "settings/name", "settings/when"} <= {path.rstrip("/") for path in kept}


def test_what_is_kept_can_be_read(archived, sign_in):
    words = sign_in(ORGANISER).get(f"/team/{archived[0].slug}/payment").words
    assert "£82.50" in words
    assert "half a day" in words

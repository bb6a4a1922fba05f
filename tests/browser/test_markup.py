"""Every page of the whole demo, and every form with everything wrong in it, through html-validate.

Five of its rules are not ours: a title is as long as what people called their gathering, a lower-case doctype is HTML, so is an id that begins with a digit (our references may),
boxes of one question share a name, and GOV.UK Frontend
says `role="group"` on the fieldset of a date on purpose, for screen readers that would not say its legend otherwise.
"""

import json
import shutil
import subprocess

from tests.browser.conftest import NODE, node_binary
from tests.web.world import World, unlimited

FEWEST_PAGES = 70


def test_every_kind_of_page_is_valid_html(sqlite_template, tmp_path):
    with unlimited():
        world = World(shutil.copy(sqlite_template, tmp_path / "world.sqlite"), tmp_path)
        pages = kinds_of_page(world) | refused_forms(world)
    assert len(pages) > FEWEST_PAGES
    folder = tmp_path / "pages"
    folder.mkdir()
    for name, html in pages.items():
        (folder / f"{name}.html").write_text(html)
    assert complaints(folder) == []


def kinds_of_page(world):
    """One page for each view and each state it was met in."""
    routes, found = world.app.url_map.bind("127.0.0.1"), {}
    for who, visitor in world.visitors.items():
        for page in world.pages(who, visitor):
            method = "GET" if "/needs/" not in page.url else "POST"
            endpoint, words = routes.match(page.url.partition("?")[0], method=method)
            stage = words.get("stage") or words.get("question") or words.get("kind") or ""
            found.setdefault(f"{endpoint}-{stage}-{who}", page.html)
    return found


def refused_forms(world):
    """Each form as it comes back when nothing was answered."""
    found = {}
    for number, form in enumerate(world.forms()):
        answer = world.send(form, dict.fromkeys(form.kinds, ""))
        if answer.status_code == 422:
            found[f"refused-{form.endpoint}-{number}"] = answer.get_data(as_text=True)
        world.put_back()
    return found


def complaints(folder):
    """What html-validate says, as (page, line, rule, sentence)."""
    program = NODE / "node_modules" / "html-validate" / "bin" / "html-validate.mjs"
    command = [node_binary(), str(program), "-c", str(NODE / ".htmlvalidate.json"), "-f", "json", f"{folder}/*.html"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=NODE)
    assert done.stdout, done.stderr
    return [
        (file["filePath"].rpartition("/")[2], said["line"], said["ruleId"], said["message"])
        for file in json.loads(done.stdout) for said in file["messages"]
    ]

"""The shape of the code: what a newcomer may rely on without reading it all."""

import ast
import gzip
import json
import re
from pathlib import Path

import pytest
from jinja2 import TemplateSyntaxError, UndefinedError, nodes

from eventsite.app import create_app
from eventsite.kernel.paths import ROOT, STATIC, TEMPLATES
from eventsite.settings import Settings
from tests.shape.plain_language import JARGON, LONGEST_SENTENCE, WORD, measure

SOURCES = sorted((ROOT / "eventsite").rglob("*.py"))
TREES = {path: ast.parse(path.read_text()) for path in SOURCES}
PAGES = sorted(p for p in TEMPLATES.rglob("*.html") if p.parent.name not in ("layouts", "components", "panels"))
LONGEST_FILE, LONGEST_FUNCTION = 300, 40


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    folder = tmp_path_factory.mktemp("shape")
    return create_app(
        Settings(
            database_url="sqlite://", secret_key="s" * 40, field_keys={"k": b"k" * 32}, demo=True,
            mail_url=f"mailbox://{folder}", files_url=f"file://{folder}",
        )
    )


def test_every_route_says_who_may_open_it(app):
    for rule in app.url_map.iter_rules():
        assert getattr(app.view_functions[rule.endpoint], "access_mark", None), rule


def test_a_page_with_a_name_that_is_not_there_is_an_error(app):
    with pytest.raises(UndefinedError):
        app.jinja_env.from_string("{% if forgotten %}x{% endif %}").render()


def test_addresses_are_nouns_in_kebab_case(app):
    for rule in app.url_map.iter_rules():
        assert not re.search(r"[A-Z_]", re.sub(r"<[^>]+>", "", rule.rule)), rule


def test_no_view_writes_on_a_get():
    """A view performs a command only after `is_posted_well()`, or in a route that takes POST alone; nothing else writes."""
    performing = 0
    for path, tree in TREES.items():
        if "views" not in path.parts and path.name != "views.py":
            continue
        assert not {"unit_of_work", "request_unit_of_work"} & names_in(tree), path
        for function in [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef)]:
            decorators = " ".join(ast.unparse(d) for d in function.decorator_list)
            calls = [n for n in ast.walk(function) if isinstance(n, ast.Call) and ast.unparse(n.func) == "perform"]
            performing += len(calls)
            if ".get(" in decorators and "blueprint" in decorators:
                assert not calls, f"{path}: {function.name}"
            elif ".route(" in decorators:
                guards = [n for n in ast.walk(function) if isinstance(n, ast.If) and "is_posted_well" in ast.unparse(n.test)]
                for call in calls:
                    assert any(call in ast.walk(guard) for guard in guards), f"{path}: {function.name}"
    assert performing > 20


def names_in(tree):
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}


def test_only_the_unit_of_work_commits():
    for path, tree in TREES.items():
        for call in [n for n in ast.walk(tree) if isinstance(n, ast.Call)]:
            if isinstance(call.func, ast.Attribute) and call.func.attr == "commit":
                assert path.name == "work.py", path


def test_nobody_asks_what_time_it_is():
    for path, tree in TREES.items():
        text = ast.unparse(tree)
        if path.name != "clock.py":
            assert not re.search(r"datetime\.(now|utcnow|today)\(|date\.today\(|time\.time\(", text), path


HOME_MADE_DAY = re.compile(r"strftime\(|:%[aAbBdHIjmMpSyY]|%[HM]:%M|(?:format_(?:date|time|datetime|skeleton))\(")
FOR_MACHINES = re.compile(r"datetime=\"\{\{.*?\}\}\"")


def test_days_and_times_are_put_in_words_in_one_place():
    for path in SOURCES:
        assert path.name in {"days.py", "mail.py"} or not HOME_MADE_DAY.search(path.read_text()), path
    for path in [*TEMPLATES.rglob("*.html"), *TEMPLATES.rglob("*.txt")]:
        assert "isoformat" not in FOR_MACHINES.sub("", path.read_text()), path


IN_A_ZONE = re.compile(r"\|\s*(?:moment|clock|local_day)\b(?!\()")


def test_nobody_is_in_a_zone_that_was_not_named():
    """No function takes a zone that can be left out, and no page shows an instant without saying in which."""
    takes = 0
    for path, tree in TREES.items():
        for function in [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef)]:
            places, optional = function.args.posonlyargs + function.args.args, len(function.args.defaults)
            left_out = places[len(places) - optional:] if optional else []
            left_out += [a for a, d in zip(function.args.kwonlyargs, function.args.kw_defaults, strict=True) if d is not None]
            takes += "zone" in [a.arg for a in places]
            assert "zone" not in [a.arg for a in left_out], f"{path}: {function.name}"
    assert takes > 5
    for path in [*TEMPLATES.rglob("*.html"), *TEMPLATES.rglob("*.txt")]:
        assert not IN_A_ZONE.findall(path.read_text()), path


def test_a_form_is_built_in_one_place():
    """Rooms say what a form asks when they make it; none puts a class together by hand or changes a form afterwards."""
    for path, tree in TREES.items():
        if "web" in path.relative_to(ROOT / "eventsite").parts:
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Assign | ast.Delete):
                changed = [ast.unparse(target) for target in node.targets]
                assert not [name for name in changed if re.search(r"form\.|\.choices$", name)], f"{path}: {changed}"
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "type":
                assert len(node.args) == 1, f"{path}: {ast.unparse(node)}"


def test_flask_session_is_touched_in_one_file():
    for path, tree in TREES.items():
        for node in [n for n in ast.walk(tree) if isinstance(n, ast.ImportFrom) and n.module == "flask"]:
            assert "session" not in [a.name for a in node.names] or path.name == "browser_session.py", path


def test_no_import_inside_a_function():
    for path, tree in TREES.items():
        for function in [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]:
            assert not [n for n in ast.walk(function) if isinstance(n, ast.Import | ast.ImportFrom)], f"{path}: {function.name}"


def test_files_and_functions_can_be_read():
    for path, tree in TREES.items():
        name = str(path.relative_to(ROOT))
        assert path.read_text().count("\n") <= LONGEST_FILE, name
        for function in [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef)]:
            lines = (function.end_lineno or 0) - function.lineno + 1
            assert lines <= LONGEST_FUNCTION, f"{name}: {function.name} has {lines} lines"


def test_nothing_is_left_to_do_later():
    marks = re.compile(r"\b(" + "|".join(("TO" + "DO", "FIX" + "ME", "XX" + "X")) + r")\b")
    for path in [*SOURCES, *TEMPLATES.rglob("*.html"), *TEMPLATES.rglob("*.txt")]:
        assert not marks.search(path.read_text()), path


@pytest.mark.parametrize("path", PAGES, ids=lambda p: str(p.relative_to(TEMPLATES)))
def test_templates_compile_and_have_a_title(app, path):
    name = str(path.relative_to(TEMPLATES))
    source = path.read_text()
    try:
        tree = app.jinja_env.parse(source)
    except TemplateSyntaxError as trouble:
        pytest.fail(f"{name}:{trouble.lineno}: {trouble}")
    extends = [n.template.value for n in tree.find_all(nodes.Extends)]
    if extends == ["layouts/question.html"]:
        assert "heading" in {n.name for assign in tree.find_all(nodes.Assign) for n in assign.find_all(nodes.Name)}
    else:
        assert "title" in [block.name for block in tree.find_all(nodes.Block)], name
    assert "<style" not in source
    assert "http://" not in source


MUST_BE_PLAIN = sorted([*TEMPLATES.rglob("*.html"), *TEMPLATES.rglob("*.txt")])
SENTENCE = re.compile(r"_\(\"((?:[^\"\\]|\\.)*)\"")
GLOSSARY = frozenset({"gathering", "gatherings", "citizens", "advice", "benefits", "remittance", "registration", "javascript", "organisers", "organiser", "organisation", "organisations", "disabilities"})


@pytest.mark.parametrize("path", MUST_BE_PLAIN, ids=lambda p: str(p.relative_to(TEMPLATES)))
def test_words_that_people_must_read_are_plain(path):
    """Whatever a page or a letter says fails the build when it is hard to read: whoever organises is in a hurry too."""
    sentences = [re.sub(r"%\(\w+\)[sd]", "Ann", s).replace('\\"', '"') for s in SENTENCE.findall(path.read_text())]
    text = ". ".join(s.rstrip(".:?!") for s in sentences if len(WORD.findall(s)) > 2) + "."
    assert measure(text, GLOSSARY).faults == []


def test_words_in_python_have_no_jargon_and_no_endless_sentence():
    for path, tree in TREES.items():
        for call in [n for n in ast.walk(tree) if isinstance(n, ast.Call) and getattr(n.func, "id", "") in ("_", "lazy_gettext") and n.args]:
            if isinstance(call.args[0], ast.Constant):
                text = call.args[0].value
                found = measure(re.sub(r"%\(\w+\)[sd]", "Ann", text))
                assert not found.jargon, f"{path}: {text}"
                assert found.longest_sentence <= LONGEST_SENTENCE, f"{path}: {text}"


def test_the_jargon_list_is_itself_in_small_letters():
    assert all(word == word.lower() for word in JARGON)


def test_style_and_scripts_stay_light():
    manifest = json.loads((STATIC / "manifest.json").read_text())

    def weight(*endings):
        return sum(len(gzip.compress((STATIC / file).read_bytes())) for file in manifest.values() if file.endswith(endings))

    assert weight(".css") <= 30 * 1024
    assert weight(".js") <= 60 * 1024
    css = (STATIC / manifest["site.css"]).read_text()
    for never in ("GDS Transport", "crest", "crown", "url(http", 'url("http'):
        assert never not in css, never


def test_nothing_names_a_registry_or_a_machine():
    for lock in [*(ROOT / "requirements").glob("*.txt"), ROOT / "frontend/package-lock.json", ROOT / "tests/browser/node/package-lock.json"]:
        text = lock.read_text()
        assert '"resolved"' not in text, lock
        assert "--" + "index-url" not in text, lock
        assert "https://files." not in text, lock


def test_the_tree_is_the_one_that_is_drawn():
    drawn = (ROOT / "docs" / "architecture.md").read_text()
    for room in [p.name for p in (ROOT / "eventsite").iterdir() if (p / "__init__.py").exists()]:
        assert f"{room}/" in drawn, room
    assert Path(ROOT / "LICENSE").read_text().startswith("GNU AFFERO")


def test_a_percent_sign_in_a_sentence_is_doubled_or_stands_for_something():
    """Templates and translators format every sentence; a bare one becomes "{}" on the page."""
    bare = re.compile(r"%(?![%(])")
    wrong = [
        (path.name, sentence)
        for path in TEMPLATES.rglob("*.html")
        for sentence in re.findall(r"_\(\s*[\"']([^\"']*)[\"']", path.read_text())
        if bare.search(sentence.replace("%%", ""))
    ]
    assert wrong == []

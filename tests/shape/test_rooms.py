"""One manifest per room says all that wires it, and nothing else wires anything."""

import ast
import inspect
import re
import sys
import tomllib

import pytest
from flask import Blueprint

from eventsite.kernel.base import Base
from eventsite.kernel.facts import Fact
from eventsite.kernel.paths import ROOT, TEMPLATES
from eventsite.kernel.permissions import Permission
from eventsite.records.resealing import sealed_columns
from eventsite.records.retention import stored_at
from eventsite.rooms import ROOMS, table
from tests.shape.test_architecture import TREES

PACKAGE = ROOT / "eventsite"
each_room = pytest.mark.parametrize("room", ROOMS.manifests, ids=lambda room: room.name)


def modules_of(room):
    """Return what was imported of a room, by its name below the room."""
    start = f"eventsite.{room.name}."
    return {name.removeprefix(start): module for name, module in list(sys.modules.items()) if name.startswith(start)}


def paths_of(room):
    return [path for path in TREES if path.is_relative_to(PACKAGE / room.name)]


def test_the_rooms_stand_in_the_order_of_their_layers():
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    layers = [name.strip() for layer in contracts[0]["layers"] for name in layer.split("|")]
    listed = [room.name for room in ROOMS.manifests]
    assert listed == [name for name in layers if name in listed]
    assert sorted(listed) == sorted(path.parent.name for path in PACKAGE.glob("*/manifest.py"))


def test_whatever_has_pages_facts_or_handlers_is_a_room():
    kit = {"kernel", "records", "web"}
    for path in TREES:
        if path.stem in ("facts", "handlers", "permissions", "models", "commands", "panels") or "views" in (path.stem, path.parent.name):
            room = path.relative_to(PACKAGE).parts[0]
            assert room in kit or (PACKAGE / room / "manifest.py").exists(), path


@each_room
def test_every_fact_of_a_room_is_in_its_manifest(room):
    written = {name for name, fact in Fact.registry.items() if fact.__module__.startswith(f"eventsite.{room.name}.")}
    assert {fact.__name__ for fact in room.facts} == written
    assert len(room.facts) == len(written)


@each_room
def test_every_permission_of_a_room_is_in_its_manifest_under_the_rooms_name(room):
    theirs = {one for name, module in modules_of(room).items() if name == "permissions" for one in vars(module).values() if isinstance(one, Permission)}
    assert set(room.permissions) == {one for one in theirs if one.name.startswith(f"{room.name}.")} == theirs
    for path in paths_of(room):
        if path.name != "permissions.py":
            assert "Permission(" not in path.read_text(), path


@each_room
def test_every_blueprint_of_a_room_is_in_its_manifest(room):
    for blueprint in room.blueprints:
        assert blueprint.import_name.startswith(f"eventsite.{room.name}.views"), blueprint
    made = {str(path) for path in paths_of(room) if "= Blueprint(" in path.read_text()}
    set_up = {inspect.getsourcefile(setup) for setup in room.setup}
    listed = {sys.modules[blueprint.import_name].__file__ for blueprint in room.blueprints}
    assert made - set_up == listed
    assert all(isinstance(blueprint, Blueprint) for blueprint in room.blueprints)


@each_room
def test_handlers_are_functions_of_the_rooms_own_handlers_and_hear_it_or_what_is_below(room):
    below = ROOMS.manifests[ROOMS.manifests.index(room):]
    heard = {handler for handlers in room.handlers.values() for handler in handlers}
    assert set(room.handlers) <= {fact for lower in below for fact in lower.facts}
    assert {handler.__module__ for handler in heard} <= {f"eventsite.{room.name}.handlers"}
    public = {
        one for name, module in modules_of(room).items() if name == "handlers"
        for one in vars(module).values()
        if inspect.isfunction(one) and one.__module__ == module.__name__ and not one.__name__.startswith("_")
    }
    assert heard == public
    assert {handler.__name__ for handler in heard} <= set(room.emails)
    assert all(handler.__doc__ for handler in heard)


@each_room
def test_retention_rules_are_commands_that_say_what_they_take_away_and_are_tried(room):
    tried = "".join(path.read_text() for path in (ROOT / "tests" / "domain").glob("*.py"))
    for rule in room.retention:
        assert rule.forget.__module__.startswith(f"eventsite.{room.name}.commands")
        assert rule.forget.__doc__
        assert rule.name in tried, rule
        assert rule.empties, rule
        assert rule.after, rule
        assert rule.since, rule
        assert rule.when.message.count("%(time)s") == 1, rule


def test_what_is_sealed_is_personal_and_forgotten_by_a_rule():
    sealed = {f"{model.__tablename__}.{name}" for model, name in sealed_columns()}
    assert sealed <= {stored_at(column) for column in PERSONAL}
    for column in PERSONAL:
        assert stored_at(column) not in sealed or any(rule.takes(column) for rule in ROOMS.retention), column


PERSONAL = [column for room in ROOMS.manifests for one in room.personal for column in one.stored]
WHOSE = {"person", "mailbox"}


def is_bone(column):
    """Keys, public references, versions, and what points to something that is nobody: they say nothing of anybody."""
    pointed_at = {key.column.table.name for key in column.foreign_keys}
    return column.primary_key or column.name in ("ref", "version") or bool(pointed_at and not pointed_at & WHOSE)


def test_every_column_of_the_schema_is_said_to_be_personal_or_not():
    """A new column fails here, until the manifest of its room says what it is to people, or that it is nothing to them."""
    said = [stored_at(column) for column in (*PERSONAL, *(c for room in ROOMS.manifests for c in room.not_personal))]
    flesh = [f"{table.name}.{column.name}" for table in Base.metadata.sorted_tables for column in table.columns if not is_bone(column)]
    assert sorted(said) == sorted(flesh)


BESIDE_SEALED = {
    "access_need.due_on": "the board orders by it without opening anything; at least two kinds of need share each number of days",
    "access_need.owner_role": "whose board it stands on, without opening anything",
    "attachment.size": "limits add sizes up",
    "payout_method.last_digits": "they answer questions once the number is gone, and go with the claim",
}
"""Columns in a table with sealed text that follow from that text, in part -> why they may stand there."""
DERIVED = re.compile(r"digest|fingerprint|hash|digits|size|length|owner_role|due_on")


def test_nothing_that_follows_from_sealed_text_stands_beside_it_unless_it_says_why():
    sealed = {model.__tablename__ for model, _name in sealed_columns()}
    tables = [table for table in Base.metadata.sorted_tables if table.name in sealed]
    found = {f"{table.name}.{column.name}" for table in tables for column in table.columns if DERIVED.search(column.name)}
    assert found == set(BESIDE_SEALED)


@each_room
def test_a_room_speaks_of_its_own_columns(room):
    for column in (*(column for one in room.personal for column in one.stored), *room.not_personal):
        assert column.class_.__module__.startswith(f"eventsite.{room.name}.models"), column


def test_what_is_personal_goes_by_a_rule_or_says_how_long_it_stays():
    for _topic, lines in ROOMS.promises:
        for line in lines:
            for column in line.personal.stored:
                assert any(rule.takes(column) for rule in line.rules) != bool(line.personal.until), column


def test_a_rule_empties_what_is_personal():
    tables, columns = {column.class_.__tablename__ for column in PERSONAL}, {stored_at(column) for column in PERSONAL}
    assert {name for rule in ROOMS.retention for name in rule.emptied} <= tables | columns


@each_room
def test_panels_and_tasks_are_the_rooms_own(room):
    for panel in (*room.team_panels, *room.personal_panels):
        assert panel.template.startswith(f"{room.name}/panels/")
        assert panel.find.__module__ == f"eventsite.{room.name}.panels"
    drawn = {str(path.relative_to(TEMPLATES)) for path in (TEMPLATES / room.name / "panels").glob("*.html")}
    assert drawn == {panel.template for panel in (*room.team_panels, *room.personal_panels)}
    assert {tasks.tasks.__module__ for tasks in room.tasks} <= {f"eventsite.{room.name}.panels"}


def test_whoever_opens_something_private_is_shown_to_its_owner():
    """A fact called ...Read says that somebody opened what is sealed."""
    told = [opening.fact for opening in ROOMS.openings]
    assert {fact for fact in Fact.registry.values() if fact.__name__.endswith("Read")} == set(told)
    assert len(told) == len(set(told))


def test_names_are_used_once():
    handlers = [handler for room in ROOMS.manifests for heard in room.handlers.values() for handler in heard]
    assert len(ROOMS.handlers) == len(set(handlers))
    for names in (
        [blueprint.name for room in ROOMS.manifests for blueprint in room.blueprints],
        [permission.name for room in ROOMS.manifests for permission in room.permissions],
        [stage.slug for stage in ROOMS.stages],
        [str(rule.what) for rule in ROOMS.retention],
    ):
        assert len(names) == len(set(names))


def test_stages_stand_in_the_order_in_which_people_are_asked():
    asked = [stage.slug for stage in ROOMS.stages]
    assert asked == ["name", "contact", "coming", "time-zone", "perspectives", "help", "help-details", "support", "sessions", "payment", "payment-details"]


def test_nothing_but_the_manifests_wires_anything():
    """Blueprints are registered, handlers bound and rules run from the list of rooms, or by what a manifest names."""
    set_up = {inspect.getsourcefile(setup) for room in ROOMS.manifests for setup in room.setup}
    for path, tree in TREES.items():
        calls = [ast.unparse(node.func).rpartition(".")[2] for node in ast.walk(tree) if isinstance(node, ast.Call)]
        if "register_blueprint" in calls:
            assert path.name == "app.py" or str(path) in set_up, path
        if "Manifest" in calls:
            assert path.name == "manifest.py", path
        if "Rooms" in calls:
            assert path == PACKAGE / "rooms.py", path


def test_the_composition_root_knows_no_single_room():
    names = {room.name for room in ROOMS.manifests} - {"records"}  # which is also the kit that everything is wired with
    imported = {node.module for node in ast.walk(TREES[PACKAGE / "app.py"]) if isinstance(node, ast.ImportFrom)}
    assert not {module for module in imported if module.startswith("eventsite.") and module.split(".")[1] in names}


def test_the_table_names_everything():
    printed = table()
    for room in ROOMS.manifests:
        for name in (
            room.name, *(b.name for b in room.blueprints), *(p.name for p in room.permissions), *(f.__name__ for f in room.facts),
            *room.emails, *(s.slug for s in room.stages), *(p.template for p in (*room.team_panels, *room.personal_panels)),
            *(rule.name for rule in room.retention),
        ):
            assert name in printed, name

"""Names that must meet: what a verb asks for and what a table allows, what is refused and what was asked, read in the sources."""

import ast
import re

import pytest
import wtforms
from sqlalchemy import UniqueConstraint
from sqlalchemy import inspect as mapped

from eventsite.kernel.aggregates import Aggregate
from eventsite.kernel.base import Base
from eventsite.kernel.permissions import Permission
from eventsite.web.forms import Form
from tests.shape.test_one_path import TREES, called, calls, module_of, trees_of

ROOMS = {name.partition("/")[0]: module_of(name) for name in trees_of("permissions")}
AGGREGATES = {
    name: found for module in ROOMS.values() for name, found in vars(module).items() if isinstance(found, Aggregate)
}
PERMISSIONS = [
    (room, found)
    for room, module in ROOMS.items()
    for name, found in vars(module).items()
    if isinstance(found, Permission) and re.search(rf"^{name} = Permission", (module.__loader__.get_source(module.__name__)), re.MULTILINE)
]
LOADS = ("change", "change_all", "change_each", "read", "read_each", "make", "add")


def test_a_permission_is_named_after_its_room_and_no_two_alike():
    assert [found.name for room, found in PERMISSIONS if not re.fullmatch(rf"{room}\.[a-z]+(_[a-z]+)*", found.name)] == []
    names = [found.name for _room, found in PERMISSIONS]
    assert sorted(set(names)) == sorted(names)
    assert len(names) > 40


def words_in(node):
    """The words that an expression can be: one of several, where it chooses."""
    return {part.value for part in ast.walk(node) if isinstance(part, ast.Constant) and isinstance(part.value, str)}


def loaded():
    """Yield (where, name of the aggregate, the action in words) for each load that says both."""
    for name, tree in TREES.items():
        for call in calls(tree):
            if called(call) in LOADS and call.args and isinstance(call.args[0], ast.Name) and call.args[0].id in AGGREGATES:
                actions = [part for arg in call.args[2:3] + [k.value for k in call.keywords if k.arg == "action"] for part in words_in(arg)]
                for action in actions:
                    yield f"{name}:{call.lineno}", call.args[0].id, action


def test_whatever_a_verb_asks_for_is_in_the_table_of_what_can_be_done():
    found = list(loaded())
    assert [one for one in found if one[2] not in AGGREGATES[one[1]].actions] == []
    assert len(found) > 60


@pytest.mark.parametrize("name", sorted(AGGREGATES))
def test_the_table_holds_nothing_that_no_verb_asks_for(name):
    said = {part for file, tree in TREES.items() if file not in trees_of("permissions") for part in words_in(tree)}
    table = AGGREGATES[name]
    assert {action for action in table.actions if action not in said} == set()
    assert set(table.goes_on or ()) <= set(table.actions)
    assert table.unversioned <= set(table.actions)
    assert {action for _state, action in table.untold} <= set(table.actions)


def forms_of(kind=Form):
    """Yield every form of the application."""
    for form in kind.__subclasses__():
        yield form
        yield from forms_of(form)


def test_a_refusal_stands_beside_a_question_that_some_form_asks():
    for name in (*trees_of("forms"), *trees_of("views")):
        module_of(name)
    asked = {name for form in forms_of() for name, field in vars(form).items() if isinstance(field, wtforms.fields.core.UnboundField)}
    asked |= {part for tree in trees_of("forms").values() for part in words_in(tree)}  # questions that only a request knows
    refused = {}
    for name, tree in TREES.items():
        for call in calls(tree):
            for keyword in call.keywords:
                if keyword.arg == "field" and name.partition("/")[2].startswith(("commands", "rules")) and "cipher" not in ast.unparse(call.func):
                    refused |= {(name, part): call.lineno for part in words_in(keyword.value) if part.isidentifier()}
    assert [f"{name}:{line} {part}" for (name, part), line in refused.items() if part not in asked] == []
    assert len(refused) > 8


def tables():
    return {mapper.local_table.name: mapped(mapper.class_).columns for mapper in Base.registry.mappers}


def first_in_an_index(column):
    """Whether the database finds rows by this column without reading the whole table."""
    unique = [one for one in column.table.constraints if isinstance(one, UniqueConstraint)]
    firsts = [next(iter(one.columns)) for one in (*column.table.indexes, *unique)]
    return column.primary_key or any(first is column for first in firsts)


def names_one_row(column):
    """Whether the database refuses a second row with the same value."""
    alone = [[one.name for one in unique.columns] for unique in column.table.constraints if isinstance(unique, UniqueConstraint)]
    return column.unique or [column.name] in alone


def test_a_reference_names_one_row():
    refs = [columns["ref"] for columns in tables().values() if "ref" in columns]
    assert [str(column) for column in refs if not names_one_row(column)] == []
    assert len(refs) > 15


def test_what_belongs_to_an_event_is_found_without_reading_everything():
    of_events = [columns["event_id"] for columns in tables().values() if "event_id" in columns]
    assert [str(column) for column in of_events if not first_in_an_index(column)] == []

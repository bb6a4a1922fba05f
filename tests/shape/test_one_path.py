"""One path to what changes, one dataclass and one function per verb: read in the sources."""

import ast
import dataclasses
import importlib
import inspect
import re

import pytest

from eventsite.kernel.aggregates import Aggregate
from eventsite.kernel.base import Base
from eventsite.kernel.paths import ROOT
from eventsite.records.work import Work
from eventsite.rooms import ROOMS

PACKAGE = ROOT / "eventsite"
TREES = {str(path.relative_to(PACKAGE)): ast.parse(path.read_text()) for path in sorted(PACKAGE.rglob("*.py"))}


def trees_of(kind):
    """Return the room's modules called `kind`, or inside a package of that name."""
    return {name: tree for name, tree in TREES.items() if re.search(rf"/{kind}(\.py|/)", name)}


def module_of(name):
    return importlib.import_module("eventsite." + name.removesuffix(".py").removesuffix("/__init__").replace("/", "."))


COMMANDS, VIEWS, QUERIES = trees_of("commands"), trees_of("views"), trees_of("queries")
AGGREGATES = {
    found.model.__name__
    for name in trees_of("permissions")
    for found in vars(module_of(name)).values()
    if isinstance(found, Aggregate)
}


def calls(tree):
    return [node for node in ast.walk(tree) if isinstance(node, ast.Call)]


def called(call):
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def functions(tree):
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]


# -- states and versions -----------------------------------------------------------------------------------------------
def test_only_the_path_sets_a_state_or_a_version():
    for name, tree in TREES.items():
        if name.startswith("records/"):
            continue
        for node in ast.walk(tree):
            targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
            written = [part for target in targets if target is not None for part in ast.walk(target)]
            wrong = [t.attr for t in written if isinstance(t, ast.Attribute) and t.attr in ("state", "version")]
            is_write = isinstance(node, (ast.Assign, ast.AugAssign, ast.AnnAssign))
            assert not (is_write and wrong), f"{name}:{node.lineno} sets {wrong}; `work.change` does that"


ROUND_THE_PATH = {
    ("claims/commands/opening.py", "_claim_of"): "asks whether there is one; a unique index decides",
}
"""Functions of command modules that read an aggregate's rows in another way -> why they may. Rules of retention need no line."""
STATEMENTS = ("select", "update", "delete", "insert", "query", "aliased", "get", "get_one", "merge")
PAST_THE_SESSION = re.compile(r"\.connection\(|\.bulk_|\btext\(|\.merge\(")
"""What the unit of work would not see: its tracker hears of flushes and of statements of the session."""


def named(node):
    """Return the model that an argument names as a whole: Claim, models.Claim, Claim.__table__; its columns are none."""
    if isinstance(node, ast.Attribute) and node.attr == "__table__":
        return named(node.value)
    name = node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")
    return name if name in AGGREGATES else ""


def rows_taken(function):
    """Return aggregates whose rows a function selects, gets, updates or deletes by itself.

    `get` and `get_one` of an event are free: what is above a row was loaded, and locked, with it.
    """
    taken = []
    for call in calls(function):
        if called(call) in STATEMENTS:
            models = [model for arg in (*call.args, *(word.value for word in call.keywords)) if (model := named(arg))]
            taken += [model for model in models if not (called(call) in ("get", "get_one") and model == "Event")]
    return taken


def retention():
    """Return (module, function) for every function that a rule of the manifests runs, or calls, in command modules."""
    bodies = {f.name: (name, f) for name, tree in COMMANDS.items() for f in functions(tree)}
    found, todo = set(), [rule.forget.__name__ for rule in ROOMS.retention]
    while todo:
        name = todo.pop()
        if name in bodies and bodies[name] not in found:
            found.add(bodies[name])
            todo += [called(call) for call in calls(bodies[name][1]) if isinstance(call.func, ast.Name)]
    return {(name, f.name) for name, f in found}


def test_commands_take_rows_of_aggregates_by_the_path_alone():
    found = {(name, f.name) for name, tree in COMMANDS.items() for f in functions(tree) if rows_taken(f)}
    assert found - retention() == set(ROUND_THE_PATH)


def test_only_rules_of_retention_forget_by_one_statement():
    forgetting = {
        (name, f.name) for name, tree in TREES.items() if not name.startswith("records/") for f in functions(tree)
        for call in calls(f) if ast.unparse(call.func) == "work.forget"
    }
    assert forgetting
    assert forgetting <= retention()
    exempt = {name for name, tree in TREES.items() if "ROUND_THE_PATH" in ast.unparse(tree)}
    assert exempt == {"records/tracking.py", "records/work.py", "records/resealing.py"}


def test_commands_write_nothing_past_the_session():
    for name, tree in COMMANDS.items():
        if not name.startswith("records/"):
            assert not PAST_THE_SESSION.findall(ast.unparse(tree)), name


@pytest.mark.parametrize(
    "spelling",
    [
        "select(Claim)", "update(Claim)", "update(Claim.__table__)", "delete(models.Claim)", "insert(models.Claim.__table__)",
        "aliased(Claim)", "work.database.get(Claim, 1)", "work.database.get_one(entity=Claim, ident=1)", "select(Event.id, Claim)",
    ],
)
def test_every_spelling_of_taking_a_row_is_found(spelling):
    assert rows_taken(ast.parse(spelling)) == ["Claim"]
    assert rows_taken(ast.parse("select(Claim.id).where(Claim.ref == ref)")) == []


STANDS_ALONE = {
    "audit_entry": "written by the path itself", "outbox_message": "written by the path itself", "public_version": "counted up by the path itself",
    "worker_seen": "a sign of life", "place": "conditional updates decide", "place_count": "conditional updates decide",
    "account_mark": "outlives its claim", "sign_in": "a key, which ends and never changes", "link_opening": "a key, which ends and never changes",
}
"""Tables that are no aggregate's and no part of one -> why."""


def test_every_table_is_an_aggregates_or_a_part_of_one():
    tables = set(Base.metadata.tables)
    assert tables - set(Aggregate.guarded) == set(STANDS_ALONE)
    assert set(Aggregate.guarded) <= tables


def test_there_are_aggregates_to_look_for():
    assert {"Event", "Registration", "Need", "Session", "Room", "Claim", "Attachment", "Person"} <= AGGREGATES


# -- verbs -------------------------------------------------------------------------------------------------------------
PARTS = {
    "person_with": "finds or meets a person inside a verb of another room",
    "prove_mailbox": "inside the verbs that compare a secret from a letter",
    "kept_person": "finds or meets a person inside the verb that makes a registration theirs",
    "person_beside": "finds or meets a person inside the verbs that make a registration theirs",
    "change_answers": "inside the verbs that change an answer",
    "belong_apart": "inside the verbs that know who reads letters to an address",
    "open_link": "inside the verbs that compare a secret from a letter",
    "close_links": "inside the verbs that end links",
    "ask_address_change": "inside the verb that changes how somebody is reached",
    "end_address_changes": "inside the verb that changes how somebody is reached",
    "move_mailbox": "inside the verb that moves a person's registrations with them",
    "belong": "inside the verbs that know who reads letters to an address",
    "give_up_every_place": "places: conditional updates, inside a verb",
    "replace_needs": "the needs of a registration that a verb has changed",
    "ask_for_needs": "the needs of a registration that a verb has changed",
    "withdraw_needs": "the needs of a registration that a verb has changed",
    "finish_stage": "the last step of every answer",
    "take_place": "places: a conditional update, inside a verb",
    "give_up_place": "places: a conditional update, inside a verb",
    "mark_account": "remembers an account by its mark inside the verb that says how to be paid",
    "mark_browser": "remembers a browser for a day inside the verbs of whoever claims and checks",
    "note_doubts": "writes down who is held back inside the verbs that decide and pay",
    "details_of": "opens a sealed account inside the verb that writes the payment file",
    "forget_registrations": "called by the room above, whose retention rule takes its own rows with them",
    "drop_answers": "called by the room above, whose retention rule takes its own rows with them",
    "drop_claims": "called by the room above, whose retention rule takes its own rows with them",
    "forget_drafts": "called by the room above, whose retention rule takes its own rows with them",
}
"""Public functions of command modules that are no verb of their own -> what they are."""
FURTHER_PARAMETERS = {"import_schedule": "tells its caller how far it is"}


def workers():
    """Yield (module name, function) for every public function of a command module that takes a unit of work."""
    for name in COMMANDS:
        module = module_of(name)
        for function in vars(module).values():
            if inspect.isfunction(function) and function.__module__ == module.__name__ and not function.__name__.startswith("_"):
                taken = list(inspect.signature(function).parameters.values())
                if taken and taken[0].annotation is Work:
                    yield function, taken[1:]


def test_a_verb_is_one_dataclass_and_one_function():
    rules, parts, further, seen = {rule.forget for rule in ROOMS.retention}, set(), set(), {}
    for function, taken in workers():
        name = function.__name__
        if function in rules:
            assert [one.name for one in taken] == ["before"], name
            continue
        command = taken[0].annotation if taken else None
        if not (dataclasses.is_dataclass(command) and taken[0].name == "command"):
            parts.add(name)
            continue
        further |= {name} if len(taken) > 1 else set()
        assert command.__module__ == function.__module__, name
        assert command.__dataclass_params__.frozen, command
        assert all(field.kw_only for field in dataclasses.fields(command)), command
        assert seen.setdefault(command, name) == name, f"{command.__name__} is the command of two verbs"
        assert function.__doc__ and command.__doc__, name
        assert re.sub(r"(?<!^)(?=[A-Z])", "_", command.__name__).lower() == name, f"{command.__name__} for {name}"
    assert parts == set(PARTS)
    assert further == set(FURTHER_PARAMETERS)


# -- views -------------------------------------------------------------------------------------------------------------
def test_views_perform_commands_and_open_no_unit_of_work():
    for name, tree in (VIEWS | trees_of("handlers")).items():
        assert not [c for c in calls(tree) if called(c) in ("unit_of_work", "Work")], f"{name}: use perform"
        for call in calls(tree):
            assert called(call) not in ("add", "delete", "flush") or "database" not in ast.unparse(call.func), f"{name}: {ast.unparse(call)}"


def is_guarded(function, call):
    """Whether `call` is made only for a form that was posted well."""
    guards = [n for n in ast.walk(function) if isinstance(n, ast.If) and "is_posted_well()" in ast.unparse(n.test)]
    return any(call in ast.walk(guard) for guard in guards)


def test_no_get_performs_a_command():
    routes = 0
    for name, tree in VIEWS.items():
        for function in functions(tree):
            marks = " ".join(ast.unparse(mark) for mark in function.decorator_list if "blueprint." in ast.unparse(mark))
            routes += bool(marks)
            writes = [call for call in calls(function) if called(call) == "perform"]
            if ".get(" in marks:
                assert not writes, f"{name}: {function.name}"
            elif ".route(" in marks:
                assert all(is_guarded(function, call) for call in writes), f"{name}: {function.name}"
    assert routes

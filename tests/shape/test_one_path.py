"""What changes is loaded by one path: no command moves a state, counts a version or selects an aggregate by itself."""

import ast
import importlib
import importlib.util
from pathlib import Path

import pytest

from eventsite.kernel.aggregates import Aggregate
from eventsite.rooms import ROOMS
from tests.races.verbs import command_modules
from tests.shape.test_architecture import TREES

EXCEPTIONS = {
    ("eventsite.attachments.commands", "Attachment"): "locks for itself until attachments are an aggregate",
    ("eventsite.claims.commands.offering", "Claim"): "hands out the claim that is open already, and changes nothing",
}
"""(module, model) -> why it selects an aggregate by another way."""


def aggregates():
    """Every aggregate that a room declares, by the name of its model."""
    found = {}
    for module in {permission_module(room) for room in ROOMS.manifests} - {None}:
        for one in vars(module).values():
            if isinstance(one, Aggregate):
                found[one.model.__name__] = one
    return found


def permission_module(room):
    name = f"eventsite.{room.name}.permissions"
    return importlib.import_module(name) if importlib.util.find_spec(name) else None


def test_no_state_and_no_version_is_written_outside_the_path():
    written = [
        f"{path.name}:{node.lineno}"
        for path, tree in TREES.items()
        if "records" not in path.parts
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign | ast.AugAssign)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        for part in ast.walk(target)
        if isinstance(part, ast.Attribute) and part.attr in {"state", "version"}
    ]
    assert written == []


def test_rooms_declare_aggregates():
    assert {"Event", "Registration", "Need", "Session", "Claim", "PayoutBatch", "Person"} <= set(aggregates())


@pytest.mark.parametrize("module", list(command_modules()), ids=lambda module: module.__name__)
def test_no_command_loads_an_aggregate_by_itself(module):
    """Asking for a column is a question; a whole row is loaded by the path. `get_one` hands out what the path has loaded above."""
    tree = ast.parse(Path(module.__file__).read_text())
    found = {
        (module.__name__, ast.unparse(call.args[0]))
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and call.args and ast.unparse(call.func).rpartition(".")[2] in {"select", "get"}
    }
    assert {pair for pair in found if pair[1] in aggregates()} - set(EXCEPTIONS) == set()

"""Every query of what belongs to an event says of which event, or for whom, where it asks: read in the sources."""

import ast

import pytest
from sqlalchemy import inspect as mapped

from eventsite.kernel.base import Base
from tests.shape.test_one_path import trees_of

MODELS = {mapper.class_.__name__: mapped(mapper.class_) for mapper in Base.registry.mappers}
OF_AN_EVENT = {name for name, mapper in MODELS.items() if "event_id" in mapper.columns} | {"Payout", "PayoutBatch", "PayoutMethod"}
"""Models with an event, and those of money that goes out."""
SCOPES = {
    "event_id", "organisation_id", "person_id", "beneficiary_id", "registration", "registration_id", "registration_ref", "claim_id", "line_id",
}
"""Columns that a condition compares with something from outside: an event, whose it is, or the row above, which was found by one of these."""
TOLD = ("fact.", "leased.fact.")
"""What a handler was told of, by reference: that is what it acts on."""
FOUND, COUNTED = "of claims that a scoped query found, perhaps of several events", "of subjects that the caller found in one event"
UNSCOPED = {
    "claims._same_account": FOUND, "claims._same_browser": FOUND, "claims.open_doubts": FOUND, "claims.method_givers": FOUND,
    "claims.evidence_opened": "of a claim that the caller was let see, and by the actor alone",
    "claims.cancelled_at": "of a claim that the caller was let see", "claims.presence_of": "of a claim that the caller was let see",
    "claims._seen_from_outside": "for stewards all, for others what their organisations host",
    "organisations.parked_messages": "stewards look after the whole site, and see what could not be sent anywhere",
    "payouts.batch_of": "asks KNOW_BATCH of what it found, which knows of organisation and events",
    "payouts.has_spoken": "of a batch that the caller was let see",
    "payouts.was_fetched": "of a batch that the caller was let see",
    "payouts.registration_behind": "asked for a claim that a scoped query found",
    "programme._read_release": "the one of a reference that a scoped query found",
    "registration.begun": "of the event of an address, and the browser in which it was begun",
    "registration.holder_count": COUNTED, "registration.holders_by_subject": COUNTED,
    "registration.known_people": "who shares an address, at whichever gathering they were",
    "registration.names_of": "names for claims that a scoped query found, perhaps of several events",
    "registration.sent_registration": "who asks has compared the secret of a letter about it",
    "registration.typed_for": "of the address that the actor is signed in with",
}
"""Queries that say so in no condition -> why they may."""
LOOKED_AT = {name: tree for kind in ("queries", "handlers", "panels") for name, tree in trees_of(kind).items()}


def named(node):
    return {found.id for found in ast.walk(node) if isinstance(found, ast.Name)}


def is_column(node):
    """Whether this is `Model.column`, or `_table.c.column` of a module."""
    base = node
    while isinstance(base, ast.Attribute):
        base = base.value
    return isinstance(node, ast.Attribute) and isinstance(base, ast.Name) and (base.id in MODELS or base.id.startswith("_"))


def is_scope(node):
    """Whether this is `Model.event_id == something` or `Model.event_id.in_(something)`, and something is no column again."""
    if isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.Eq):
        sides = [node.left, node.comparators[0]]
        columns = [side for side in sides if is_column(side)]
        if len(columns) != 1:
            return False
        other = sides[1 - sides.index(columns[0])]
        return columns[0].attr in SCOPES or ast.unparse(columns[0]) == "Event.id" or ast.unparse(other).startswith(TOLD)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "in_":
        return is_column(node.func.value) and (node.func.value.attr in SCOPES or ast.unparse(node.func.value) == "Event.id")
    return False


def parts_of(tree):
    """Name -> node for what a module's functions may use: its functions, and what is assigned at its top."""
    found = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    for node in tree.body:
        if isinstance(node, (ast.Assign, ast.AnnAssign)):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            found |= {target.id: node for target in targets if isinstance(target, ast.Name)}
    return found


def assigned_in(function):
    """Name -> values that a function gives it."""
    found = {}
    for node in ast.walk(function):
        if isinstance(node, ast.Assign):
            for name in {n.id for target in node.targets for n in ast.walk(target) if isinstance(n, ast.Name)}:
                found.setdefault(name, []).append(node.value)
    return found


def expanded(nodes, known, seen=frozenset()):
    """Yield nodes, with what the names in them stand for."""
    for node in nodes:
        yield node
        for name in named(node) - seen:
            yield from expanded(known.get(name, []), known, seen | {name})


def asks(node):
    return any(isinstance(n, ast.Call) and getattr(n.func, "id", "") in ("select", "exists") for n in ast.walk(node))


def conditions(nodes):
    """Return what stands in a `.where(`, a `.filter(` or as the condition of a join."""
    for node in nodes:
        for call in ast.walk(node):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute):
                if call.func.attr in ("where", "filter"):
                    yield from call.args
                elif call.func.attr in ("join", "outerjoin"):
                    yield from call.args[1:]


def unscoped(tree):
    """Yield names of functions that ask for what belongs to an event, with no condition that says of which."""
    parts = parts_of(tree)
    for function in [node for node in tree.body if isinstance(node, ast.FunctionDef)]:
        known = {name: [node] for name, node in parts.items() if name != function.name} | assigned_in(function)
        shared = {name: [node] for name, node in parts.items() if not isinstance(node, ast.FunctionDef)}
        body = list(expanded(function.body, shared))
        if not any(map(asks, body)) or not OF_AN_EVENT & {name for node in body for name in named(node)}:
            continue
        found = expanded(conditions(body), known)
        if not any(is_scope(part) for node in found for part in ast.walk(node)):
            yield function.name


def found_unscoped():
    return {f"{name.partition('/')[0]}.{function}" for name, tree in LOOKED_AT.items() for function in unscoped(tree)}


def test_every_query_says_of_which_event_or_for_whom():
    assert sorted(found_unscoped()) == sorted(UNSCOPED)


SPELLINGS = (
    "return database.scalars(select(Claim)).all()",
    "return database.scalars(select(Claim).where(Claim.state == state)).all()",
    "return database.scalar(select(func.count()).select_from(Claim))",
    "return database.scalar(select(func.sum(Payout.minor)).join(Claim, Claim.id == Payout.claim_id))",
    "log.info(actor.label)\n    return database.scalars(select(Claim)).all()",
    "return database.scalars(select(Claim).order_by(Claim.event_id)).all()",
    "return database.scalars(select(Claim.event_id, Claim.person_id)).all()",
    "return database.scalars(select(PayoutBatch).where(PayoutBatch.state == state)).all()",
    "return database.scalars(select(Claim).join(Event, Event.id == Claim.event_id)).all()",
    "shown = _ALL\n    return database.scalars(shown).all()",
)
SAID = (
    "return database.scalars(select(Claim).where(Claim.event_id == event_id)).all()",
    "mine = Claim.event_id.in_(payer_events(actor))\n    return database.scalars(select(Claim).where(mine)).all()",
    "return database.scalars(select(Claim).where(_mine(actor))).all()",
    "return database.scalar(select(Claim).where(Claim.ref == leased.fact.about))",
)
AROUND = """
_ALL = select(Claim)
def _mine(actor):
    return Claim.beneficiary_id.in_(actor.acts_for)
def asked(database, actor, state, event_id):
    {}
"""


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_a_query_of_every_event_is_seen_however_it_is_spelled(spelling):
    assert list(unscoped(ast.parse(AROUND.format(spelling)))) == ["asked"]


@pytest.mark.parametrize("spelling", SAID)
def test_one_that_says_of_which_is_not(spelling):
    assert list(unscoped(ast.parse(AROUND.format(spelling)))) == []


@pytest.mark.parametrize("model", ["Registration", "Claim", "Session", "Room", "Need", "OutboxMessage", "AuditEntry", "PayoutBatch", "Payout"])
def test_there_are_models_of_one_event_to_look_for(model):
    assert model in OF_AN_EVENT

"""`python -m tests.migrations.record`: write down a new migration, and what the models store while it is the newest.

`landed.sha256` has the digest of each migration; a line that is there is never rewritten. `values/<revision>.json` has,
for each column of an enum or of JSON, values as the models of that time write them: older databases hold the old words.
"""

import hashlib
import json
import typing
from pathlib import Path

from alembic.script import ScriptDirectory
from sqlalchemy import JSON, Enum

import eventsite.app  # noqa: F401 - every model is known once the rooms are imported
from eventsite.kernel.base import Base
from eventsite.kernel.paths import MIGRATIONS

HERE = Path(__file__).parent
LANDED, VALUES = HERE / "landed.sha256", HERE / "values"
SCRIPTS = ScriptDirectory(str(MIGRATIONS))
REVISIONS = [script.revision for script in reversed(list(SCRIPTS.walk_revisions()))]
"""Every revision, the oldest first."""


def landed():
    """File name -> digest, as written down when it landed."""
    return {name: digest for digest, name in (line.split() for line in LANDED.read_text().splitlines())}


def digests():
    """File name -> digest, as it is now."""
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted((MIGRATIONS / "versions").glob("*.py"))}


def values_at(revision):
    """Column -> values that were stored at `revision`: those of the newest record at or before it."""
    for known in reversed(REVISIONS[: REVISIONS.index(revision) + 1]):
        if (VALUES / f"{known}.json").exists():
            return json.loads((VALUES / f"{known}.json").read_text())
    raise LookupError(revision)


def values_now(samples):
    """What today's models store; `samples` of JSON that are known already are kept, for somebody may have made them richer."""
    found = {}
    for mapper in Base.registry.mappers:
        hints = typing.get_type_hints(mapper.class_)
        for column in mapper.local_table.columns:
            name = f"{mapper.local_table.name}.{column.name}"
            if isinstance(column.type, Enum):
                found[name] = list(column.type.enums)
            elif isinstance(column.type, JSON):
                kind = typing.get_args(hints[mapper.get_property_by_column(column).key])[0]
                found[name] = samples.get(name) or [_sample(kind), typing.get_origin(kind)()]
    return dict(sorted(found.items()))


def _sample(kind):
    """Something of the type that the model says, like list[dict[str, str]]."""
    inside = typing.get_args(kind)
    if typing.get_origin(kind) is list:
        return [_sample(inside[0])]
    return {"one": _sample(inside[1])} if typing.get_origin(kind) is dict else "two"


def main():
    """Add what is missing."""
    LANDED.write_text("".join(f"{digest}  {name}\n" for name, digest in (digests() | (landed() if LANDED.exists() else {})).items()))
    VALUES.mkdir(exist_ok=True)
    known = values_at(REVISIONS[-1]) if any(VALUES.iterdir()) else {}
    now = values_now(known)
    if now != known:
        (VALUES / f"{REVISIONS[-1]}.json").write_text(json.dumps(now, indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()

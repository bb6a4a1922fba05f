"""Changing the field keys: every sealed text is opened and sealed again with the key that seals now.

Each batch commits by itself and whatever the new key has sealed already is passed over, so it can be interrupted and
run again, while the site goes on serving. Nothing but the sealed texts changes: links and promises stay what they are.
"""

from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from eventsite.kernel.base import Base
from eventsite.kernel.columns import SEALED
from eventsite.kernel.crypto import CannotOpen, FieldCipher
from eventsite.records.tracking import ROUND_THE_PATH
from eventsite.records.work import Database, unit_of_work

BATCH_ROWS = 200
Column = tuple[type[Base], str]


def sealed_columns() -> Iterator[Column]:
    """Yield every column with sealed text, as model and attribute name."""
    for mapper in sorted(Base.registry.mappers, key=lambda mapper: mapper.class_.__name__):
        for attribute in mapper.column_attrs:
            if SEALED in attribute.columns[0].info:
                yield mapper.class_, attribute.key


def count_old(session: Session, cipher: FieldCipher) -> int:
    """Return how many texts another key than the one that seals now has sealed."""
    counts = [
        session.scalars(select(func.count()).select_from(model).where(_is_old(getattr(model, name), cipher))).one()
        for model, name in sealed_columns()
    ]
    return sum(counts)


def lost_keys(session: Session, cipher: FieldCipher) -> tuple[set[str], set[str]]:
    """Return the ids of keys that sealed something and are not among ours, and of ours that open nothing of what they sealed.

    It looks at the newest text of each key in each column: a key that was mistyped or mixed up opens none of them.
    """
    missing: set[str] = set()
    opened: dict[str, bool] = {}
    for model, name in sealed_columns():
        column: Any = getattr(model, name)
        strange = (column != "") & ~or_(*(column.startswith(f"{key}:", autoescape=True) for key in cipher.ids))
        missing |= {row.partition(":")[0] for row in session.scalars(select(column).where(strange).limit(1))}
        for key in cipher.ids:
            row = session.scalars(
                select(model).where(column.startswith(f"{key}:", autoescape=True)).order_by(model.__table__.c.id.desc()).limit(1)
            ).first()
            if row is not None:
                opened[key] = opened.get(key, False) or _opens(cipher, row, name)
    return missing, {key for key, is_well in opened.items() if not is_well}


def _opens(cipher: FieldCipher, row: Any, name: str) -> bool:
    place = type(row).__mapper__.column_attrs[name].columns[0].info[SEALED](row)
    try:
        cipher.open(getattr(row, name), table=place.table, row=place.row, field=place.field)
    except CannotOpen:
        return False
    return True


def reseal(database: Database, progress: Callable[[int], None] = lambda _done: None) -> list[str]:
    """Seal every old text again. `progress` hears how many more are done.

    Returns where a text could not be opened (table, field and row), because its key is not in the settings: such texts
    are left as they are.
    """
    stuck: list[str] = []
    for model, name in sealed_columns():
        after = 0
        while True:
            with unit_of_work(database) as work:
                last, failed = _reseal_batch(work.database, work.cipher, model, name, after)
            stuck += failed
            if last is None:
                break
            progress(last.done)
            after = last.row_id
    return stuck


class _Last:
    def __init__(self, row_id: int, done: int) -> None:
        self.row_id, self.done = row_id, done


def _reseal_batch(
    session: Session, cipher: FieldCipher, model: Any, name: str, after: int
) -> tuple[_Last | None, list[str]]:
    column = getattr(model, name)
    place = model.__mapper__.column_attrs[name].columns[0].info[SEALED]
    rows = session.scalars(
        select(model).where(model.id > after, _is_old(column, cipher)).order_by(model.id).limit(BATCH_ROWS)
    ).all()
    failed: list[str] = []
    for row in rows:
        old = getattr(row, name)
        try:
            new = cipher.reseal(old, place(row))
        except CannotOpen:
            failed.append(f"{model.__tablename__}.{name}, row {row.id}")
            continue
        # Only if it is still what was read: somebody may have changed it meanwhile, and sealed it with the new key.
        session.execute(
            update(model).where(model.id == row.id, column == old).values({name: new}).execution_options(
                synchronize_session=False, **{ROUND_THE_PATH: True}
            )
        )
    return (_Last(rows[-1].id, len(rows)) if rows else None), failed


def _is_old(column: InstrumentedAttribute[Any], cipher: FieldCipher) -> ColumnElement[bool]:
    return (column != "") & ~column.startswith(f"{cipher.current_id}:", autoescape=True)

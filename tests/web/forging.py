"""What somebody posts who has a form before them and somebody else's references at hand."""

import re
from collections import defaultdict

from sqlalchemy import inspect

from eventsite.kernel.base import Base

TABLES = {table.name: table for table in Base.metadata.sorted_tables}
NUMBERED = {"person_id": "person", "message_id": "outbox_message", "sign_in": "sign_in"}
"""Argument of an address that is a number -> the table it counts."""
WORD = re.compile(r"[a-z0-9-]+")
NEW = "new_ref"
MOST = 3
BESIDE = "beside one's own"


def keyed(connection, table):
    """Yield (primary key, row) of a table."""
    keys = [column.name for column in inspect(table).primary_key]
    for row in connection.exec_driver_sql(f'SELECT * FROM "{table.name}"').mappings():
        yield tuple(row[key] for key in keys), dict(row)


class Rows:
    """Every row of every table, by its primary key."""

    def __init__(self, connection) -> None:
        self.of = {name: dict(keyed(connection, table)) for name, table in TABLES.items()}

    def since(self, before):
        """Yield (table, key, row) of what is new or was changed."""
        for name, rows in self.of.items():
            yield from ((name, key, row) for key, row in rows.items() if before.of[name].get(key) != row)

    def names(self):
        """What a row is named by in addresses and forms -> its table."""
        named = ((row.get("slug" if name == "event" else "ref"), name) for name, rows in self.of.items() for row in rows.values())
        return {ref: name for ref, name in named if ref}


class Owned:
    """What came into the database with somebody, as it is now: its rows, and what they are called."""

    def __init__(self, before, after, now) -> None:
        came = [(name, key) for name, key, _row in after.since(before) if key not in before.of[name]]
        self.rows = {(name, key): now.of[name][key] for name, key in came if key in now.of[name]}
        self.called = defaultdict(list)
        for (name, (key, *_)), row in self.rows.items():
            self.called[name, "id"].append(str(key))
            self.called[name, "ref"].append(row.get("ref"))
            self.called[name, "name"].append(row.get("slug") if name == "event" else row.get("ref"))

    def touched(self, before, after):
        """Say what of it went or changed, and which other row that is new or changed has to do with it."""
        found = [f"{name} {key} changed" for (name, key), row in self.rows.items() if after.of[name].get(key) != row]
        for name, key, row in after.since(before):
            if (name, key) not in self.rows and (why := self._leads_here(name, row)):
                found.append(f"{name} {key} leads to {why}")
        return found

    def _leads_here(self, name, row):
        for column in TABLES[name].columns:
            value = row[column.name]
            for foreign in column.foreign_keys:
                target = foreign.column
                if value is not None and str(value) in self._values(target.table.name, target.name):
                    return f"{target} {value} by {column.name}"
            if isinstance(value, str) and (refs := self._refs() & set(WORD.findall(value))):
                return f"{refs} in {column.name}"
        return None

    def _values(self, name, column):
        return {str(row[column]) for (table, _key), row in self.rows.items() if table == name}

    def _refs(self):
        return {row["ref"] for row in self.rows.values() if row.get("ref")}


def attempts(form, arguments, names, theirs, makes):
    """Yield (where, address, data): the form with each reference in it in turn, and each of theirs of that kind instead.

    `arguments` are those of its address, `names` says of which table a reference is, `makes` which table the form adds a row to.
    """
    others = defaultdict(list)
    for one in theirs:
        for kind, called in one.called.items():
            others[kind] += [ref for ref in called if ref][:MOST]
    yield from _in_address(form, arguments, names, others)
    for name, offered in form.choices.items():
        yield from _in_values(form, name, offered, names, others)
        yield from _in_names(form, name, names, others)
    for new in others[makes, "ref"]:
        yield f"{makes} as what is made", form.action, form.data | {NEW: new}


def _in_address(form, arguments, names, others):
    for word in dict.fromkeys(WORD.findall(form.action)):
        for new in others[names.get(word), "name"]:
            yield f"{names[word]} in the address", re.sub(rf"\b{word}\b", new, form.action), form.data
    for argument in NUMBERED.keys() & arguments.keys():
        for new in others[NUMBERED[argument], "id"]:
            yield f"{NUMBERED[argument]} in the address", form.action.replace(f"/{arguments[argument]}/", f"/{new}/", 1), form.data


def _in_values(form, name, offered, names, others):
    for word in dict.fromkeys(word for value in offered for word in WORD.findall(value)):
        for new in others[names.get(word), "name"]:
            forged = [re.sub(rf"\b{word}\b", new, value) for value in offered if word in WORD.findall(value)][:1]
            yield f"{names[word]} in {name}", form.action, form.data | {name: forged}
            if isinstance(form.data.get(name, []), list):
                yield f"{names[word]} in {name}, {BESIDE}", form.action, form.data | {name: [*form.data.get(name, []), *forged]}


def _in_names(form, name, names, others):
    for word in re.findall(r"[a-z2-9]{12}", name):
        for new in others[names.get(word), "name"]:
            renamed = {field.replace(word, new): value for field, value in form.data.items()}
            yield f"{names[word]} as the name of a field", form.action, renamed
            yield f"{names[word]} as the name of one more field", form.action, form.data | renamed

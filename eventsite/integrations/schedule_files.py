"""Reading conference schedule files: XML in the common "schedule" format, and two kinds of JSON.

A broken file is refused whole; a row that cannot be used is left out and said, with its line.
"""

import datetime as dt
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat
from zoneinfo import ZoneInfo

from eventsite.kernel.text import tidy
from eventsite.programme.commands.import_schedule import ImportedSession

LONGEST_MINUTES = 24 * 60
LONGEST_TITLE = 300
MOST_BYTES = 50 * 1024 * 1024


class BadSchedule(Exception):  # noqa: N818
    """The file as a whole cannot be used; the sentence says why."""


@dataclass(frozen=True)
class Problem:
    """One row that was left out."""

    line: int
    what: str
    why: str


@dataclass
class ReadSchedule:
    """What a file told."""

    sessions: list[ImportedSession] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


@dataclass(frozen=True)
class Row:
    """One session as the file has it, before anything is believed."""

    line: int
    ids: tuple[str, ...]
    title: str
    texts: tuple[str, ...]
    people: tuple[str, ...]
    room: str
    start: str
    length: str
    note: str = ""


class CannotUse(Exception):  # noqa: N818
    """Why one row is left out."""


def read_schedule(content: bytes, zone: str) -> ReadSchedule:
    """Read a schedule; times without an offset are local times in `zone`. Raises BadSchedule for a broken file."""
    if len(content) > MOST_BYTES:
        raise BadSchedule("The file is over 50 MB.")
    start = content.lstrip()[:1]
    if start == b"<":
        rows = _xml_rows(content)
    elif start in (b"{", b"["):
        rows = list(_json_rows(content))
    else:
        raise BadSchedule("The file is neither XML nor JSON.")
    if not rows:
        raise BadSchedule("There is no session in the file.")
    return _believe(rows, ZoneInfo(zone))


def _believe(rows: list[Row], zone: ZoneInfo) -> ReadSchedule:
    result, seen = ReadSchedule(), dict[str, int]()
    for row in rows:
        name = f"“{row.title}”" if row.title else "a session with no title"
        try:
            session = _session(row, zone, seen)
        except CannotUse as trouble:
            result.problems.append(Problem(row.line, name, str(trouble)))
        else:
            seen[session.external_id] = row.line
            result.sessions.append(session)
    return result


def _session(row: Row, zone: ZoneInfo, seen: Mapping[str, int]) -> ImportedSession:
    external_id = next(filter(None, row.ids), "")
    if not external_id:
        raise CannotUse("it has no id, so a later import could not find it again")
    if external_id[:200] in seen:
        raise CannotUse(f"it has the same id as the one in line {seen[external_id[:200]]}")
    if not row.title:
        raise CannotUse("it has no title")
    if not row.room:
        raise CannotUse("it has no room")
    return ImportedSession(
        external_id=external_id[:200],
        title=row.title[:LONGEST_TITLE],
        summary=max(row.texts, key=len, default=""),
        people=tuple(dict.fromkeys(name[:200] for name in row.people if name)),
        room=row.room[:200],
        starts_at=_instant(row.start, zone),
        minutes=_minutes(row.length),
        content_note=row.note,
    )


def _instant(text: str, zone: ZoneInfo) -> dt.datetime:
    try:
        found = dt.datetime.fromisoformat(text)
    except ValueError:
        raise CannotUse(f"its start “{text}” is not a date and time") from None
    return (found if found.tzinfo else found.replace(tzinfo=zone)).astimezone(dt.UTC)


def _minutes(text: str) -> int:
    match = re.fullmatch(r"(?:(\d{1,3}):)?(\d{1,4})(?::\d{2})?", text.strip(), re.ASCII)
    minutes = int(match[1] or 0) * 60 + int(match[2]) if match else 0
    if not 0 < minutes <= LONGEST_MINUTES:
        raise CannotUse(f"its length “{text}” is not between 1 minute and 24 hours")
    return minutes


class _XmlReader:
    """Collects <event> elements with the line they start in. A document type is refused: it could hide a bomb."""

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self._path: list[str] = []
        self._text: list[str] = []
        self._fields: dict[str, str] = {}
        self._people: list[str] = []
        self._day, self._room, self._line, self._ids = "", "", 0, ("", "")
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text.append
        self.parser.StartDoctypeDeclHandler = self._refuse

    def _refuse(self, *_declaration: object) -> None:
        raise BadSchedule("The file has a document type, which we do not read.")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._path.append(name)
        self._text.clear()
        if name == "day":
            self._day = attributes.get("date", "")
        elif name == "room" and "name" in attributes:
            self._room = attributes["name"]
        elif name == "event":
            self._line, self._fields, self._people = self.parser.CurrentLineNumber, {}, []
            self._ids = (attributes.get("guid", ""), attributes.get("id", ""))

    def _end(self, name: str) -> None:
        self._path.pop()
        text = tidy("".join(self._text))
        self._text.clear()
        if name == "person":
            self._people.append(text)
        elif name == "event":
            self.rows.append(self._row())
        elif self._path and self._path[-1] == "event":
            self._fields[name] = text

    def _row(self) -> Row:
        found = self._fields.get
        return Row(
            line=self._line,
            ids=tuple(tidy(i) for i in self._ids),
            title=found("title", ""),
            texts=(found("abstract", ""), found("description", "")),
            people=tuple(self._people),
            room=found("room", "") or tidy(self._room),
            start=found("date", "") or f"{self._day}T{found('start', '')}",
            length=found("duration", ""),
        )


def _xml_rows(content: bytes) -> list[Row]:
    reader = _XmlReader()
    try:
        reader.parser.Parse(content, True)  # noqa: FBT003 - expat's own signature
    except expat.ExpatError as trouble:
        raise BadSchedule(f"The XML is broken in line {trouble.lineno}: {expat.ErrorString(trouble.code)}.") from None
    return reader.rows


def _json_rows(content: bytes) -> Iterator[Row]:
    try:
        data = json.loads(content)
    except (ValueError, RecursionError) as trouble:
        line = getattr(trouble, "lineno", 1)
        raise BadSchedule(f"The JSON is broken in line {line}.") from None
    line_of = _line_finder(content)
    if isinstance(data, list):
        for number, item in enumerate(data, start=1):
            yield _listed(item, line_of(item, number))
        return
    schedule = data.get("schedule", data)
    conference = schedule.get("conference", schedule) if isinstance(schedule, dict) else {}
    days = conference.get("days", []) if isinstance(conference, dict) else []
    for day in days if isinstance(days, list) else []:
        rooms = day.get("rooms", {}) if isinstance(day, dict) else {}
        for room, events in rooms.items() if isinstance(rooms, dict) else ():
            for number, item in enumerate(events if isinstance(events, list) else [], start=1):
                yield _nested(item, room, str(day.get("date", "")), line_of(item, number))


def _line_finder(content: bytes) -> Callable[[Any, int], int]:
    """Find the line of an item by its id; where the file is one long line, by its number in the list."""
    text = content.decode("utf-8", "replace")
    if text.count("\n") < 2:  # noqa: PLR2004 - a header or a trailing line end at most
        return lambda _item, number: number
    lines: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if match := re.search(r'"(?:id|guid)"\s*:\s*"?([^",\s}]+)', line):
            lines.setdefault(match[1], number)
    return lambda item, number: lines.get(str(item.get("id", "")), number) if isinstance(item, dict) else number


def _words(item: Any, *keys: str) -> str:
    for key in keys:
        value = item.get(key) if isinstance(item, dict) else None
        if isinstance(value, str | int | float) and str(value):
            return tidy(str(value))
    return ""


def _listed(item: Any, line: int) -> Row:
    start, end = _words(item, "start_date", "start"), _words(item, "end_date", "end")
    return Row(
        line=line,
        ids=(_words(item, "guid", "id"),),
        title=_words(item, "title", "name"),
        texts=(_words(item, "description", "abstract"),),
        people=tuple(name.strip() for name in _words(item, "speaker", "names").split(",")),
        room=_words(item, "venue", "room"),
        start=start,
        length=_length(start, end) or _words(item, "duration"),
        note=_words(item, "content_note"),
    )


def _length(start: str, end: str) -> str:
    """Minutes from start to end, nothing where they cannot be read. Midnight on the day of the start ends that day."""
    try:
        first, last = dt.datetime.fromisoformat(start), dt.datetime.fromisoformat(end)
        if last < first and last.time() == dt.time() and last.date() == first.date():
            last += dt.timedelta(days=1)
        return str(int((last - first).total_seconds() // 60))
    except (ValueError, TypeError):
        return ""


def _nested(item: Any, room: str, day: str, line: int) -> Row:
    persons = item.get("persons", []) if isinstance(item, dict) else []
    return Row(
        line=line,
        ids=(_words(item, "guid"), _words(item, "id")),
        title=_words(item, "title"),
        texts=(_words(item, "abstract"), _words(item, "description")),
        people=tuple(_words(p, "public_name", "name", "full_public_name") for p in persons),
        room=_words(item, "room") or tidy(room),
        start=_words(item, "date") or f"{day}T{_words(item, 'start')}",
        length=_words(item, "duration"),
    )

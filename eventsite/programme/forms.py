"""What organisers are asked about rooms and sessions."""

import datetime as dt
from collections.abc import Iterable
from zoneinfo import ZoneInfo

from eventsite.events.models import Event
from eventsite.kernel.refusals import Refusal
from eventsite.kernel.words import _, lazy
from eventsite.programme.commands.plan import PlaceSession, SaveRoom, SaveSession
from eventsite.programme.models import Room, Session
from eventsite.programme.values import STEP_FREE_NAMES, TELLS_NAMES, Kind, SessionState, StepFree, Tells, formats
from eventsite.web.fields import LongText, OneOf, Select, Text, Tick, TimeOfDay, Version, Whole
from eventsite.web.forms import Form

LONGEST = 24 * 60


class RoomForm(Form):
    """A room."""

    version = Version()
    name = Text(lazy("What is the room called?"), needed=lazy("Give the room a name"), small=True)
    capacity = Whole(lazy("How many people fit in?"), hint=lazy("Leave empty if you do not know."), least=1, small=True)
    step_free = OneOf(
        lazy("Can you get there without steps?"),
        choices=[
            (StepFree.YES.value, lazy("Yes, I have checked")),
            (StepFree.NO.value, lazy("No, there are steps")),
            (StepFree.NOT_CHECKED.value, lazy("Nobody has checked yet")),
        ],
        needed=lazy("Say whether there are steps"),
        small=True,
    )
    note = LongText(lazy("What should people know about it?"), hint=lazy("Light, noise, seats, how to get there."), rows=3, limit=500, small=True)
    is_quiet = Tick(lazy("Quiet room"), says=lazy("This is a quiet room, open all day"), small=True)

    def to_command(self, event: Event, ref: str | None) -> SaveRoom:
        """Add or change the room."""
        return SaveRoom(
            event_id=event.id, ref=ref, name=self.name.data, capacity=self.capacity.data,
            step_free=StepFree(self.step_free.data), note=self.note.data or "", is_quiet=self.is_quiet.is_ticked,
            version=self.version.data if ref else None,
        )

    @classmethod
    def showing(cls, room: Room | None) -> "RoomForm":
        """The form for a room that is there, or an empty one."""
        if room is None:
            return cls(data={"step_free": StepFree.NOT_CHECKED.value})
        return cls(obj=room, data={"is_quiet": ["yes"] if room.is_quiet else []})


class SessionForm(Form):
    """A session or a break, in the words people will read."""

    version = Version()
    title = Text(
        lazy("Title"), hint=lazy("Plain words. What would you call it when you tell a friend?"),
        needed=lazy("Give it a title"), limit=300, small=True,
    )
    kind = OneOf(
        lazy("What is it?"),
        choices=[(Kind.SESSION.value, lazy("A session")), (Kind.BREAK.value, lazy("A break, a meal or a rest"))],
        needed=lazy("Say whether it is a session or a break"),
        small=True,
    )
    format = Select(
        lazy("How will it be run?"),
        hint=lazy("From the library of formats. Leave empty for something else."),
        choices=lambda: [(f.id, f"{f.name} ({f.total} min)") for f in formats().values()],
        small=True,
    )
    summary = LongText(lazy("What happens in it?"), hint=lazy("Two or three short sentences."), small=True)
    tells = OneOf(
        lazy("What does it tell of?"),
        hint=lazy("People are tired of hearing only of success. Mistakes belong here too."),
        choices=[(tells.value, TELLS_NAMES[tells]) for tells in Tells],
        needed=lazy("Choose what it tells of"),
        small=True,
    )
    content_note = Text(lazy("Is anything in it hard to hear?"), hint=lazy("Say it so that people can choose. Like: talks about losing a child."), limit=500, small=True)
    facilitators = LongText(lazy("Who leads it?"), hint=lazy("One name on each line."), rows=3, limit=1000, small=True)
    minutes = Whole(lazy("How many minutes?"), least=1, most=LONGEST, needed=lazy("Say how many minutes it takes"), small=True)
    places = Whole(lazy("How many places?"), hint=lazy("Leave empty if everybody fits."), least=1, small=True)
    certain = OneOf(
        lazy("Will it happen?"),
        choices=[("yes", lazy("Yes")), ("idea", lazy("It is an idea so far; keep it off the public page"))],
        needed=lazy("Say whether it will happen"),
        small=True,
    )

    def to_command(self, event: Event, ref: str | None) -> SaveSession:
        """Add or change the session."""
        names = [name.strip() for name in (self.facilitators.data or "").splitlines()]
        return SaveSession(
            event_id=event.id, ref=ref, title=self.title.data, summary=self.summary.data or "",
            kind=Kind(self.kind.data), format=self.format.data or "", tells=Tells(self.tells.data),
            content_note=self.content_note.data or "", facilitators=[name[:200] for name in names if name],
            places=self.places.data, minutes=self.minutes.data, is_certain=self.certain.data == "yes",
            version=self.version.data if ref else None,
        )

    @classmethod
    def showing(cls, session: Session | None, format_id: str = "") -> "SessionForm":
        """The form for a session that is there, or one with what a format suggests."""
        if session is None:
            suggested = formats().get(format_id)
            is_trouble = format_id.startswith("fail") or format_id in {"swap_shop", "near_miss"}
            return cls(
                data={
                    "kind": Kind.SESSION.value,
                    "format": format_id if suggested else "",
                    "title": suggested.name if suggested else "",
                    "summary": suggested.what if suggested else "",
                    "minutes": suggested.total if suggested else 45,
                    "tells": (Tells.TROUBLE if is_trouble else Tells.NEITHER).value,
                    "certain": "yes",
                }
            )
        return cls(
            obj=session,
            data={
                "facilitators": "\n".join(f.name for f in session.facilitators),
                "certain": "idea" if session.state is SessionState.IDEA else "yes",
            },
        )


class PlaceForm(Form):
    """A day, a time, a length and a room: the way to place a session without dragging anything."""

    version = Version()
    day = OneOf(lazy("Which day?"), needed=lazy("Choose a day"), small=True)
    start = TimeOfDay(lazy("When does it start?"), hint=lazy("For example, 9:30 or 14:00"), needed=lazy("Enter a start time"), small=True)
    minutes = Whole(lazy("How many minutes?"), least=1, most=LONGEST, needed=lazy("Say how many minutes it takes"), small=True)
    room = OneOf(lazy("Which room?"), small=True)

    def offer(self, event: Event, rooms: Iterable[Room], day_name: "dict[str, str]") -> None:
        """Fill in the days and rooms there are."""
        self.day.choices = list(day_name.items())
        self.room.choices = [
            *((r.ref, r.name, STEP_FREE_NAMES[r.step_free]) for r in rooms),
            ("none", lazy("No room yet")),
        ]

    def to_command(self, event: Event, ref: str) -> PlaceSession:
        """Place the session. Raises a Refusal for a time that the clocks skip."""
        local = dt.datetime.combine(dt.date.fromisoformat(self.day.data), self.start.data, ZoneInfo(event.zone))
        instant = local.astimezone(dt.UTC)
        if instant.astimezone(ZoneInfo(event.zone)).replace(tzinfo=None) != local.replace(tzinfo=None):
            raise Refusal(_("The clocks go forward over that time. Choose another one"), field="start")
        room = self.room.data if self.room.data not in (None, "none") else None
        return PlaceSession(
            event_id=event.id, ref=ref, starts_at=instant, minutes=self.minutes.data, room_ref=room,
            version=self.version.data,
        )


class ReleaseForm(Form):
    """One sentence on what is new."""

    note = LongText(
        lazy("What is new?"), hint=lazy("One sentence for people who are coming. You may leave it empty."), rows=2,
        limit=500, small=True,
    )

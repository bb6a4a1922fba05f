"""What organisers are asked about rooms and sessions."""

import datetime as dt
from collections.abc import Iterable, Mapping
from zoneinfo import ZoneInfo

from eventsite.events.models import Event
from eventsite.kernel.i18n import _, lazy_gettext
from eventsite.kernel.refusals import Refusal
from eventsite.programme.commands.plan import PlaceSession, SaveRoom, SaveSession
from eventsite.programme.commands.releases import PublishRelease
from eventsite.programme.models.plan import Room, Session
from eventsite.programme.values import (
    Kind,
    SessionState,
    SharingFocus,
    StepFree,
    formats,
)
from eventsite.web.fields import (
    CheckboxField,
    IntegerField,
    LongText,
    NewReference,
    OneOf,
    Select,
    Text,
    TimeOfDay,
    Version,
)
from eventsite.web.forms import Form

LONGEST = 24 * 60


class RoomForm(Form):
    """A room."""

    version = Version()
    new_ref = NewReference()
    name = Text(lazy_gettext("What is the room called?"), needed=lazy_gettext("Give the room a name"), small=True)
    capacity = IntegerField(lazy_gettext("How many people fit in?"), hint=lazy_gettext("Leave empty if you do not know."), least=1, small=True)
    step_free = OneOf(
        lazy_gettext("Can you get there without steps?"),
        choices=[
            (StepFree.YES.value, lazy_gettext("Yes, I have checked")),
            (StepFree.NO.value, lazy_gettext("No, there are steps")),
            (StepFree.NOT_CHECKED.value, lazy_gettext("Nobody has checked yet")),
        ],
        needed=lazy_gettext("Say whether there are steps"),
        small=True,
    )
    note = LongText(lazy_gettext("What should people know about it?"), hint=lazy_gettext("Light, noise, seats, how to get there."), rows=3, limit=500, small=True)
    is_quiet = CheckboxField(lazy_gettext("Quiet room"), says=lazy_gettext("This is a quiet room, open all day"), small=True)

    def to_command(self, event: Event, ref: str | None) -> SaveRoom:
        """Add or change the room."""
        return SaveRoom(
            event=event.ref, ref=ref or self.new_ref.data, name=self.name.data, capacity=self.capacity.data,
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
    new_ref = NewReference()
    title = Text(
        lazy_gettext("Title"), hint=lazy_gettext("Plain words. What would you call it when you tell a friend?"),
        needed=lazy_gettext("Give it a title"), limit=300, small=True,
    )
    kind = OneOf(
        lazy_gettext("What is it?"),
        choices=[(Kind.SESSION.value, lazy_gettext("A session")), (Kind.BREAK.value, lazy_gettext("A break, a meal or a rest"))],
        needed=lazy_gettext("Say whether it is a session or a break"),
        small=True,
    )
    format = Select(
        lazy_gettext("How will it be run?"),
        hint=lazy_gettext("From the library of formats. Leave empty for something else."),
        choices=lambda: [(f.id, f"{f.name} ({f.total} min)") for f in formats().values()],
        small=True,
    )
    summary = LongText(lazy_gettext("What happens in it?"), hint=lazy_gettext("Two or three short sentences."), small=True)
    sharing_focus = OneOf(
        lazy_gettext("What does it tell of?"),
        hint=lazy_gettext("People are tired of hearing only of success. Mistakes belong here too."),
        choices=SharingFocus.choices(),
        needed=lazy_gettext("Choose what it tells of"),
        small=True,
    )
    content_note = Text(lazy_gettext("Is anything in it hard to hear?"), hint=lazy_gettext("Say it so that people can choose. Like: talks about losing a child."), limit=500, small=True)
    facilitators = LongText(lazy_gettext("Who leads it?"), hint=lazy_gettext("One name on each line."), rows=3, limit=1000, small=True)
    minutes = IntegerField(lazy_gettext("How many minutes?"), least=1, most=LONGEST, needed=lazy_gettext("Say how many minutes it takes"), small=True)
    places = IntegerField(lazy_gettext("How many places?"), hint=lazy_gettext("Leave empty if everybody fits."), least=1, small=True)
    certain = OneOf(
        lazy_gettext("Will it happen?"),
        choices=[("yes", lazy_gettext("Yes")), ("idea", lazy_gettext("It is an idea so far; keep it off the public page"))],
        needed=lazy_gettext("Say whether it will happen"),
        small=True,
    )

    def to_command(self, event: Event, ref: str | None) -> SaveSession:
        """Add or change the session."""
        names = [name.strip() for name in (self.facilitators.data or "").splitlines()]
        return SaveSession(
            event=event.ref, ref=ref or self.new_ref.data, title=self.title.data, summary=self.summary.data or "",
            kind=Kind(self.kind.data), format=self.format.data or "", sharing_focus=SharingFocus(self.sharing_focus.data),
            content_note=self.content_note.data or "", facilitators=[name[:200] for name in names if name],
            places=self.places.data, minutes=self.minutes.data, is_certain=self.certain is not None and self.certain.data == "yes",
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
                    "sharing_focus": (SharingFocus.TROUBLE if is_trouble else SharingFocus.NEITHER).value,
                    "certain": "yes",
                }
            )
        data = {"facilitators": "\n".join(f.name for f in session.facilitators), "certain": "idea"}
        # What is decided already is not decided again by a correction of the words.
        return cls(obj=session, data=data, without=[] if session.state is SessionState.IDEA else ["certain"])


class PlaceForm(Form):
    """A day, a time, a length and a room: the way to place a session without dragging anything."""

    version = Version()
    day = OneOf(lazy_gettext("Which day?"), needed=lazy_gettext("Choose a day"), small=True)
    start = TimeOfDay(lazy_gettext("When does it start?"), hint=lazy_gettext("For example, 9:30 or 2pm. With an end, like 20:00–0:00, you need not count the minutes."), needed=lazy_gettext("Enter a start time"), small=True)
    minutes = IntegerField(lazy_gettext("How many minutes?"), least=1, most=LONGEST, needed=lazy_gettext("Say how many minutes it takes"), small=True)
    room = OneOf(lazy_gettext("Which room?"), small=True)

    @classmethod
    def showing(cls, event: Event, session: Session, rooms: Iterable[Room], day_names: Mapping[str, str]) -> "PlaceForm":
        """The form with where the session is, and the days and rooms there are."""
        start = session.starts_at.astimezone(ZoneInfo(event.zone)) if session.starts_at else None
        no_room = ("none", lazy_gettext("No room yet"))
        return cls(
            obj=session,
            data={
                "day": start.date().isoformat() if start else next(iter(day_names), None),
                "start": start.time() if start else None,
                "room": session.room.ref if session.room else "none",
            },
            choices={"day": day_names.items(), "room": [*((r.ref, r.name, r.step_free.label) for r in rooms), no_room]},
        )

    def to_command(self, event: Event, ref: str) -> PlaceSession:
        """Place the session. Raises a Refusal for a time that the clocks skip."""
        local = dt.datetime.combine(dt.date.fromisoformat(self.day.data), self.start.data, ZoneInfo(event.zone))
        instant = local.astimezone(dt.UTC)
        if instant.astimezone(ZoneInfo(event.zone)).replace(tzinfo=None) != local.replace(tzinfo=None):
            raise Refusal(_("The clocks go forward over that time. Choose another one"), field="start")
        room = self.room.data if self.room.data not in (None, "none") else None
        return PlaceSession(
            session=ref, starts_at=instant, minutes=self.start.minutes or self.minutes.data, room=room, version=self.version.data
        )


class ReleaseForm(Form):
    """One sentence on what is new. `version` is the number of the plan that the page showed."""

    new_ref = NewReference()
    version = Version()
    note = LongText(
        lazy_gettext("What is new?"), hint=lazy_gettext("One sentence for people who are coming. You may leave it empty."), rows=2,
        limit=500, small=True,
    )

    def to_command(self, event: Event) -> PublishRelease:
        """Publish the plan."""
        return PublishRelease(event=event.ref, note=self.note.data or "", ref=self.new_ref.data, plan=self.version.data)

"""The form every room builds on: with an error summary, taking refusals."""

from binascii import crc32
from collections.abc import Collection, Mapping
from enum import Enum, auto
from typing import Any, ClassVar

from flask import g, request
from flask_wtf import FlaskForm
from werkzeug.datastructures import CombinedMultiDict, MultiDict

from eventsite.kernel.i18n import _
from eventsite.kernel.refusals import ChangedMeanwhile, Refusal
from eventsite.web.fields import Choices, Field, Upload, errors_of

CARRIED = ("csrf_token", "version", "shown", "new_ref", "opened_with", "carried", "keep-")
"""How the names of what a form carries begin that nobody typed."""


class Showing(Enum):
    """What the boxes are filled with when a posted page is shown once more, because of a change by somebody else."""

    STORED = auto()
    """What is there now."""
    TYPED = auto()
    """What was typed."""


def takes_what_was_typed() -> bool:
    """Whether the boxes of this request are filled with what was posted, so that what is stored need not be asked for."""
    return request.method == "POST" and g.get("showing") is not Showing.STORED


class Form(FlaskForm):  # type: ignore[misc]
    """A page's questions: a class with the ones that are always asked. Rooms add `to_command()`, and `showing()`.

    What only a request knows is said here and nowhere later: `questions` that are asked as well, `choices` by the name
    of their question, and questions that this page goes `without` (their attribute is None). The boxes start with the
    attributes of `obj` that have a question's name; `data` says what the object cannot say in our words.

    A form with a `version` is compared by its command. One about what several people change and that has no version is
    `shared`: its answers are compared with those that were there when the page was opened.

    What is written in a class is the same for everybody. Where `questions` and `choices` are, too, a class says
    `has_public_choices`; then what nobody has answered yet is drawn once for all.
    """

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        """No token of its own: `CSRFProtect` looks at every post before a form is made, and the page asks for one by itself."""

        csrf = False

    shared: ClassVar[bool] = False
    has_public_choices: ClassVar[bool] = False

    _unbound_fields: list[tuple[str, Any]]

    def __init__(
        self,
        *,
        obj: object = None,
        data: Mapping[str, Any] | None = None,
        questions: Mapping[str, Field] | None = None,
        choices: Mapping[str, Choices] | None = None,
        without: Collection[str] = (),
    ) -> None:
        self._unbound_fields = [*self._unbound_fields, *(questions or {}).items()]
        names = [name for name, _field in self._unbound_fields]
        stored = {name: getattr(obj, name) for name in names if obj is not None and hasattr(obj, name)}
        stored |= data or {}
        super().__init__(formdata=None, data=stored)
        for name, offered in (choices or {}).items():
            self[name].choices = offered
        for name in without:
            del self[name]
        is_edit = any(question.name in stored for question in self.questions)
        self.is_compared = is_edit and (self.shared or "version" in self)
        self.marks = [_mark(question) for question in self.questions] if self.is_compared else []
        self.page_errors: list[str] = []
        self._mended_at: dict[str, str] = {}
        self.is_public = self.has_public_choices or not (questions or choices)
        if self.is_submitted() and g.get("showing") is not Showing.STORED:
            posted: list[MultiDict[str, Any]] = [request.files, request.form]
            self.process(CombinedMultiDict(posted), data=stored)
        if "showing" in g:
            g.shown_form = self
            self.page_errors.append(_("Somebody else changed this first. What you wrote is still here. Please look again."))

    @property
    def opened_with(self) -> str:
        """What the answers were when the person opened the page, short enough to be carried by the form."""
        if self.is_submitted() and "showing" not in g:
            return request.form.get("opened_with", "")
        return ".".join(self.marks)

    def is_changed(self, question: Field) -> bool:
        """Whether the person changed this answer after they opened the page; yes if nobody can tell."""
        seen = self._seen()
        return not seen or seen[self.questions.index(question)] != _mark(question)

    def _seen(self) -> list[str]:
        seen = request.form.get("opened_with", "").split(".")
        return seen if len(seen) == len(self.questions) else []

    def _is_outdated(self) -> bool:
        answers = zip(self._seen(), self.marks, self.questions, strict=False)
        return any(was != now and now != _mark(question) for was, now, question in answers)

    @property
    def questions(self) -> list[Field]:
        """The fields that a person sees, in order."""
        return [field for field in self if isinstance(field, Field)]

    def is_posted_well(self) -> bool:
        """Whether this request posts the form and every answer holds. Raises ChangedMeanwhile."""
        if request.method != "POST" or "showing" in g:
            return False
        g.posted_form = self
        holds = bool(self.validate())
        if not holds:
            self._remind_of_files()
        elif self.shared and self._is_outdated():
            raise ChangedMeanwhile
        return holds

    def _remind_of_files(self) -> None:
        for field in self:
            if isinstance(field, Upload):
                field.remind()

    def to_copy(self) -> list[tuple[str, str]]:
        """What was typed, as (question, answer), where the page is shown once more because somebody else was faster."""
        if "showing" not in g:
            return []
        return [(str(question.label.text), question.answer()) for question in self.questions if not question.is_blank()]

    def take(self, refusal: Refusal, mended_at: str = "") -> None:
        """Show a refusal beside its field, or above the form when it belongs to none; then it may lead to where it is mended."""
        field = self._fields.get(refusal.field or "")
        if isinstance(field, Field):
            field.errors = [*field.errors, refusal.sentence]
        else:
            self.page_errors.append(refusal.sentence)
            if mended_at:
                self._mended_at[refusal.sentence] = mended_at
        self._remind_of_files()

    @property
    def problems(self) -> list[dict[str, str]]:
        """The error summary: each line lands on an input, or just says what is wrong."""
        linked = [{"text": text, "href": f"#{focus}"} for text, focus in errors_of(self).values()]
        return [*(self._page_problem(text) for text in self.page_errors), *linked]

    def _page_problem(self, text: str) -> dict[str, str]:
        return {"text": text, "href": self._mended_at[text]} if text in self._mended_at else {"text": text}

    @property
    def status(self) -> int:
        """The HTTP status of the page: 422 when something on it needs mending."""
        return 422 if self.problems else 200


def _mark(question: Field) -> str:
    return f"{crc32(question.answer().encode()):x}"

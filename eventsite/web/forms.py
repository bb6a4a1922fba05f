"""The form every room builds on: tied to the session's CSRF token, with an error summary, taking refusals."""

from collections.abc import Mapping
from typing import Any, cast

from flask import request
from flask_wtf import FlaskForm

from eventsite.kernel.refusals import Refusal
from eventsite.web.fields import Field, Upload, errors_of


class Form(FlaskForm):  # type: ignore[misc]
    """A page's questions. Rooms add `to_command()`."""

    def __init__(self, *, obj: object = None, data: Mapping[str, Any] | None = None, **words: Any) -> None:
        # WTForms lets an object's attribute win over `data`; here `data` says what the object cannot say in our words.
        super().__init__(obj=obj, data=None if obj is not None else data, **words)
        if obj is not None and data and not self.is_submitted():
            for name, value in data.items():
                self[name].process_data(value)
        self.page_errors: list[str] = []

    @property
    def questions(self) -> list[Field]:
        """The fields that a person sees, in order."""
        return [field for field in self if isinstance(field, Field)]

    def is_posted_well(self) -> bool:
        """Whether this request posts the form and every answer holds."""
        if request.method != "POST":
            return False
        holds = bool(self.validate())
        if not holds:
            self._remind_of_files()
        return holds

    def _remind_of_files(self) -> None:
        for field in self:
            if isinstance(field, Upload):
                field.remind()

    def take(self, refusal: Refusal) -> None:
        """Show a refusal beside its field, or above the form when it belongs to none."""
        field = self._fields.get(refusal.field or "")
        if isinstance(field, Field):
            field.errors = [*field.errors, refusal.sentence]
        else:
            self.page_errors.append(refusal.sentence)
        self._remind_of_files()

    @property
    def problems(self) -> list[dict[str, str]]:
        """The error summary: each line lands on an input, or just says what is wrong."""
        linked = [{"text": text, "href": f"#{focus}"} for text, focus in errors_of(self).values()]
        token = cast("Any", self._fields.get("csrf_token"))
        lost = [{"text": str(error)} for error in (token.errors if token is not None else ())]
        return [*lost, *({"text": text} for text in self.page_errors), *linked]

    @property
    def status(self) -> int:
        """The HTTP status of the page: 422 when something on it needs mending."""
        return 422 if self.problems else 200

"""Files, the version somebody saw, and what is wrong on a page."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import wtforms
from flask import g
from werkzeug.datastructures import FileStorage

from eventsite.kernel.i18n import _
from eventsite.kernel.references import is_reference, new_reference
from eventsite.web.fields.field import Field, Words


class Upload(Field):
    """One or more files. `data` is the list of files that have a name; what is in them is checked elsewhere."""

    macro = "fileUpload"

    def __init__(self, label: Words, *, accept: str = "", is_carried: bool = False, **words: Any) -> None:
        super().__init__(label, **words)
        self.accept, self.is_carried = accept, is_carried

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        """Keep the files that were really chosen."""
        self.data = [item for item in valuelist if isinstance(item, FileStorage) and item.filename]

    def told(self) -> str:
        return "\n".join(file.filename for file in self.data)

    def remind(self) -> None:
        """Say that what was chosen has to be chosen again, on a page that comes back for another reason."""
        if self.data and not self.errors and not self.is_carried:
            self.errors = [_("Choose the photo or PDF again. A browser forgets it when a page comes back.")]

    def params(self) -> dict[str, Any]:
        return super().params() | {"multiple": True}

    def marks(self) -> dict[str, str]:
        return super().marks() | ({"accept": self.accept} if self.accept else {})


class Carried(wtforms.Field):
    """What a form that comes back carries by itself, signed by its view: files that were stored. `data` is a list of texts."""

    def process(self, formdata: Any, data: object = None, extra_filters: Any = None) -> None:
        """Take what the form carries."""
        self.carry(formdata.getlist(self.name) if formdata else ())
        self.process_errors: list[str] = []

    def carry(self, texts: Iterable[str]) -> None:
        """Carry these from now on, and nothing else."""
        self.data = list(texts)


class Version(wtforms.Field):
    """The version of the thing that the person saw. `data` is an int; a form without one is refused by the command."""

    def shown(self) -> str:
        """What stands in the hidden box."""
        return "" if self.data is None else str(self.data)

    def process(self, formdata: Any, data: object = wtforms.utils.unset_value, extra_filters: Any = None) -> None:
        """Take what the form carries; a page that is shown once more carries the version that is there now."""
        super().process(None if "showing" in g else formdata, data, extra_filters)

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        """Read the number; anything else reads as a version nobody has."""
        text = str(valuelist[0]) if valuelist else ""
        self.data = int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else -1  # noqa: PLR2004


class NewReference(wtforms.Field):
    """The reference of what the form will make, so that sending it twice makes one. `data` is always a reference."""

    def process(self, formdata: Any, data: object = None, extra_filters: Any = None) -> None:
        """Keep the reference that the form carries; make one where there is none, or something else."""
        sent = formdata.get(self.name, "") if formdata else ""
        self.data = sent if is_reference(sent) else new_reference()
        self.process_errors: list[str] = []


class Shown(wtforms.Field):
    """Which version of which things the page showed, so that what is done is done to what the person saw.

    `data` maps references to versions: those that the page showed from which the form was sent.
    """

    def shown(self) -> str:
        """What stands in the hidden box: what this page shows, whatever another one showed before."""
        return " ".join(f"{ref}.{version}" for ref, version in self.now.items())

    def process(self, formdata: Any, data: object = None, extra_filters: Any = None) -> None:
        """Take what the form carries; what is no reference with a version is left out."""
        self.now: dict[str, int] = dict(data) if isinstance(data, Mapping) else {}
        sent = formdata.get(self.name, "") if formdata else ""
        pairs = [part.split(".") for part in sent.split() if SHOWN.fullmatch(part)]
        self.data = {ref: int(version) for ref, version in pairs} if formdata else self.now
        self.process_errors: list[str] = []


SHOWN = re.compile(r"[a-z0-9]{4,24}\.[0-9]{1,9}", re.ASCII)


def errors_of(form: wtforms.Form) -> Mapping[str, tuple[str, str]]:
    """Return field name -> (sentence, id to focus), in the order of the page, for every field that has an error."""
    return {
        field.name: (str(field.errors[0]), field.focus_id)
        for field in form
        if isinstance(field, Field) and field.errors
    }

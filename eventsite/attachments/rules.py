"""What may come in, in words for the person: names, numbers, sizes, and what each trouble means."""

from collections.abc import Sequence

from eventsite.attachments.values import MOST_BYTES, MOST_BYTES_A_POST, MOST_BYTES_TOGETHER, MOST_FILES, Trouble
from eventsite.kernel.i18n import _
from eventsite.kernel.refusals import Refusal
from eventsite.kernel.text import tidy

LONGEST_NAME = 120


class BadFile(Refusal):
    """The file cannot be kept; the sentence says why and what to do."""


class TooManyFiles(Refusal):
    """More files, or larger ones, than are taken at once or together."""


class BusyWithFiles(Refusal):
    """Others' files are being looked at; the person's turn did not come in time."""


def bad_file(trouble: Trouble, name: str, field: str | None) -> BadFile:
    """Return the refusal that tells of `trouble` with the file called `name`."""
    return BadFile(str(trouble.label) % {"name": name}, field=field)


def busy(field: str | None) -> BusyWithFiles:
    """Return the refusal for somebody whose turn did not come."""
    return BusyWithFiles(
        _("We are busy with other people's files right now. Wait a minute, choose your files again and try again"),
        field=field,
    )


def safe_name(name: str, field: str | None = None) -> str:
    """Return the name as it is shown. Raises BadFile for a name that tries to be a path."""
    tidied = tidy(name)
    if not tidied or "/" in tidied or "\\" in tidied or "\n" in tidied or set(tidied) <= {"."}:
        raise BadFile(_("A file has a name we cannot use. Give it a simple name, like receipt.jpg"), field=field)
    return tidied[-LONGEST_NAME:]


def refuse_size(name: str, size: int, field: str | None) -> None:
    """Raise BadFile for an empty file, and for one that is too large."""
    if not size:
        raise BadFile(_("%(name)s is empty. Choose the file again") % {"name": name}, field=field)
    if size > MOST_BYTES:
        raise BadFile(_("%(name)s is over 10 MB. Take the photo at a lower size") % {"name": name}, field=field)


def refuse_too_many(sizes: Sequence[int], field: str | None = None) -> None:
    """Raise TooManyFiles for more files, or more bytes, than one post may bring."""
    if len(sizes) > MOST_FILES:
        raise TooManyFiles(_("Send at most 10 files at once. You can add more afterwards"), field=field)
    if sum(sizes) > MOST_BYTES_A_POST:
        raise TooManyFiles(
            _("These files come to over 40 MB. Send fewer at once, and add the rest afterwards"), field=field
        )


def refuse_too_much(stored: int, added: int, field: str | None = None) -> None:
    """Raise TooManyFiles when `added` bytes are more than still fit beside the `stored` bytes of the same owner."""
    if added and stored + added > MOST_BYTES_TOGETHER:
        raise TooManyFiles(
            _("All your files together come to over 60 MB. Take the photos at a lower size, or take some out first"),
            field=field,
        )

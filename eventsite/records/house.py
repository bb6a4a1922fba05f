"""What a reaction may use: the books, the doors to the outside, and how letters are written."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from eventsite.kernel.paths import TEMPLATES
from eventsite.kernel.ports import Attachment, Files, Letter, Post
from eventsite.kernel.words import _, ngettext
from eventsite.records.delivery import Leased
from eventsite.records.work import Bookkeeping


@dataclass(frozen=True, kw_only=True)
class House:
    """Everything a process shares, and nothing of a single request."""

    books: Bookkeeping
    post: Post
    files: Files
    base_url: str
    site_name: str

    def link(self, path: str) -> str:
        """Return the absolute address of `path`, for letters and feeds."""
        return self.base_url.rstrip("/") + path

    def send(
        self, template: str, *, to: str, key: str, attachments: Sequence[Attachment] = (), **words: Any
    ) -> None:
        """Write the letter `template` (a file in templates/letters/) and hand it to the post.

        The first line of a template is its subject. Raises OSError when the post cannot take it now.
        """
        text = _LETTERS.get_template(template).render(house=self, **words)
        subject, _blank, body = text.partition("\n")
        self.post.send(
            Letter(to=to, subject=subject.strip(), body=body.strip() + "\n", key=key, attachments=attachments)
        )


Reaction = Callable[[House, Leased], None]

_LETTERS = Environment(
    loader=FileSystemLoader(TEMPLATES / "letters"),
    autoescape=False,  # noqa: S701 - letters are plain text
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    extensions=["jinja2.ext.i18n"],
)
_LETTERS.install_gettext_callables(_, ngettext, newstyle=True)  # type: ignore[attr-defined]

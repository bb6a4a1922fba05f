"""What a handler may use: the database, the doors to the outside, and how emails are written."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from eventsite.kernel import days
from eventsite.kernel.i18n import _, current_locale, ngettext
from eventsite.kernel.paths import TEMPLATES
from eventsite.kernel.ports import Attachment, Email, Files, Mailer
from eventsite.records.delivery import Leased
from eventsite.records.work import Database


@dataclass(frozen=True, kw_only=True)
class Services:
    """Everything a process shares, and nothing of a single request."""

    database: Database
    mailer: Mailer
    files: Files
    base_url: str
    site_name: str

    def link(self, path: str) -> str:
        """Return the absolute address of `path`, for letters and feeds."""
        return self.base_url.rstrip("/") + path

    def send(
        self, template: str, *, to: str, key: str, attachments: Sequence[Attachment] = (), **words: Any
    ) -> None:
        """Write the email `template` (a file in templates/emails/) and hand it to the mailer.

        The first line of a template is its subject. Raises OSError when the mailer cannot take it now.
        """
        text = _EMAILS.get_template(template).render(services=self, **words)
        subject, _blank, body = text.partition("\n")
        self.mailer.send(
            Email(to=to, subject=subject.strip(), body=body.strip() + "\n", key=key, locale=current_locale(), attachments=attachments)
        )


Handler = Callable[[Services, Leased], None]

_EMAILS = Environment(
    loader=FileSystemLoader(TEMPLATES / "emails"),
    autoescape=False,  # noqa: S701 - emails are plain text
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    extensions=["jinja2.ext.i18n"],
)
_EMAILS.install_gettext_callables(_, ngettext, newstyle=True)  # type: ignore[attr-defined]
_EMAILS.filters.update(weekday=days.weekday)

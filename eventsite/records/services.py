"""What a handler may use: the database, the doors to the outside, and how emails are written."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from eventsite.kernel.i18n import current_locale
from eventsite.kernel.ports import Attachment, Email, Files, Mailer, Recipient
from eventsite.kernel.text import OwnWords
from eventsite.records import emails
from eventsite.records.delivery import Leased
from eventsite.records.email_html import as_html
from eventsite.records.work import Database


@dataclass(frozen=True, kw_only=True)
class Services:
    """Everything a process shares, and nothing of a single request."""

    database: Database
    mailer: Mailer
    files: Files
    base_url: str
    site_name: str

    def link(self, path: str) -> OwnWords:
        """Return the absolute address of `path`, for letters and feeds."""
        return OwnWords(self.base_url.rstrip("/") + path)

    def send(
        self,
        template: str,
        *,
        to: Recipient,
        key: str,
        attach: Callable[[emails.Shown], Sequence[Attachment]] = lambda _shown: (),
        **words: Any,
    ) -> None:
        """Write the email `template` (a file in templates/emails/) and hand it to the mailer.

        The first line of a template is its subject. What goes into it, and what `attach` makes with the help of what it
        is given, is only what may be shown to the recipient. Raises OSError when the mailer cannot take it now.
        """
        subject, body = emails.write(template, to, words, self.link)
        attachments = attach(emails.shown_to(to))
        self.mailer.send(
            Email(
                to=to.email, subject=subject, body=body, key=key, locale=current_locale(), attachments=attachments,
                html=as_html(subject, body, self.base_url),
            )
        )


Handler = Callable[[Services, Leased], None]

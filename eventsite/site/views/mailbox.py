"""The demo's mailbox: what would have been mailed, to read in the browser. It exists only in a demo."""

import re
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from flask import Blueprint, Flask, abort, current_app, render_template
from markupsafe import Markup, escape

from eventsite.web.access import public

blueprint = Blueprint("mailbox", __name__)
LINK = re.compile(r"https?://[^\s<>\"]+")
MOST = 200


def init(app: Flask) -> None:
    """Show the mailbox, where this is a demo that has one."""
    settings = app.extensions["eventsite.settings"]
    if settings.demo and settings.mail_url.startswith("mailbox:"):
        app.extensions["eventsite.mailbox"] = Path(settings.mail_url.removeprefix("mailbox://"))
        app.register_blueprint(blueprint)


def _folder() -> Path:
    return Path(current_app.extensions["eventsite.mailbox"])


def _read(path: Path) -> EmailMessage:
    return message_from_bytes(path.read_bytes(), policy=policy.default)


@blueprint.get("/demo/mailbox")
@public
def index() -> str:
    """List the letters, the latest first."""
    paths = sorted(_folder().glob("*.eml"), key=lambda p: (p.stat().st_mtime_ns, p.name), reverse=True)[:MOST]
    return render_template("site/mailbox.html", letters=[(path.stem, _read(path)) for path in paths])


@blueprint.get("/demo/mailbox/<name>")
@public
def email(name: str) -> str:
    """Show one letter, with its links."""
    path = _folder() / f"{name}.eml"
    if not re.fullmatch(r"[\w-]+", name) or not path.exists():
        abort(404)
    message = _read(path)
    body = message.get_body(("plain",))
    words = str(body.get_content()) if body else ""
    linked = Markup(  # noqa: S704 - the words are escaped before the links are put in
        LINK.sub(lambda m: f'<a class="govuk-link" href="{m.group()}">{m.group()}</a>', str(escape(words)))
    )
    return render_template(
        "site/letter.html", message=message, body=linked, attachments=[a.get_filename() for a in message.iter_attachments()]
    )

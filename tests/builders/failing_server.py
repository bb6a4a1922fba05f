"""The real server with faults put in that nobody causes from outside: `python -m tests.builders.failing_server run --port …`.

What fails is told by the address that somebody signs in with. It counts on nothing of the faults being caught anywhere.
"""

from sqlalchemy import insert, text

from eventsite.cli import main
from eventsite.integrations import mail
from eventsite.people.commands import signing_in
from eventsite.people.models import Mailbox

mail.TIMEOUT_SECONDS = 1
_ask, _send = signing_in.ask_to_sign_in, mail.Smtp.send


def ask_to_sign_in(work, command):
    """Fail as the address says."""
    if "integrity" in command.email:
        for _time in range(2):
            work.database.connection().execute(insert(Mailbox).values(address=command.email))
    if "statement" in command.email:
        work.database.execute(text("SELECT * FROM no_such_table WHERE email = :email"), {"email": command.email})
    if "view" in command.email:
        raise RuntimeError(f"no {command.email} anywhere") from LookupError(command.email)
    return _ask(work, command)


def send(mailer, email):
    """Fail while an outbox message is acted on."""
    if "handler" in email.to:
        raise ValueError(f"{email.to} cannot be written to: {email.body}")
    _send(mailer, email)


signing_in.ask_to_sign_in, mail.Smtp.send = ask_to_sign_in, send

if __name__ == "__main__":
    main()

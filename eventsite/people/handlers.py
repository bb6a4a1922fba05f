"""What this room does when something happened: it sends the link."""

from sqlalchemy.orm import Session

from eventsite.people import rules
from eventsite.people.queries import sign_in_request
from eventsite.records.delivery import Leased
from eventsite.records.services import Services


def send_link(services: Services, leased: Leased) -> None:
    """Mail the link and the code, unless they were used or went stale while waiting."""
    with Session(services.database.engine) as database:
        request = sign_in_request(database, leased.fact.about)
    if request is None or request.used_at or request.expires_at <= services.database.clock.now():
        return
    cipher = services.database.cipher
    services.send(
        "people/sign_in.txt",
        to=request.email,
        key=leased.key,
        link=services.link(f"/sign-in/{request.ref}/{rules.link_token(cipher, request.ref)}"),
        code=rules.code(cipher, request.ref),
    )

"""What this room does when something happened: it sends links."""

from sqlalchemy.orm import Session

from eventsite.kernel.ports import Recipient
from eventsite.kernel.text import OwnWords
from eventsite.people import rules
from eventsite.people.queries import address_change, sign_in_request
from eventsite.records.delivery import Leased
from eventsite.records.services import Services


def ask_new_address(services: Services, leased: Leased) -> None:
    """Mail the link that makes a new address count, unless it was used or went stale while waiting."""
    with Session(services.database.engine) as database:
        change = address_change(database, leased.fact.about)
    if change is None or change.used_at or change.expires_at <= services.database.clock.now():
        return
    token = rules.change_token(services.database.cipher, change.ref)
    link = services.link(f"/my/address/{change.ref}/{token}")
    services.send("people/new_address.txt", to=Recipient(change.address), key=leased.key, link=link)


def send_link(services: Services, leased: Leased) -> None:
    """Mail the link and the code, unless they were used or went stale while waiting."""
    with Session(services.database.engine) as database:
        request = sign_in_request(database, leased.fact.about)
    if request is None or request.used_at or request.expires_at <= services.database.clock.now():
        return
    cipher = services.database.cipher
    services.send(
        "people/sign_in.txt",
        to=Recipient(request.email),
        key=leased.key,
        link=services.link(f"/sign-in/{request.ref}/{rules.link_token(cipher, request.ref)}"),
        code=OwnWords(rules.code(cipher, request.ref)),
    )

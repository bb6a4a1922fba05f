"""What this room does when something happened: it sends the link."""

from sqlalchemy.orm import Session

from eventsite.people import rules
from eventsite.people.queries import sign_in_request
from eventsite.records.delivery import Leased
from eventsite.records.house import House


def send_link(house: House, leased: Leased) -> None:
    """Mail the link and the code, unless they were used or went stale while waiting."""
    with Session(house.books.engine) as database:
        request = sign_in_request(database, leased.fact.about)
    if request is None or request.used_at or request.expires_at <= house.books.clock.now():
        return
    cipher = house.books.cipher
    house.send(
        "people/sign_in.txt",
        to=request.email,
        key=leased.key,
        link=house.link(f"/sign-in/{request.ref}/{rules.link_token(cipher, request.ref)}"),
        code=rules.code(cipher, request.ref),
    )

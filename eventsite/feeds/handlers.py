"""What this room does when something happened: what was made with a link ends with the link."""

from eventsite.feeds.commands import RevokeFeedsOfLink, revoke_feeds_of_link
from eventsite.records.delivery import Leased
from eventsite.records.services import Services


def revoke_with_link(services: Services, leased: Leased) -> None:
    """Take back the calendar addresses that were made with the links of a registration, which have ended."""
    services.database.perform(revoke_feeds_of_link, RevokeFeedsOfLink(registration=leased.fact.about))

"""The one table of what is forgotten, and when. `eventsite purge` and every worker go through it; doing so twice is fine."""

from collections.abc import Callable

from eventsite.access.commands import forget_needs
from eventsite.attachments.commands import drop_strays
from eventsite.claims.commands.undoing import drop_drafts
from eventsite.kernel.i18n import LazyString, lazy_gettext
from eventsite.payouts.commands import forget_accounts, forget_files
from eventsite.records.work import Database, Work, unit_of_work
from eventsite.registration.commands.forgetting import forget_areas

RetentionRule = Callable[[Work], int]

RETENTION_RULES: tuple[tuple[LazyString, RetentionRule], ...] = (
    (lazy_gettext("things that would help somebody, 30 days after the gathering"), forget_needs),
    (lazy_gettext("lists of areas that matter to somebody, 30 days after the gathering"), forget_areas),
    (lazy_gettext("registrations that were never sent, 30 days after the gathering"), drop_drafts),
    (lazy_gettext("account numbers, 30 days after the claim was paid or declined"), forget_accounts),
    (lazy_gettext("payment files, 30 days after they were paid"), forget_files),
    (lazy_gettext("files that were never added to anything, after an hour"), drop_strays),
)


def purge(database: Database) -> list[tuple[str, int]]:
    """Forget whatever is due; return how many of each."""
    done = []
    for what, rule in RETENTION_RULES:
        with unit_of_work(database) as work:
            done.append((str(what), rule(work)))
    return done

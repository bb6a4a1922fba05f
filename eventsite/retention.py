"""The one table of what is forgotten, and when. `eventsite purge` and every worker go through it; doing so twice is fine."""

from collections.abc import Callable

from eventsite.access.commands import forget_needs
from eventsite.attachments.commands import drop_strays
from eventsite.claims.commands.undoing import drop_drafts
from eventsite.kernel.words import Lazy, lazy
from eventsite.payouts.commands import forget_accounts, forget_files
from eventsite.records.work import Bookkeeping, Work, unit_of_work
from eventsite.registration.commands.forgetting import forget_areas

Chore = Callable[[Work], int]

CHORES: tuple[tuple[Lazy, Chore], ...] = (
    (lazy("things that would help somebody, 30 days after the gathering"), forget_needs),
    (lazy("lists of areas that matter to somebody, 30 days after the gathering"), forget_areas),
    (lazy("registrations that were never sent, 30 days after the gathering"), drop_drafts),
    (lazy("account numbers, 30 days after the claim was paid or declined"), forget_accounts),
    (lazy("payment files, 30 days after they were paid"), forget_files),
    (lazy("files that were never added to anything, after an hour"), drop_strays),
)


def purge(books: Bookkeeping) -> list[tuple[str, int]]:
    """Forget whatever is due; return how many of each."""
    done = []
    for what, chore in CHORES:
        with unit_of_work(books) as work:
            done.append((str(what), chore(work)))
    return done

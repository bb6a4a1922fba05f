"""Receipts chosen on a form that comes back for another reason: a browser forgets them, so they are stored, and the form carries them.

What it carries is signed for its claim, and counts for less long than the worker leaves lying what nobody kept.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import asdict

from flask import current_app
from itsdangerous import BadData, URLSafeTimedSerializer

from eventsite.attachments.commands import KEEP_WITHIN
from eventsite.attachments.looking import Upload
from eventsite.attachments.queries import attachments_by_ref
from eventsite.attachments.rules import refuse_too_many
from eventsite.attachments.storing import StoredFile, let_go, take_uploads
from eventsite.claims.forms import CostForm
from eventsite.claims.models import Claim
from eventsite.kernel.refusals import Refusal
from eventsite.web.current import reading, services

CARRIED_FOR = KEEP_WITHIN - dt.timedelta(minutes=10)
FIELD = "receipts"


def store_chosen(form: CostForm, claim: Claim) -> list[StoredFile]:
    """Return what the form carries and what was chosen now, all of it stored. Raises Refusals about files, and OSError."""
    earlier = _carried(claim, form.carried.data)
    uploads = [Upload(file.filename or "", file.stream) for file in (form.receipts.data if form.receipts else [])]
    refuse_too_many([*(one.size for one in earlier), *(one.size for one in uploads)], FIELD)
    return [*earlier, *take_uploads(services(), uploads, field=FIELD)]


def carry(form: CostForm, claim: Claim, stored: Sequence[StoredFile]) -> None:
    """Have the form that comes back carry what is stored."""
    form.carried.carry(_signer(claim).dumps(asdict(one)) for one in stored)


def carry_on(form: CostForm, claim: Claim) -> None:
    """Store what was chosen on a form that has other faults; a file that cannot be taken is one more."""
    try:
        carry(form, claim, store_chosen(form, claim))
    except Refusal as trouble:
        form.take(trouble)


def drop_chosen(form: CostForm, claim: Claim, stored: Sequence[StoredFile]) -> None:
    """Let go of what was stored just now, where the files themselves are what is wrong, or all failed.

    Where nothing was stored, one that was chosen just now is at fault, and what the form carried from before stays chosen. Else
    that is left to the worker, who knows what is needed by now.
    """
    if not stored:
        return
    earlier = {one.ref for one in _signed(claim, form.carried.data)}
    let_go(services(), [one for one in stored if one.ref not in earlier])
    form.carried.carry(())


def names_carried(form: CostForm, claim: Claim) -> list[str]:
    """Return the names of the files that need not be chosen again."""
    return [one.name for one in _carried(claim, form.carried.data)]


def _carried(claim: Claim, signed: Iterable[str]) -> list[StoredFile]:
    found = list(_signed(claim, signed))
    waiting = attachments_by_ref(reading(), [one.ref for one in found]) if found else {}
    return [one for one in found if one.ref in waiting and waiting[one.ref].kept_at is None]


def _signed(claim: Claim, signed: Iterable[str]) -> Iterable[StoredFile]:
    for one in signed:
        try:
            yield StoredFile(**_signer(claim).loads(one, max_age=int(CARRIED_FOR.total_seconds())))
        except BadData:
            continue  # too old, or of another claim: the person chooses again


def _signer(claim: Claim) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.secret_key or "", salt=f"receipts of claim {claim.ref}")

"""Receipts, as pictures: the claimant sees what the checker will see; a checker's look is written down first."""

from flask import Blueprint, Response, redirect, url_for
from werkzeug.wrappers import Response as AnyResponse

from eventsite.attachments import storing
from eventsite.claims import queries
from eventsite.claims.commands import checking as commands
from eventsite.claims.models import Claim, Evidence
from eventsite.web.access import private, signed_in
from eventsite.web.current import actor, perform, reading, services
from eventsite.web.downloads import download, picture

blueprint = Blueprint("receipts", __name__)


def _own(ref: str, evidence_ref: str) -> Evidence:
    return queries.evidence_of(queries.own_claim(reading(), actor(), ref), evidence_ref)


@blueprint.get("/claims/<ref>/receipts/<evidence_ref>/thumbnail")
@private
def thumbnail(ref: str, evidence_ref: str) -> Response:
    """Show the claimant, in small, what the checker will see."""
    return picture(storing.read_thumbnail(services(), reading(), _own(ref, evidence_ref).attachment.ref))


@blueprint.get("/claims/<ref>/receipts/<evidence_ref>/pages/<int:number>")
@private
def page(ref: str, evidence_ref: str, number: int) -> Response:
    """Show the claimant one page."""
    return picture(storing.read_page(services(), reading(), _own(ref, evidence_ref).attachment.ref, number))


@blueprint.get("/claims/<ref>/receipts/<evidence_ref>/original")
@private
def original(ref: str, evidence_ref: str) -> Response:
    """Give the claimant their own file back."""
    return _original(_own(ref, evidence_ref))


def _original(evidence: Evidence) -> Response:
    return download(storing.read_original(services(), reading(), evidence.attachment.ref), f"receipt-{evidence.ref}.pdf")


@blueprint.post("/finance/claims/<ref>/receipts")
@signed_in
def open_all(ref: str) -> AnyResponse:
    """Open every receipt of a claim for an hour. A POST, because each reading is written down."""
    queries.finance_claim(reading(), actor(), ref)
    perform(commands.read_evidence, commands.ReadEvidence(claim=ref))
    return redirect(url_for("checking.claim", ref=ref))


def opened(claim: Claim) -> frozenset[str]:
    """Return the receipts of the claim that the person who asks has opened within the hour."""
    return queries.evidence_opened(reading(), actor(), claim, services().database.clock.now())


@blueprint.get("/finance/claims/<ref>/receipts/<evidence_ref>/pages/<int:number>")
@signed_in
def opened_page(ref: str, evidence_ref: str, number: int) -> Response:
    """Show a checker one page of a receipt that they opened."""
    claim = queries.finance_claim(reading(), actor(), ref)
    found = queries.opened_evidence(claim, evidence_ref, opened(claim))
    return picture(storing.read_page(services(), reading(), found.attachment.ref, number))


@blueprint.post("/finance/claims/<ref>/receipts/<evidence_ref>/original")
@signed_in
def opened_original(ref: str, evidence_ref: str) -> Response:
    """Give a checker the file as it came, to be saved. A POST, because the reading is written down."""
    claim = queries.finance_claim(reading(), actor(), ref)
    found = queries.evidence_of(claim, evidence_ref)
    perform(commands.read_evidence, commands.ReadEvidence(claim=ref, evidence=evidence_ref))
    return _original(found)

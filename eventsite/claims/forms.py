"""What people are asked about claims."""

from eventsite.attachments.storing import StoredFile
from eventsite.claims.commands.checking import DecideClaim
from eventsite.claims.commands.claiming import AddCost, AddMileage
from eventsite.claims.models import Claim, ClaimLine
from eventsite.claims.values import Verdict
from eventsite.kernel.i18n import _, lazy_gettext
from eventsite.kernel.money import Money
from eventsite.offers.values import Catalogue
from eventsite.web.fields import (
    Amount,
    Carried,
    Day,
    Field,
    IntegerField,
    LongText,
    NewReference,
    OneOf,
    Text,
    Upload,
    Version,
)
from eventsite.web.forms import Form

ACCEPT = "image/*,.heic,.heif,application/pdf"


class KindForm(Form):
    """What kind of thing to add."""

    kind = OneOf(lazy_gettext("What would you like to add?"), choices=[], needed=lazy_gettext("Choose what to add"))

    @classmethod
    def showing(cls, known: Catalogue) -> "KindForm":
        """The form with what can be claimed in one country."""
        costs = [(cost.id, cost.name) for cost in known.costs.values()]
        miles = [(v.id, _("Miles by %(vehicle)s") % {"vehicle": v.name.lower()}) for v in known.vehicles.values()]
        return cls(choices={"kind": [*costs, *miles]})


class CostForm(Form):
    """A cost and its receipts."""

    new_ref = NewReference()
    carried = Carried()
    what = Text(lazy_gettext("What was it?"), needed=lazy_gettext("Say what it was"), limit=300, small=True)
    incurred_on = Day(lazy_gettext("When did you pay it?"), hint=lazy_gettext("For example, 27 3 2027"), needed=lazy_gettext("Enter the day"), small=True)
    amount = Amount(lazy_gettext("How much was it?"), needed=lazy_gettext("Enter an amount, like 12.50"), small=True)
    receipts = Upload(
        lazy_gettext("Photo of the receipt"),
        hint=lazy_gettext("A phone photo is fine, or a PDF. Up to 10 MB each, and 10 at once."),
        accept=ACCEPT,
        is_carried=True,
        small=True,
    )
    lost_receipt = Text(
        lazy_gettext("No receipt? Tell us what happened to it"),
        hint=lazy_gettext("Like: the machine gave none. Or: I will post it."),
        limit=500,
        small=True,
    )

    def to_command(self, claim: Claim, category: str, stored: list[StoredFile], line: str | None) -> AddCost:
        """Add the cost."""
        return AddCost(
            claim=claim.ref, category=category, what=self.what.data, incurred_on=self.incurred_on.data,
            amount=self.amount.data, receipts=stored, lost_receipt=self.lost_receipt.data or "" if self.lost_receipt else "",
            line=line or self.new_ref.data,
        )


class MileageForm(Form):
    """Miles."""

    new_ref = NewReference()
    what = Text(lazy_gettext("From where to where?"), hint=lazy_gettext("Like: home in Otley to the venue and back"), needed=lazy_gettext("Say from where to where"), limit=300, small=True)
    incurred_on = Day(lazy_gettext("When did you travel?"), hint=lazy_gettext("For example, 27 3 2027"), needed=lazy_gettext("Enter the day"), small=True)
    miles = IntegerField(lazy_gettext("How many miles, there and back?"), least=1, most=2000, needed=lazy_gettext("Enter the number of miles"), small=True)

    def to_command(self, claim: Claim, vehicle: str, line: str | None) -> AddMileage:
        """Add the miles."""
        return AddMileage(
            claim=claim.ref, vehicle=vehicle, what=self.what.data, incurred_on=self.incurred_on.data,
            tenth_miles=self.miles.data * 10, line=line or self.new_ref.data,
        )


class SubmitForm(Form):
    """Send it."""

    version = Version()


class AnswerForm(Form):
    """Answer a checker's question and send it again."""

    version = Version()
    answer = LongText(lazy_gettext("Your answer"), needed=lazy_gettext("Answer in a few words, so that the checker knows"), limit=2000, small=True)


class ReturnForm(Form):
    """Ask the claimant."""

    version = Version()
    question = LongText(
        lazy_gettext("What would you like to know?"), hint=lazy_gettext("Write as you would to a friend. They read exactly this."),
        needed=lazy_gettext("Write your question"), limit=2000, small=True,
    )


class DecideForm(Form):
    """A verdict, an amount and a reason for each line."""

    version = Version()

    @classmethod
    def showing(cls, claim: Claim) -> "DecideForm":
        """The form for the lines of one claim."""
        questions: dict[str, Field] = {}
        for line in claim.lines:
            questions[line.ref] = OneOf(
                _("Shall we pay “%(what)s”?") % {"what": line.what}, choices=Verdict.choices(), needed=_("Decide on “%(what)s”") % {"what": line.what},
                small=True,
            )
            questions[f"{line.ref}_amount"] = Amount(_("If in part: how much?"), currency=claim.currency, small=True)
            questions[f"{line.ref}_reason"] = Text(
                _("If not in full: why?"), hint=_("The person reads this."), limit=500, small=True
            )
        return cls(questions=questions, data={"version": claim.version})

    def to_command(self, claim: Claim, browser: str) -> DecideClaim:
        """Decide on every line."""
        verdicts = {line.ref: self._verdict(line) for line in claim.lines}
        return DecideClaim(claim=claim.ref, version=self.version.data, verdicts=verdicts, browser=browser)

    def _verdict(self, line: ClaimLine) -> tuple[Verdict, Money | None, str]:
        verdict, amount, reason = Verdict(self[line.ref].data), self[f"{line.ref}_amount"].data, self[f"{line.ref}_reason"].data
        return (verdict, None, "") if verdict is Verdict.FULL else (verdict, amount, reason or "")

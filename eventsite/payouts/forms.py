"""What people are asked about being paid, and payers about paying."""

from collections.abc import Mapping, Sequence

from eventsite.claims.models import Claim
from eventsite.kernel.i18n import _, lazy_gettext
from eventsite.payouts.commands.methods import GiveMethod
from eventsite.payouts.commands.paying import SealBatch, TakeBatchApart
from eventsite.payouts.values import MethodKind
from eventsite.registration.models import Registration
from eventsite.web.fields import CheckboxField, Code, ManyOf, NewReference, OneOf, Phone, Shown, Text
from eventsite.web.filters import ago, money
from eventsite.web.forms import Form


class MethodForm(Form):
    """How, before any number."""

    kind = OneOf(
        lazy_gettext("How would you like to be paid?"),
        hint=lazy_gettext("You need no bank account. A voucher or cash for a fee also counts as income."),
        choices=MethodKind.choices(),
        needed=lazy_gettext("Choose how you would like to be paid"),
    )


class BankForm(Form):
    """A UK account."""

    name = Text(
        lazy_gettext("Name on the account"), hint=lazy_gettext("As the bank writes it. Only the person who pays sees it."),
        needed=lazy_gettext("Enter the name on the account"), autocomplete="name", spellcheck=False, small=True,
    )
    sort_code = Code(lazy_gettext("Sort code"), hint=lazy_gettext("6 digits. Spaces and dashes are fine."), needed=lazy_gettext("Enter the sort code"), is_number=True, small=True)
    account_number = Code(lazy_gettext("Account number"), hint=lazy_gettext("6 to 8 digits"), needed=lazy_gettext("Enter the account number"), is_number=True, small=True)

    def to_command(self, claim: Claim, browser: str) -> GiveMethod:
        """Be paid into this account."""
        return GiveMethod(
            claim=claim.ref, kind=MethodKind.BANK, name=self.name.data, sort_code=self.sort_code.data,
            account_number=self.account_number.data, browser=browser,
        )


class HandForm(Form):
    """Whom the payer asks for, and on which number: what a bank account says by itself."""

    name = Text(
        lazy_gettext("Whom shall we ask for?"), hint=lazy_gettext("You, or somebody who speaks for you. Only the person who pays sees it."),
        needed=lazy_gettext("Enter the name we should ask for"), autocomplete="name", small=True,
    )
    phone = Phone(
        lazy_gettext("Phone number"), small=True, needed=lazy_gettext("Enter the number we should ring"),
        hint=lazy_gettext("It may have an extension, or 18001 in front for Relay UK. We ring only about this money."),
    )

    @classmethod
    def showing(cls, registration: Registration | None) -> "HandForm":
        """The form, with what is known of whom the claim is for; a posted form keeps what was typed."""
        return cls(data={"name": registration.name, "phone": registration.phone} if registration else {})

    def to_command(self, claim: Claim, kind: MethodKind, browser: str) -> GiveMethod:
        """Be rung about the money, or get it by hand."""
        return GiveMethod(claim=claim.ref, kind=kind, name=self.name.data, phone=self.phone.data, browser=browser)


class BatchForm(Form):
    """The claims that the page shows are to be paid together; of late changes of how to pay the payer says that they saw them."""

    new_ref = NewReference()
    shown = Shown()
    seen_methods = ManyOf(
        lazy_gettext("How to pay these was changed after they were approved"),
        hint=lazy_gettext("If in doubt, ring the person first, on a number you had before. Tick what you have looked at."),
        gone=lazy_gettext("How to pay was changed once more since you opened this page. Look at it again."),
        small=True,
    )

    @classmethod
    def showing(cls, claims: Sequence[Claim], names: Mapping[str, str], givers: Mapping[str, str]) -> "BatchForm":
        """The form for these claims, with late changes listed but not ticked."""
        late = [c for c in claims if c.method_changed_late]
        labels = {c.ref: f"{names.get(c.registration, c.ref)}: {money(c.approved)}" for c in late}
        return cls(
            data={"shown": {c.ref: c.version for c in claims}},
            choices={"seen_methods": [(c.method_ref or "", labels[c.ref], how_to_pay(c, givers.get(c.ref))) for c in late]},
            without=[] if late else ["seen_methods"],
        )

    def to_command(self, browser: str) -> SealBatch:
        """Pay these together."""
        seen = self.seen_methods.data if self.seen_methods else ()
        shown = self.shown.data
        return SealBatch(
            ref=self.new_ref.data, claims=list(shown), versions=shown, seen_methods=seen, browser=browser
        )


class SureForm(Form):
    """No question, just the button."""


class StoppedForm(Form):
    """Whether the bank has a file that somebody fetched."""

    is_stopped = CheckboxField(
        lazy_gettext("The file of this batch was fetched"), says=lazy_gettext("No bank has it, or it was stopped there"),
        needed=lazy_gettext("Say that no bank has the file, or that it was stopped there"), small=True,
    )

    @classmethod
    def showing(cls, *, is_fetched: bool) -> "StoppedForm":
        """The form, which asks only where a bank can have the file."""
        return cls(without=[] if is_fetched else ["is_stopped"])

    def to_command(self, batch: str) -> TakeBatchApart:
        """Take it apart."""
        return TakeBatchApart(batch=batch, is_stopped=bool(self.is_stopped and self.is_stopped.is_ticked))


def how_to_pay(claim: Claim, giver: str | None) -> str:
    """Return how a claim is to be paid, when that was said last, and by whom."""
    if claim.method_given_at is None:
        return claim.method_says
    words = {"how": claim.method_says, "ago": ago(claim.method_given_at), "who": giver}
    return (_("%(how)s, changed %(ago)s by %(who)s") if giver else _("%(how)s, changed %(ago)s")) % words

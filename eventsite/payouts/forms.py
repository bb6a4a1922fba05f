"""What people are asked about being paid, and payers about paying."""

from eventsite.claims.models import Claim
from eventsite.kernel.words import lazy
from eventsite.payouts.commands import GiveMethod
from eventsite.payouts.values import METHOD_NAMES, MethodKind
from eventsite.web.fields import ManyOf, OneOf, Text
from eventsite.web.forms import Form


class MethodForm(Form):
    """How, before any number."""

    kind = OneOf(
        lazy("How would you like to be paid?"),
        hint=lazy("You need no bank account. A voucher or cash for a fee also counts as income."),
        choices=[(kind.value, METHOD_NAMES[kind]) for kind in MethodKind],
        needed=lazy("Choose how you would like to be paid"),
    )


class BankForm(Form):
    """A UK account."""

    name = Text(
        lazy("Name on the account"), hint=lazy("As the bank writes it. Only the person who pays sees it."),
        needed=lazy("Enter the name on the account"), spellcheck=False, small=True,
    )
    sort_code = Text(lazy("Sort code"), hint=lazy("6 digits. Spaces and dashes are fine."), needed=lazy("Enter the sort code"), width="10", spellcheck=False, limit=20, small=True)
    account_number = Text(lazy("Account number"), hint=lazy("6 to 8 digits"), needed=lazy("Enter the account number"), width="10", spellcheck=False, limit=20, small=True)

    def to_command(self, claim: Claim) -> GiveMethod:
        """Be paid into this account."""
        return GiveMethod(
            claim=claim.ref, kind=MethodKind.BANK, name=self.name.data, sort_code=self.sort_code.data,
            account_number=self.account_number.data,
        )


class BatchForm(Form):
    """Which claims to pay together."""

    claims = ManyOf(lazy("Which claims do you pay now?"), needed=lazy("Choose at least one claim"), small=True)

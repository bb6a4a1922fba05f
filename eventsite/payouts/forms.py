"""What people are asked about being paid, and payers about paying."""

from eventsite.claims.models import Claim
from eventsite.kernel.i18n import lazy_gettext
from eventsite.payouts.commands import GiveMethod
from eventsite.payouts.values import METHOD_NAMES, MethodKind
from eventsite.web.fields import ManyOf, OneOf, Text
from eventsite.web.forms import Form


class MethodForm(Form):
    """How, before any number."""

    kind = OneOf(
        lazy_gettext("How would you like to be paid?"),
        hint=lazy_gettext("You need no bank account. A voucher or cash for a fee also counts as income."),
        choices=[(kind.value, METHOD_NAMES[kind]) for kind in MethodKind],
        needed=lazy_gettext("Choose how you would like to be paid"),
    )


class BankForm(Form):
    """A UK account."""

    name = Text(
        lazy_gettext("Name on the account"), hint=lazy_gettext("As the bank writes it. Only the person who pays sees it."),
        needed=lazy_gettext("Enter the name on the account"), spellcheck=False, small=True,
    )
    sort_code = Text(lazy_gettext("Sort code"), hint=lazy_gettext("6 digits. Spaces and dashes are fine."), needed=lazy_gettext("Enter the sort code"), width="10", spellcheck=False, limit=20, small=True)
    account_number = Text(lazy_gettext("Account number"), hint=lazy_gettext("6 to 8 digits"), needed=lazy_gettext("Enter the account number"), width="10", spellcheck=False, limit=20, small=True)

    def to_command(self, claim: Claim) -> GiveMethod:
        """Be paid into this account."""
        return GiveMethod(
            claim=claim.ref, kind=MethodKind.BANK, name=self.name.data, sort_code=self.sort_code.data,
            account_number=self.account_number.data,
        )


class BatchForm(Form):
    """Which claims to pay together."""

    claims = ManyOf(lazy_gettext("Which claims do you pay now?"), needed=lazy_gettext("Choose at least one claim"), small=True)

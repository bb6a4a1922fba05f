"""What a page says before something is done to a batch, and what is said once it is done."""

from collections.abc import Sequence
from dataclasses import dataclass

from eventsite.kernel.i18n import _, current_locale, ngettext
from eventsite.kernel.money import Money, show_in_full


@dataclass(frozen=True, kw_only=True)
class Question:
    """The question, what follows sentence by sentence, the button, and what is said afterwards."""

    heading: str
    sentences: Sequence[str]
    button: str
    done: str


def paid(payments: int, amount: Money) -> Question:
    """Before a batch is said to be paid."""
    words = {"num": payments, "amount": show_in_full(amount, current_locale())}
    return Question(
        heading=ngettext("Did you pay this one, %(amount)s?", "Did you pay all %(num)d of these, %(amount)s?", payments) % words,
        sentences=[
            _("Everybody in it gets a letter at once that says the money was sent, and what it is for."),
            _("You cannot take that back. If one payment returns later, you can say so for that one."),
            _("If your bank has not taken the file yet, wait until it has."),
        ],
        button=_("Yes, I paid them"),
        done=_("Marked as paid. Everybody in it gets a letter that says what was paid for what."),
    )


def apart(payments: int, amount: Money) -> Question:
    """Before a batch is taken apart."""
    words = {"num": payments, "amount": show_in_full(amount, current_locale())}
    return Question(
        heading=_("Take this batch apart?"),
        sentences=[
            ngettext("It holds %(num)d payment, %(amount)s.", "It holds %(num)d payments, %(amount)s in all.", payments) % words,
            _("The payment file is deleted. Its seal stays, so that a copy can still be known."),
            _("The claims go back to those that are approved and wait to be paid."),
            _("Nobody gets a letter, because nobody was told that this batch was made."),
            _("If your bank has the file already, stop it there first. Otherwise people may be paid twice."),
        ],
        button=_("Take it apart"),
        done=_("The batch is taken apart. Its claims wait to be paid again."),
    )


def failed(amount: Money, who: str) -> Question:
    """Before a payment is said to have come back."""
    return Question(
        heading=_("Did the payment of %(amount)s to %(name)s come back?") % {"amount": show_in_full(amount, current_locale()), "name": who},
        sentences=[
            _("They get a letter that says so, and that asks how to pay them."),
            _("You can pay the claim again once they have told us, and not before. If they choose another account, you see that it was changed."),
            _("If they get no letters from us, ring them."),
        ],
        button=_("Yes, it came back"),
        done=_("Noted. They are asked how to pay them. Once they have said so, you can pay the claim again."),
    )

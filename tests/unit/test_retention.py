"""What a rule says of itself, and which lines of the table it belongs to."""

import datetime as dt

import pytest

from eventsite.claims.models import Claim
from eventsite.kernel.days import period
from eventsite.payouts.models import PayoutMethod
from eventsite.records.retention import Personal, RetentionRule, Topic, of, promises


@pytest.mark.parametrize(
    ("length", "words"),
    [
        ({"hours": 1}, "1 hour"), ({"hours": 72}, "3 days"), ({"days": 1}, "1 day"), ({"days": 364}, "364 days"),
        ({"days": 365}, "1 year"), ({"days": 7 * 366}, "7 years"),
    ],
)
def test_a_decided_time_is_told_in_the_largest_unit_that_it_fills(length, words):
    assert period(dt.timedelta(**length)) == words


def rule(*empties):
    return RetentionRule(
        forget=len, what="accounts", when="%(time)s after it was paid", empties=empties, after=dt.timedelta(days=3), since=[Claim.paid_at]
    )


def test_a_rule_takes_the_columns_that_it_empties_and_every_column_of_rows_that_go():
    assert rule(PayoutMethod.details_sealed).takes(PayoutMethod.details_sealed)
    assert not rule(PayoutMethod.details_sealed).takes(PayoutMethod.last_digits)
    assert rule(PayoutMethod).takes(PayoutMethod.last_digits)
    assert not rule(Claim).takes(PayoutMethod.last_digits)


def test_a_line_has_every_rule_that_takes_something_of_it_under_its_topic():
    line = Personal(topic=Topic.BANK, what="digits", stored=of(PayoutMethod, "last_digits"))
    empties, deletes = rule(PayoutMethod.details_sealed), rule(PayoutMethod)
    ((topic, (found,)),) = promises([line], [empties, deletes])
    assert (topic, found.personal, found.rules) == (Topic.BANK, line, [deletes])
    assert str(deletes) == "len: payout_method: accounts, 3 days after it was paid"


def test_a_column_that_is_not_there_is_no_column():
    with pytest.raises(AttributeError):
        of(PayoutMethod, "last_digits iban")

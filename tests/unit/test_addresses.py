"""Which numbers an address may carry to a database."""

import pytest
from werkzeug.routing import Map, ValidationError

from eventsite.web.addresses import Number


@pytest.mark.parametrize("typed", ["0", "7", "2147483647"])
def test_a_number_that_a_row_may_have_is_looked_for(typed):
    assert Number(Map()).to_python(typed) == int(typed)


@pytest.mark.parametrize("typed", ["2147483648", "9999999999", "00000000007", "1" * 40])
def test_one_that_no_row_has_is_not_found(typed):
    with pytest.raises(ValidationError):
        Number(Map()).to_python(typed)

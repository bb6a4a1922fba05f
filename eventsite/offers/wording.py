"""The sentences about advice on benefits: we never advise, and name who does."""

from eventsite.kernel.i18n import _
from eventsite.offers.values import advisers


def ways_to_advice(country: str) -> list[str]:
    """Say who advises on benefits in a country, one line for each."""
    known = [
        _("%(name)s (%(where)s), free of charge: %(web)s") % {"name": one.name, "where": one.where, "web": one.web} for one in advisers(country)
    ]
    return known or [_("Ask an adviser on benefits where you live, who is not one of us.")]

"""What somebody is asked about their calendars."""

from eventsite.people.forms import ConfirmForm
from eventsite.web.fields import NewReference


class FeedForm(ConfirmForm):
    """No question, just the button that makes a calendar address."""

    new_ref = NewReference()

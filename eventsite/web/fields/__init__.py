"""Fields: WTForms' parsing bound to GOV.UK Frontend's macros, one class per kind of question.

Each field knows the macro that draws it (`macro`), the parameters for it (`params()`) and the id that an error link
must land on (`focus_id`). The published binding has ten known faults (domain note on co-production, section 5); this
small layer has its own tests for each that applies.
"""

from eventsite.web.fields.choices import ManyOf, OneOf, Select, Tick, YesNo
from eventsite.web.fields.numbers import Amount, Whole
from eventsite.web.fields.others import Upload, Version, errors_of
from eventsite.web.fields.question import Question
from eventsite.web.fields.times import Day, TimeOfDay
from eventsite.web.fields.words import Email, LongText, Phone, Text

__all__ = [
    "Amount", "Day", "Email", "LongText", "ManyOf", "OneOf", "Phone", "Question", "Select", "Text", "Tick", "TimeOfDay",
    "Upload", "Version", "Whole", "YesNo", "errors_of",
]

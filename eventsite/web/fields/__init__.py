"""Fields: WTForms' parsing bound to GOV.UK Frontend's macros, one class per kind of question.

Each field knows the macro that draws it (`macro`), the parameters for it (`params()`) and the id that an error link
must land on (`focus_id`). The published binding has ten known faults (`docs/decisions/006-our-own-field-layer.md`); this
small layer has its own tests for each that applies.
"""

from eventsite.web.fields.choices import CheckboxField, Choices, ManyOf, OneOf, Select, YesNo
from eventsite.web.fields.field import Field
from eventsite.web.fields.numbers import Amount, IntegerField
from eventsite.web.fields.others import Carried, NewReference, Shown, Upload, Version, errors_of
from eventsite.web.fields.text import Code, Email, LongText, Phone, Text
from eventsite.web.fields.times import Day, TimeOfDay

__all__ = [
    "Amount",
    "Carried",
    "CheckboxField",
    "Choices",
    "Code",
    "Day",
    "Email",
    "Field",
    "IntegerField",
    "LongText",
    "ManyOf",
    "NewReference",
    "OneOf",
    "Phone",
    "Select",
    "Shown",
    "Text",
    "TimeOfDay",
    "Upload",
    "Version",
    "YesNo",
    "errors_of",
]

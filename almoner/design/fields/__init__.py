"""Form fields that draw themselves as GOV.UK components.

A form is an ordinary Django form whose fields come from here; a page draws it with `{{ fields(form) }}`, or one by one
with `{{ field(form.town) }}`. Each field words its own errors as the design system asks: what to do, naming the thing.
"""

from almoner.design.fields.choices import (
    CheckboxesField,
    CheckboxField,
    RadiosField,
    SearchableField,
    SelectField,
    YesNoField,
)
from almoner.design.fields.dates import DateField
from almoner.design.fields.drawing import error_summary, field, fields, has_errors
from almoner.design.fields.files import Chosen, FileField, FilesField, SpreadsheetField
from almoner.design.fields.forms import PageForm
from almoner.design.fields.text import (
    EmailField,
    LongTextField,
    MoneyField,
    PasswordField,
    RegistrationNumberField,
    TextField,
    WholeNumberField,
)

__all__ = [
    "CheckboxField",
    "CheckboxesField",
    "Chosen",
    "DateField",
    "EmailField",
    "FileField",
    "FilesField",
    "LongTextField",
    "MoneyField",
    "PageForm",
    "PasswordField",
    "RadiosField",
    "RegistrationNumberField",
    "SearchableField",
    "SelectField",
    "SpreadsheetField",
    "TextField",
    "WholeNumberField",
    "YesNoField",
    "error_summary",
    "field",
    "fields",
    "has_errors",
]

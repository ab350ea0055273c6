from __future__ import annotations

from django import forms

from almoner.design.fields import LongTextField


class WithdrawForm(forms.Form):
    reasons = LongTextField(
        label="Why it is withdrawn",
        hint="For example: sent to the wrong case. This is kept in the record.",
        max_length=400,
    )

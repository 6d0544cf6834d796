from __future__ import annotations

from django import forms

from coaching.models import DataClass


class SwitchForm(forms.Form):
    """Validates one tap on one switch, which says where it should go, not that it should turn.

    A double click then asks for the same twice.
    """

    data_class = forms.TypedChoiceField(choices=DataClass, coerce=int)
    share = forms.TypedChoiceField(
        choices=[("yes", "yes"), ("no", "no")], coerce=lambda word: word == "yes"
    )

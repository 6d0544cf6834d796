from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from athletes.models import OptionalItem


class QuestionsForm(forms.Form):
    """Validates what a team is asked. Saving is coaching.services.questions' job."""

    asks = forms.MultipleChoiceField(
        label=_("Asked besides"),
        choices=OptionalItem.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

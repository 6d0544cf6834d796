from __future__ import annotations

from decimal import Decimal

from django import forms

from coaching.models.calibrations import BUDGETS

BUILT_IN = "built_in"  # in the form, where None has no word


class BudgetForm(forms.Form):
    """Validates the choice of a budget. Saving is coaching.services.calibrations' job."""

    budget = forms.TypedChoiceField(
        choices=[(str(budget), str(budget)) for budget in BUDGETS] + [(BUILT_IN, BUILT_IN)],
        coerce=lambda word: None if word == BUILT_IN else Decimal(word),
        empty_value=None,
    )

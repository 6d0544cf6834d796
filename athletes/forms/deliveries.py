from __future__ import annotations

from django import forms

# Further back nobody may add a check-in either: eight weeks. [ms]
LONGEST_WAIT = 56 * 24 * 60 * 60 * 1000


class DeliveryForm(forms.Form):
    """Validates what a phone says of a check-in that it kept: whose it is, and since when."""

    person = forms.IntegerField()
    # How long ago it was answered by the phone's own clock, which may be wrong: only what passed
    # between two looks at it is used. [ms]
    waited = forms.IntegerField(min_value=0, max_value=LONGEST_WAIT)

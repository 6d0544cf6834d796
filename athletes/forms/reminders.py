from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from athletes.forms.fields import ClockField
from athletes.models import Reminders
from athletes.models.reminders import EARLIEST, LATEST

if TYPE_CHECKING:
    from collections.abc import Mapping


class RemindersForm(forms.Form):
    """Validates when to be reminded. Saving is athletes.services.reminders.save_reminders's job."""

    is_on = forms.BooleanField(required=False)
    at = ClockField(
        label=_("At"),
        validators=[
            MinValueValidator(EARLIEST, _("Choose a time from 05:00 on.")),
            MaxValueValidator(LATEST, _("Choose a time up to 22:00.")),
        ],
        help_text=_("Of your own clock, also when you travel. Give or take five minutes."),
    )
    follow_up = forms.BooleanField(required=False)
    asks_effort = forms.BooleanField(required=False)
    quiet_from = ClockField(label=_("Quiet from"))
    quiet_until = ClockField(label=_("Until"))

    def __init__(self, data: Mapping[str, Any] | None = None, *, reminders: Reminders) -> None:
        shown = {name: getattr(reminders, name) for name in self.base_fields}
        super().__init__(data, initial=shown)
        for name in ("is_on", "follow_up", "asks_effort"):
            self.fields[name].widget.attrs["role"] = "switch"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("is_on") and {"at", "quiet_from", "quiet_until"} <= cleaned.keys():
            quiet = Reminders(quiet_from=cleaned["quiet_from"], quiet_until=cleaned["quiet_until"])
            if quiet.is_quiet(cleaned["at"]):
                message = _("This is within your quiet hours. Change one of the two.")
                self.add_error("at", forms.ValidationError(message, code="quiet"))
        return cleaned

from __future__ import annotations

import zoneinfo
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from athletes.forms.fields import ClockField
from coaching.models.digests import EARLIEST, LATEST
from recovery.accounts.models import validate_time_zone

if TYPE_CHECKING:
    from collections.abc import Mapping

    from coaching.models import Digest

SWITCHES = ("is_on", "every_day", "says_why", "by_push", "at_once")


class DigestForm(forms.Form):
    """Validates a digest. Saving is coaching.services.digests.save_digest's job."""

    is_on = forms.BooleanField(required=False)
    at = ClockField(
        label=_("At"),
        validators=[
            MinValueValidator(EARLIEST, _("Choose a time from 05:00 on.")),
            MaxValueValidator(LATEST, _("Choose a time up to 22:00.")),
        ],
    )
    time_zone = forms.CharField(
        label=_("By the clock of"),
        max_length=64,
        validators=[validate_time_zone],
        help_text=_("Also the clock of the times that pages show you."),
        widget=forms.TextInput(attrs={"list": "time-zones", "autocomplete": "off"}),
    )
    every_day = forms.BooleanField(required=False)
    says_why = forms.BooleanField(required=False)
    by_push = forms.BooleanField(required=False)
    at_once = forms.BooleanField(required=False)

    def __init__(self, data: Mapping[str, Any] | None = None, *, digest: Digest) -> None:
        shown = {name: getattr(digest, name) for name in (*SWITCHES, "at")}
        super().__init__(data, initial=shown | {"time_zone": digest.user.time_zone})
        for name in SWITCHES:
            self.fields[name].widget.attrs["role"] = "switch"

    @staticmethod
    def time_zones() -> list[str]:
        """Return the places whose clock can be chosen."""
        return sorted(name for name in zoneinfo.available_timezones() if "/" in name)

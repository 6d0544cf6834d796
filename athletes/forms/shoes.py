from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from athletes.forms.fields import NumberField
from athletes.forms.plans import DayField
from athletes.forms.refusals import ShowsRefusals
from athletes.models import Session
from athletes.services.shoes import ShoeFacts

if TYPE_CHECKING:
    import datetime as dt
    import uuid
    from collections.abc import Mapping

    from athletes.models import Shoe

METRES = 1000  # in a kilometre


class ShoeForm(ShowsRefusals):
    """Validates one pair of shoes. Saving is the business of athletes.services.shoes."""

    form_names = {"start_m": "start_km", "check_at_m": "check_at_km"}

    client_id = forms.UUIDField(widget=forms.HiddenInput)
    name = forms.CharField(
        label=pgettext_lazy("of a pair of shoes", "Name"),
        max_length=60,
        help_text=_("What you call them, such as “Blue, for long runs”."),
        error_messages={"required": _("Give them a name.")},
    )
    sport = forms.ChoiceField(label=_("Sport"), choices=Session.Sport.choices)
    is_default = forms.BooleanField(required=False)
    first_day = DayField(
        label=_("First worn on"), help_text=_("Sessions count in them from this day on.")
    )
    takes_earlier = forms.BooleanField(required=False)
    start_km = NumberField(
        label=_("Kilometres before that day"),
        minimum=0,
        maximum=5000,
        decimals=1,
        help_text=_("Empty for a new pair."),
    )
    check_at_km = NumberField(
        label=_("Look at the soles at, in km"),
        minimum=1,
        maximum=5000,
        decimals=1,
        help_text=_("Your own choice; how long a pair lasts differs a lot. Empty is never."),
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        client_id: uuid.UUID,
        today: dt.date,
        initial: Mapping[str, Any],
    ) -> None:
        super().__init__(data, initial={"client_id": client_id, **initial})
        self.fields["first_day"].widget.attrs["max"] = today.isoformat()
        for name in ("is_default", "takes_earlier"):
            self.fields[name].widget.attrs["role"] = "switch"

    def facts(self) -> ShoeFacts:
        """Return the valid form as the service takes it."""
        cleaned = self.cleaned_data
        return ShoeFacts(
            name=cleaned["name"],
            sport=cleaned["sport"],
            first_day=cleaned["first_day"],
            is_default=cleaned["is_default"],
            start_m=_metres(cleaned["start_km"]) or 0,
            check_at_m=_metres(cleaned["check_at_km"]),
        )


def _metres(kilometres: Decimal | None) -> int | None:
    return None if kilometres is None else int(kilometres * METRES)


def shoe_as_initial(shoe: Shoe) -> dict[str, Any]:
    """Return a saved pair as the fields show it."""
    return {
        "name": shoe.name,
        "sport": shoe.sport,
        "is_default": shoe.is_default,
        "first_day": shoe.first_day,
        "start_km": Decimal(shoe.start_m) / METRES if shoe.start_m else None,
        "check_at_km": shoe.check_at_m and Decimal(shoe.check_at_m) / METRES,
    }

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from athletes.forms.fields import ClockField, NumberField
from athletes.forms.refusals import ShowsRefusals
from athletes.models import PlanKind, Session
from athletes.models.people import EARLIEST_DAY
from athletes.plan_words import exertion_choices
from athletes.services.plans import Intended

if TYPE_CHECKING:
    import datetime as dt
    import uuid
    from collections.abc import Mapping

    from athletes.models.plans import Intention

# What an active recovery usually is: short and very easy.
ACTIVE_RECOVERY = {"minutes": 30, "rpe": Decimal(2)}


class DayField(forms.DateField):
    """A date as browsers send it, and as somebody types it without a picker."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            error_messages={
                "invalid": _("Enter a date, such as 2026-11-23."),
                "required": _("Choose the day."),
            },
            **options,
        )

    def to_python(self, value: str | dt.datetime | dt.date | None) -> dt.date | None:
        day = super().to_python(value)
        if day is not None and day < EARLIEST_DAY:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return day


class PlanForm(ShowsRefusals):
    """Validates one thing to plan. Saving is the business of athletes.services.plans."""

    client_id = forms.UUIDField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(
        label=pgettext_lazy("of something planned", "Kind"),
        choices=PlanKind.choices,
        widget=forms.RadioSelect,
    )
    day = DayField(label=_("Day"))
    starts_at = ClockField(label=_("Starts at, if that is known"), required=False)
    sport = forms.ChoiceField(label=_("Sport"), choices=Session.Sport.choices, required=False)
    minutes = NumberField(label=_("Minutes"), minimum=1, maximum=600)
    rpe = forms.TypedChoiceField(
        label=_("How hard it should be"),
        coerce=Decimal,
        empty_value=None,
        required=False,
        error_messages={"invalid_choice": _("Choose one of the points shown.")},
    )
    title = forms.CharField(
        label=_("Title, if it has one"),
        max_length=80,
        required=False,
        help_text=_("Such as “Hill repeats”."),
    )
    description = forms.CharField(
        label=_("What to do"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        client_id: uuid.UUID,
        first_day: dt.date,
        initial: Mapping[str, Any],
    ) -> None:
        super().__init__(data, initial={"client_id": client_id, **initial})
        self.fields["rpe"].choices = [("", "–"), *exertion_choices()]  # type: ignore[attr-defined]  # a choice field
        self.fields["day"].widget.attrs["min"] = first_day.isoformat()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("kind") == PlanKind.REST:
            for name in ("sport", "minutes", "rpe", "starts_at"):  # hidden where rest is chosen
                self.errors.pop(name, None)
                cleaned[name] = "" if name == "sport" else None
            return cleaned
        for name, message in (
            ("minutes", _("Enter how long it should take.")),
            ("rpe", _("Choose how hard it should be.")),
        ):
            if cleaned.get(name) is None and not self.has_error(name):
                self.add_error(name, message)
        return cleaned

    def intended(self, day: dt.date | None = None) -> Intended:
        """Return the valid form as the service takes it, on another day if one is given."""
        cleaned = self.cleaned_data
        minutes = cleaned["minutes"]
        return Intended(
            day=day or cleaned["day"],
            kind=cleaned["kind"],
            sport=cleaned["sport"],
            minutes=None if minutes is None else int(minutes),
            rpe=cleaned["rpe"],
            starts_at=cleaned["starts_at"],
            title=cleaned["title"],
            description=cleaned["description"],
        )


class MoveForm(forms.Form):
    """Validates to which day something goes."""

    to = DayField(label=_("To which day"))


def plan_as_initial(entry: Intention) -> dict[str, Any]:
    """Return what is planned as the fields show it."""
    return {
        "kind": entry.kind,
        "sport": entry.sport or Session.Sport.RUNNING,
        "minutes": entry.minutes,
        "rpe": "" if entry.rpe is None else f"{float(entry.rpe):g}",
        "starts_at": entry.starts_at,
        "title": entry.title,
        "description": entry.description,
    }

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from athletes import plan_words
from athletes.forms.fields import NumberField
from athletes.forms.plans import DayField, PlanForm
from athletes.models import PlanKind
from athletes.models.plans import OVERLOAD_DAYS
from athletes.plan_words import exertion_choices
from coaching.selectors.plans import name_of
from coaching.selectors.what_if import Asked

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from athletes.models import Athlete
    from coaching.access import Member
    from coaching.models import WeekTemplate

WEEKS_BACK = (1, 2, 3, 4)  # from which a week can be copied
PHASE_DAYS = 28  # that a phase has until somebody says otherwise


class ForAthletes(forms.Form):
    """Whom something is for: those who are ticked, or nobody but the one it is about."""

    athletes = forms.MultipleChoiceField(
        label=_("For whom"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Choose at least one athlete."),
            "invalid_choice": _("Somebody is no longer in this team. Choose again."),
        },
    )

    def list_members(self, members: Sequence[Member]) -> None:
        self._members = {str(member.athlete.public_id): member for member in members}
        self.fields["athletes"].choices = [  # type: ignore[attr-defined]  # a choice field
            (public_id, name_of(member)) for public_id, member in self._members.items()
        ]

    @property
    def is_for_everybody(self) -> bool:
        """Return whether all are ticked as the form stands, so that the list may stay folded."""
        ticked = self["athletes"].value() or []
        return not self["athletes"].errors and len(ticked) == len(self._members)

    @property
    def members_count(self) -> int:
        return len(self._members)

    def chosen(self) -> list[Athlete]:
        """Return the athletes who are ticked, in the order of the list."""
        ticked = set(self.cleaned_data["athletes"])
        return [
            member.athlete for public_id, member in self._members.items() if public_id in ticked
        ]


class TeamPlanForm(ForAthletes, PlanForm):
    """Validates something to plan for athletes of a team."""

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        members: Sequence[Member],
        client_id: uuid.UUID,
        first_day: dt.date,
        initial: Mapping[str, Any],
    ) -> None:
        super().__init__(data, client_id=client_id, first_day=first_day, initial=initial)
        self.list_members(members)


class TriedForm(forms.Form):
    """Validates what a coach tries. Nothing is saved of it."""

    planned = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)
    day = DayField(label=_("Day"))
    kind = forms.ChoiceField(choices=PlanKind.choices, required=False)
    minutes = NumberField(label=_("Minutes"), minimum=1, maximum=600)
    rpe = forms.TypedChoiceField(
        label=_("How hard"),
        coerce=Decimal,
        empty_value=None,
        required=False,
        error_messages={"invalid_choice": _("Choose one of the points shown.")},
    )

    def __init__(self, data: Mapping[str, Any], *, today: dt.date) -> None:
        # Where the address says no more, it asks about today as it stands.
        super().__init__({"day": today.isoformat(), **{name: data[name] for name in data}})
        self.fields["day"].widget.attrs["min"] = today.isoformat()
        self._today = today
        self.fields["rpe"].choices = [("", "–"), *exertion_choices()]  # type: ignore[attr-defined]  # a choice field

    def clean_day(self) -> dt.date:
        day: dt.date = self.cleaned_data["day"]
        if day < self._today:
            raise forms.ValidationError(_("That day is over. Plan from today on."), code="past")
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("kind") == PlanKind.REST:
            self.errors.pop("minutes", None)
            self.errors.pop("rpe", None)
            return cleaned
        for name, other, message in (
            ("minutes", "rpe", _("Enter the minutes.")),
            ("rpe", "minutes", _("Choose how hard.")),
        ):
            is_missing = cleaned.get(name) is None and not self.has_error(name)
            if is_missing and cleaned.get(other) is not None:
                self.add_error(name, message)
        return cleaned

    def asked(self) -> Asked:
        """Return the valid form as the selector takes it."""
        cleaned = self.cleaned_data
        is_rest = cleaned["kind"] == PlanKind.REST
        is_effort = cleaned.get("minutes") is not None and cleaned.get("rpe") is not None
        kind = cleaned["kind"] or PlanKind.TRAINING
        if not is_rest and not is_effort:
            return Asked(day=cleaned["day"], planned=cleaned["planned"])
        return Asked(
            day=cleaned["day"],
            planned=cleaned["planned"],
            kind=kind,
            minutes=None if is_rest else int(cleaned["minutes"]),
            rpe=None if is_rest else cleaned["rpe"],
        )


class OverloadForm(ForAthletes):
    """Validates days of overload. Saving is athletes.services.plans.plan_overload's job."""

    client_id = forms.UUIDField(widget=forms.HiddenInput)
    first_day = DayField(label=_("First day"))
    last_day = DayField(label=_("Last day"))
    why = forms.CharField(
        label=_("What for"), max_length=120, help_text=_("The athlete reads this.")
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        members: Sequence[Member],
        today: dt.date,
        initial: dict[str, Any],
    ) -> None:
        super().__init__(data, initial=initial)
        self.list_members(members)
        for name in ("first_day", "last_day"):
            self.fields[name].widget.attrs["min"] = today.isoformat()
        self.fields["last_day"].help_text = ngettext(
            "At most %(days)s day in all.", "At most %(days)s days in all.", OVERLOAD_DAYS
        ) % {"days": OVERLOAD_DAYS}


class PhaseForm(forms.Form):
    """Validates a phase. Saving is coaching.services.phases.add_phase's job."""

    client_id = forms.UUIDField(widget=forms.HiddenInput)
    name = forms.CharField(
        label=_("Name of the phase"), max_length=40, help_text=_("Such as “Build” or “Taper”.")
    )
    first_day = DayField(label=_("First day"))
    last_day = DayField(label=_("Last day"))

    def __init__(self, data: Mapping[str, Any] | None = None, *, monday: dt.date) -> None:
        initial = {
            "client_id": uuid.uuid4(),
            "first_day": monday,
            "last_day": monday + dt.timedelta(days=PHASE_DAYS - 1),
        }
        super().__init__(data, initial=initial, auto_id="phase_%s")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        first, last = cleaned.get("first_day"), cleaned.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", _("The last day cannot be before the first."))
        return cleaned


class WeekForm(forms.Form):
    """Validates with what a week is filled: an earlier one, or a template."""

    week = forms.DateField(widget=forms.HiddenInput)
    athlete = forms.UUIDField(widget=forms.HiddenInput, required=False)
    source = forms.ChoiceField(label=_("Fill this week with"))

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        templates: Sequence[WeekTemplate],
        monday: dt.date,
        athlete: uuid.UUID | None = None,
    ) -> None:
        super().__init__(data, initial={"week": monday, "athlete": athlete}, auto_id="fill_%s")
        self.templates = {str(template.pk): template for template in templates}
        weeks = [monday - dt.timedelta(weeks=back) for back in WEEKS_BACK]
        self.fields["source"].choices = [  # type: ignore[attr-defined]  # a choice field
            *((week.isoformat(), _week_words(week)) for week in weeks),
            *((f"template-{pk}", template.name) for pk, template in self.templates.items()),
        ]

    def template(self) -> WeekTemplate | None:
        """Return the template that was chosen; None for an earlier week."""
        return self.templates.get(self.cleaned_data["source"].removeprefix("template-"))


class TemplateForm(forms.Form):
    """Validates under which name whose week is kept."""

    week = forms.DateField(widget=forms.HiddenInput)
    athlete = forms.ChoiceField(label=_("Whose week"))
    name = forms.CharField(label=_("Name of the template"), max_length=80)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        members: Sequence[Member],
        monday: dt.date,
    ) -> None:
        super().__init__(data, initial={"week": monday}, auto_id="template_%s")
        self.members = {str(member.athlete.public_id): member for member in members}
        self.fields["athlete"].choices = [  # type: ignore[attr-defined]  # a choice field
            (public_id, name_of(member)) for public_id, member in self.members.items()
        ]


def _week_words(monday: dt.date) -> str:
    return str(_("The week of %(day)s")) % {"day": plan_words.day_and_month(monday)}

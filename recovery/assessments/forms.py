"""What the athlete types to try a session that is still to come."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from athletes.forms.fields import NumberField
from athletes.plan_words import exertion_choices
from recovery.assessments.what_if import Choice

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from athletes.models import PlannedSession


class WhatIfForm(forms.Form):
    """Validates minutes and an exertion. Nothing is saved of it."""

    minutes = NumberField(label=_("Minutes"), minimum=1, maximum=600, required=True)
    rpe = forms.TypedChoiceField(
        label=_("How hard"),
        coerce=Decimal,
        error_messages={
            "required": _("Choose how hard."),
            "invalid_choice": _("Choose one of the points shown."),
        },
    )

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, planned: Sequence[PlannedSession] = ()
    ) -> None:
        super().__init__(data, initial=_initial(planned))
        self.fields["minutes"].error_messages["required"] = str(_("Enter the minutes."))
        self.fields["rpe"].choices = [("", "–"), *exertion_choices()]  # type: ignore[attr-defined]  # a choice field

    def choice(self) -> Choice:
        return Choice.session(int(self.cleaned_data["minutes"]), float(self.cleaned_data["rpe"]))


def _initial(planned: Sequence[PlannedSession]) -> dict[str, Any]:
    """Return the one session planned as the fields show it; of several, none."""
    sessions = [(entry.minutes, entry.rpe) for entry in planned if entry.rpe is not None]
    if len(sessions) != 1:
        return {}
    [(minutes, rpe)] = sessions
    return {"minutes": minutes, "rpe": f"{rpe.normalize():f}"}

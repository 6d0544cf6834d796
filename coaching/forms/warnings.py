from __future__ import annotations

import datetime as dt
import uuid
from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext_lazy as _

from coaching.models import PlanAdjustment, Task, WarningAction
from coaching.services.warnings import LONGEST_WATCH

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.http import QueryDict

DEFAULT_WATCH = dt.timedelta(days=3)


class ActionForm(forms.Form):
    """Validates one action on a warning. Saving is coaching.services.warnings.act's job."""

    kinds: tuple[WarningAction.Kind, ...]
    task = Task.ACT  # whose role lets somebody do it

    kind = forms.ChoiceField(choices=WarningAction.Kind, widget=forms.HiddenInput)
    opened_on = forms.DateField(widget=forms.HiddenInput)
    client_id = forms.UUIDField(widget=forms.HiddenInput, required=False)
    note = forms.CharField(
        label=_("Note"),
        help_text=_("For the staff of this team; the athlete can read it in what they download."),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class DoneForm(ActionForm):
    kinds = (WarningAction.Kind.SPOKE,)


class AdjustForm(ActionForm):
    """Training was adjusted: here and now, by the button that is pressed, or somewhere else."""

    kinds = (WarningAction.Kind.ADJUSTED,)
    task = Task.PLAN
    change = forms.ChoiceField(choices=[("", ""), *PlanAdjustment.Change.choices], required=False)
    # What may be chosen is the service's to say: the plan may have changed since.
    target = forms.CharField(label=_("What"), required=False, widget=forms.Select)


class WatchForm(ActionForm):
    kinds = (WarningAction.Kind.WATCH,)
    watch_until = forms.DateField(
        label=_("Watch until"),
        help_text=_("Until then it stands lower in the list, unless it gets worse."),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    reason = forms.ChoiceField(
        label=_("Why wait?"), choices=WarningAction.Wait, widget=forms.RadioSelect
    )


class NotUsefulForm(ActionForm):
    kinds = (WarningAction.Kind.NOT_USEFUL,)
    reason = forms.ChoiceField(
        label=_("Why was it not useful?"), choices=WarningAction.Reason, widget=forms.RadioSelect
    )


FORMS: tuple[type[ActionForm], ...] = (DoneForm, AdjustForm, WatchForm, NotUsefulForm)


def form_for(data: QueryDict) -> ActionForm | None:
    """Return the form that was sent, bound; None for one that the page does not have."""
    kind = data.get("kind")
    for form in FORMS:
        if kind in form.kinds:
            return form(data, auto_id=_ids(form))
    return None


def empty_forms(
    *,
    opened_on: dt.date,
    today: dt.date,
    targets: Sequence[tuple[str, str]],
    failed: ActionForm | None = None,
) -> Mapping[str, ActionForm]:
    """Return the forms of a warning card by name; ``failed`` keeps what was typed in it.

    ``targets`` are what can be adjusted, as value and label.
    """
    forms_by_name = {}
    for form in FORMS:
        if isinstance(failed, form):
            forms_by_name[_name(form)] = failed
            continue
        initial = {"kind": form.kinds[0], "opened_on": opened_on, "client_id": uuid.uuid4()}
        forms_by_name[_name(form)] = form(initial=initial, auto_id=_ids(form))
    watch = forms_by_name[_name(WatchForm)]
    first, last = today + dt.timedelta(days=1), today + LONGEST_WATCH
    watch.fields["watch_until"].initial = today + DEFAULT_WATCH
    watch.fields["watch_until"].widget.attrs |= {"min": str(first), "max": str(last)}
    target = forms_by_name[_name(AdjustForm)].fields["target"]
    target.widget.choices = targets
    return forms_by_name


def _name(form: type[ActionForm]) -> str:
    return form.__name__.removesuffix("Form").lower()


def _ids(form: type[ActionForm]) -> str:
    return f"{_name(form)}_%s"

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from athletes.forms.fields import ClockField, HoursField, NumberField, ScaleField
from athletes.instruments import DEFAULT_INSTRUMENT, INSTRUMENTS, RECOVERY_1
from athletes.models import (
    HeartMeasurement,
    OptionalItem,
    RecoveryTool,
    RedFlag,
    SorenessRegion,
)
from athletes.models.questions import every_item
from athletes.models.timings import LONGEST

if TYPE_CHECKING:
    import datetime as dt
    import uuid
    from collections.abc import Collection, Iterator, Mapping

    from django.forms import BoundField

    from athletes.models import CheckIn

# Which table each field belongs to; names are those of the models.
FIELDS = {
    "body": (
        "sleep_hours",
        "bed_at",
        "woke_at",
        "sleep_quality",
        "fatigue",
        "soreness",
        "soreness_regions",
        "carbohydrates",
        "protein",
        "refuelled",
        "recovery_tools",
        "hours_sat",
    ),
    "mind": ("stress", "mood", "concentration", "motivation"),
    "heart": ("resting_heart_rate", "variability", "variability_kind", "posture"),
    "health": ("ill",),
    "health_detail": ("red_flags",),
    "note": ("text",),
}
TICKS = ("carbohydrates", "protein", "refuelled")
# What a team can do without; the other fields are the core, or the athlete's own business.
OPTIONAL_FIELDS = {
    OptionalItem.CONCENTRATION: ("concentration",),
    OptionalItem.MOTIVATION: ("motivation",),
    OptionalItem.BED_TIMES: ("bed_at", "woke_at"),
    OptionalItem.FOOD: TICKS,
    OptionalItem.RECOVERY: ("recovery_tools",),
    OptionalItem.SITTING: ("hours_sat",),
    OptionalItem.HEART: FIELDS["heart"],
}


A_TIME = {"invalid": _("Enter a time, such as 22:45.")}
LONGEST_IN_BED = 18  # hours; more is a time of the wrong half of the day
ROUNDED = Decimal("0.25")  # hours; nobody knows their night to the minute


def is_empty(value: object) -> bool:
    """Return whether nothing was answered. Zero hours is an answer."""
    return value is None or value is False or value in ("", [])


@dataclass(frozen=True)
class Point:
    """One button of an answer row."""

    value: int
    word: str
    is_chosen: bool


@dataclass(frozen=True)
class AnswerRow:
    """A question with a button per point, and what the athlete usually answers."""

    field: BoundField
    points: list[Point]
    usual: str
    is_optional: bool = False


class CheckInForm(forms.Form):
    """Validates one check-in. Saving is athletes.services.check_ins.record_check_in's job."""

    client_id = forms.UUIDField(widget=forms.HiddenInput)
    # Set on a form that showed the saved answers: only then does an empty field clear one.
    showed_saved = forms.BooleanField(widget=forms.HiddenInput, required=False)
    # From opening the form to saving it; the script fills it in. [ms]
    took = forms.CharField(widget=forms.HiddenInput, required=False)
    # The name of a button of the form, which sends nothing else that counts.
    same_as_yesterday = forms.BooleanField(required=False)

    sleep_hours = HoursField(label=_("Sleep"))
    bed_at = ClockField(label=_("To bed"), required=False, error_messages=A_TIME)
    woke_at = ClockField(label=_("Woke up"), required=False, error_messages=A_TIME)
    soreness_regions = forms.MultipleChoiceField(
        label=_("Where is it sore?"),
        choices=SorenessRegion.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    carbohydrates = forms.BooleanField(
        label=_("Enough carbohydrates for today's load"), required=False
    )
    protein = forms.BooleanField(label=_("Protein with each meal"), required=False)
    refuelled = forms.BooleanField(
        label=_("Ate or drank within two hours of training"), required=False
    )
    recovery_tools = forms.MultipleChoiceField(
        label=_("Done to recover, since yesterday"),
        choices=RecoveryTool.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    hours_sat = HoursField(
        label=_("Hours sat"), help_text=_("Work, school, travel. As 6:30 or 6.5.")
    )
    resting_heart_rate = NumberField(
        label=_("Resting heart rate"),
        minimum=25,
        maximum=130,
        decimals=1,
        help_text=_("Beats per minute."),
    )
    variability = NumberField(
        label=_("Heart rate variability"),
        minimum=1,
        maximum=400,
        decimals=1,
        help_text=_("Milliseconds, or the points your device gives."),
    )
    variability_kind = forms.ChoiceField(
        label=_("Which kind"),
        choices=[("", _("Choose")), *HeartMeasurement.VariabilityKind.choices],
        required=False,
    )
    posture = forms.ChoiceField(
        label=_("Measured"),
        choices=[("", _("Choose")), *HeartMeasurement.Posture.choices],
        required=False,
    )
    ill = forms.BooleanField(label=_("I am ill today"), required=False)
    red_flags = forms.MultipleChoiceField(
        label=_("Any of these?"),
        choices=RedFlag.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    text = forms.CharField(
        label=_("Note"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        help_text=_("Only you can read this."),
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        client_id: uuid.UUID,
        saved: CheckIn | None,
        usual: Mapping[str, str],
        asked: Collection[str] | None = None,
    ) -> None:
        """Offer the saved answers, or none. ``usual`` holds words to show beside the items.

        ``asked`` names the optional items of the form, all of them unless told otherwise. An
        item that is not asked keeps what was saved of it.
        """
        answers = saved_answers(saved) if saved else {}
        super().__init__(
            data, initial={"client_id": client_id, "showed_saved": saved is not None, **answers}
        )
        self.usual = usual
        language = get_language() or "en"
        for item in RECOVERY_1.items:
            self.fields[item.code] = ScaleField(
                label=item.label_in(language), anchors=item.anchors_in(language)
            )
        self.asked = every_item() if asked is None else asked
        for optional, names in OPTIONAL_FIELDS.items():
            if optional not in self.asked:
                for name in names:
                    del self.fields[name]

    def clean_took(self) -> int | None:
        """Return how long it took, where a phone said so; nobody's answers hang on it."""
        typed = self.cleaned_data["took"]
        took = int(typed) if typed.isascii() and typed.isdigit() else 0
        return took if 0 < took <= LONGEST else None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("variability") is not None and not cleaned.get("variability_kind"):
            self.add_error("variability_kind", _("Say which kind your device shows."))
        self._check_night(cleaned)
        return cleaned

    def _check_night(self, cleaned: dict[str, Any]) -> None:
        """Refuse a night that cannot have been: most often a time of the wrong half of the day."""
        bed_at, woke_at = cleaned.get("bed_at"), cleaned.get("woke_at")
        if bed_at is None or woke_at is None:
            return
        in_bed, asleep = hours_in_bed(bed_at, woke_at), cleaned.get("sleep_hours")
        hours = self.fields["sleep_hours"].prepare_value(in_bed)
        if in_bed > LONGEST_IN_BED:
            message = _("That is %(hours)s in bed. Write the evening as 22:30.")
        elif asleep is not None and asleep > in_bed + ROUNDED:
            message = _("That is %(hours)s in bed, less than you slept.")
        else:
            return
        self.add_error("woke_at", ValidationError(message, code="night", params={"hours": hours}))

    def answers(self) -> dict[str, dict[str, Any]]:
        """Return the valid answers by class, as ``record_check_in`` takes them."""
        by_class = {name: self._given(fields) for name, fields in FIELDS.items()}
        for name in ("body", "mind"):
            if by_class[name]:
                by_class[name]["instrument"] = DEFAULT_INSTRUMENT
        return by_class

    def _given(self, fields: tuple[str, ...]) -> dict[str, Any]:
        values = {name: self.cleaned_data[name] for name in fields if name in self.fields}
        if not self.cleaned_data["showed_saved"]:
            values = {name: value for name, value in values.items() if not is_empty(value)}
        # Not ticked is not "no".
        return {name: (value or None) if name in TICKS else value for name, value in values.items()}

    def rows(self) -> Iterator[AnswerRow]:
        for item in RECOVERY_1.items:
            if item.code not in self.fields:
                continue
            field = self[item.code]
            chosen = str(field.value())
            points = [
                Point(value=value, word=str(word), is_chosen=str(value) == chosen)
                for value, word in self.fields[item.code].choices  # type: ignore[attr-defined]  # a ScaleField
            ]
            yield AnswerRow(
                field=field,
                points=points,
                usual=self.usual.get(item.code, ""),
                is_optional=item.code in OPTIONAL_FIELDS,
            )

    @property
    def opens(self) -> dict[str, bool]:
        """Return which folded parts hold something, so that nothing saved or wrong is hidden."""
        parts = {
            "bed_times": ("bed_at", "woke_at"),
            "food": TICKS,
            "recovery": ("recovery_tools",),
            "sitting": ("hours_sat",),
            "heart": FIELDS["heart"],
            "health": ("ill", "red_flags"),
            "note": FIELDS["note"],
            "soreness": ("soreness_regions",),
        }
        return {
            part: any(
                not is_empty(self[name].value()) or self[name].errors
                for name in names
                if name in self.fields
            )
            for part, names in parts.items()
        }


def hours_in_bed(bed_at: dt.time, woke_at: dt.time) -> Decimal:
    """Return the time from going to bed to waking, over midnight or not. [h]"""
    minutes = 60 * (woke_at.hour - bed_at.hour) + woke_at.minute - bed_at.minute
    return Decimal(minutes % (24 * 60)) / 60


def saved_answers(check_in: CheckIn) -> dict[str, Any]:
    """Return what is saved as the fields show it, whichever instrument it was given on."""
    answers: dict[str, Any] = {}
    for name, fields in FIELDS.items():
        row = getattr(check_in, name, None)
        if row is None:
            continue
        answers.update({field: getattr(row, field) for field in fields})
        if name in ("body", "mind"):
            instrument = INSTRUMENTS[row.instrument]
            for code in {item.code for item in RECOVERY_1.items} & set(fields):
                if answers[code] is not None:
                    answers[code] = round(6 - instrument.oriented(answers[code]))
    return answers

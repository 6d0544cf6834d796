from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from athletes.imports.tables import (
    DATE_FORMATS,
    DISTANCE,
    GROUPS,
    MINUTES,
    SCALES,
    SLEEP,
    TIME_FORMATS,
    VARIABILITY,
    Columns,
    time_format,
)
from athletes.instruments import INSTRUMENTS, SCALE_ITEMS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.forms import BoundField

    from athletes.imports.tables import Shape

# The 29th of February says which number is the day.
DATE_CHOICES = [
    (each, each.replace("%Y", "2028").replace("%y", "28").replace("%m", "02").replace("%d", "29")
     .replace("%H", "18").replace("%M", "30").replace("%S", "00").replace("%z", "+0100")
     .replace("%f", "000"))
    for each in DATE_FORMATS
]  # fmt: skip


def meaning_choices() -> list[tuple[Any, Any]]:
    """Return what a column may mean, in groups."""
    language = get_language() or "en"
    return [
        ("", _("Not used")),
        (_("When"), [("date", _("Date, or date and time")), ("time", _("Time of day"))]),
        (
            _("Training"),
            [
                ("duration_minutes", _("Duration in minutes")),
                ("duration_clock", _("Duration as h:mm or h:mm:ss")),
                ("duration_seconds", _("Duration in seconds")),
                ("duration_hours", _("Duration in hours")),
                ("rpe", _("How hard it was, 0–10")),
                ("sport", _("Sport")),
                ("distance_km", _("Distance in km")),
                ("distance_m", _("Distance in metres")),
                ("distance_mi", _("Distance in miles")),
                ("heart_rate", _("Mean heart rate")),
            ],
        ),
        (
            pgettext_lazy("a group of columns", "Check-in"),
            [
                ("sleep_hours", _("Sleep in hours")),
                ("sleep_clock", _("Sleep as h:mm")),
                ("sleep_minutes", _("Sleep in minutes")),
                ("sleep_seconds", _("Sleep in seconds")),
                *((code, item.label_in(language)) for code, item in SCALE_ITEMS.items()),
                ("resting_heart_rate", _("Resting heart rate")),
                ("variability_rmssd", _("Heart rate variability, rMSSD")),
                ("variability_sdnn", _("Heart rate variability, SDNN")),
                ("variability_device", _("Heart rate variability, a score of the device")),
            ],
        ),
    ]


def scale_choices() -> list[tuple[str, Any]]:
    """Return the scales that can be read, by their points and which of them is best."""
    words = _("%(minimum)d to %(maximum)d, %(best)d is best")
    scales = (INSTRUMENTS[code] for code in SCALES)
    found: dict[str, str] = {}
    for scale in scales:
        best = scale.maximum if scale.higher_is_better else scale.minimum
        bounds = {"minimum": scale.minimum, "maximum": scale.maximum, "best": best}
        found[scale.code] = str(words % bounds)
    return [("", _("Choose")), *sorted(found.items(), key=lambda each: each[1])]


class ColumnsForm(forms.Form):
    """What the columns of one table mean. Reading it is the business of athletes.drain."""

    date_format = forms.ChoiceField(label=_("29 February 2028 is written as"), choices=DATE_CHOICES)
    decimal = forms.ChoiceField(
        label=_("Seven and a half is written as"), choices=[(".", "7.5"), (",", "7,5")]
    )
    instrument = forms.ChoiceField(
        label=_("Answers are on a scale from"),
        required=False,
        help_text=_("Look which number is best: turned around, your good days become bad ones."),
    )

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, shape: Shape, guess: Columns
    ) -> None:
        super().__init__(data, initial=asdict(guess))
        self.shape = shape
        self.fields["instrument"].choices = scale_choices()  # type: ignore[attr-defined]
        choices = meaning_choices()
        for place, name in enumerate(shape.header):
            self.fields[f"column_{place}"] = forms.ChoiceField(
                label=name or _("Column %(number)d") % {"number": place + 1},
                choices=choices,
                required=False,
                initial=guess.meanings.get(name, ""),
            )

    def columns_shown(self) -> list[tuple[BoundField, list[str]]]:
        """Return each column's field beside the first values in it."""
        return [
            (
                self[f"column_{place}"],
                [row[place].strip()[:40] for row in self.shape.rows[:3] if place < len(row)],
            )
            for place in range(len(self.shape.header))
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        chosen: dict[str, str] = {}  # meaning: field
        for place in range(len(self.shape.header)):
            field = f"column_{place}"
            meaning = cleaned.get(field)
            if not meaning:
                continue
            group = next((group for group in GROUPS if meaning in group), (meaning,))
            if not chosen.keys().isdisjoint(group):
                self.add_error(field, _("Another column means this already."))
            chosen[meaning] = field
        self._check_enough(chosen)
        if not chosen.keys().isdisjoint(SCALE_ITEMS) and not cleaned.get("instrument"):
            self.add_error(
                "instrument", _("Choose the scale: without it nobody knows what is best.")
            )
        return cleaned

    def _check_enough(self, chosen: Mapping[str, str]) -> None:
        if "date" not in chosen:
            self.add_error(None, _("Say which column is the date."))
        training = {"rpe", "sport", "heart_rate", *DISTANCE}
        answers = {"resting_heart_rate", *SLEEP, *VARIABILITY, *SCALE_ITEMS}
        if chosen.keys().isdisjoint(MINUTES):
            for meaning in sorted(training & chosen.keys()):
                self.add_error(chosen[meaning], _("Training needs a column with its duration."))
            if chosen.keys().isdisjoint(training | answers):
                self.add_error(None, _("Say what at least one column besides the date means."))

    def columns(self) -> Columns:
        """Return the valid form as the reader takes it."""
        cleaned = self.cleaned_data
        meanings = {
            name: cleaned[f"column_{place}"]
            for place, name in enumerate(self.shape.header)
            if cleaned[f"column_{place}"]
        }
        time = next((name for name, meaning in meanings.items() if meaning == "time"), "")
        scaled = not set(meanings.values()).isdisjoint(SCALE_ITEMS)
        return Columns(
            encoding=self.shape.encoding,
            delimiter=self.shape.delimiter,
            decimal=cleaned["decimal"],
            date_format=cleaned["date_format"],
            time_format=time_format(self.shape.column(time)) if time else TIME_FORMATS[0],
            instrument=cleaned["instrument"] if scaled else "",
            meanings=meanings,
        )


class MatchForm(forms.Form):
    """What to do with a recording that looks like a logged session."""

    decision = forms.ChoiceField(choices=[(each, each) for each in ("merge", "both", "leave")])

    def __init__(self, data: Mapping[str, Any] | None = None, *, choices: list[str]) -> None:
        super().__init__(data)
        for name in choices:
            self.fields[name] = forms.ChoiceField(
                choices=[("logged", "logged"), ("file", "file")], required=False
            )

    def from_file(self) -> set[str]:
        """Return the measures of which the file is right."""
        return {name for name, value in self.cleaned_data.items() if value == "file"}

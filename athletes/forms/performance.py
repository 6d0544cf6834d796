from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from athletes import performance_words as words
from athletes.forms.fields import NumberField
from athletes.models import PerformanceTest
from athletes.models.people import EARLIEST_DAY
from athletes.models.performance import LARGEST, MOST_ATTEMPTS, SMALLEST, TIME_UNIT
from athletes.performance import TYPICAL_ERRORS
from athletes.services.performance import Definition, ResultFacts

if TYPE_CHECKING:
    import datetime as dt
    import uuid
    from collections.abc import Iterator, Mapping, Sequence

    from django.forms import BoundField

    from athletes.models import PerformanceResult
    from athletes.models.performance import Measure

Kind, Summary = PerformanceTest.Kind, PerformanceTest.Summary

CLOCK = re.compile(r"(?:([0-9]{1,2}):)?([0-9]{1,3}):([0-5][0-9](?:[.,][0-9]{1,2})?)")
# How many attempts a form has room for, by kind; what was saved with more keeps them all.
ATTEMPTS = {Kind.JUMP: 5, Kind.TIME_TRIAL: 2, Kind.SUBMAXIMAL: 1, Kind.OWN: 3}


class MarkField(NumberField):
    """A measured number of a test: above zero, with at most two decimals."""

    def __init__(self, *, label: str, unit: str = "") -> None:
        super().__init__(label=label, minimum=SMALLEST, maximum=LARGEST, decimals=2)
        self.unit = unit


class TimeField(MarkField):
    """A time as 12:34.5 or 1:02:03, or in seconds. Gives seconds."""

    def __init__(self, *, label: str) -> None:
        super().__init__(label=label, unit=TIME_UNIT)
        self.widget.attrs.update(inputmode="text")  # a pad of digits has no colon

    def read(self, typed: str) -> Decimal | None:
        if clock := CLOCK.fullmatch(typed):
            hours, minutes, seconds = clock.groups(default="0")
            return 3600 * int(hours) + 60 * int(minutes) + Decimal(seconds.replace(",", "."))
        return super().read(typed)

    def unreadable(self) -> ValidationError:
        return ValidationError(_("Enter a time, such as 12:34.5."), code="invalid")

    def write(self, number: Decimal) -> str:
        return super().write(number) if number < 60 else words.clock(number)


def mark_field(test: Measure, *, label: str) -> MarkField:
    """Return the field in which a result of this test is typed."""
    if test.is_time:
        return TimeField(label=label)
    return MarkField(label=label, unit=test.unit)


class DefinitionForm(forms.Form):
    """Validates what a test is. Saving is the business of athletes.services.performance."""

    client_id = forms.UUIDField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(choices=Kind.choices, widget=forms.HiddenInput)
    name = forms.CharField(label=_("Name"), max_length=60)
    unit = forms.CharField(
        label=_("Unit"),
        max_length=12,
        help_text=_("Such as cm, kg, W or km/h. Write s for a time: you then enter 12:34.5."),
    )
    better = forms.ChoiceField(
        label=_("Which way is better"),
        choices=[("more", _("More is better")), ("less", _("Less is better"))],
        widget=forms.RadioSelect,
    )
    summary = forms.ChoiceField(
        label=_("With several attempts"), choices=Summary.choices, widget=forms.RadioSelect
    )
    typical_error = NumberField(
        label=_("Error of one test, in percent"),
        minimum=Decimal("0.1"),
        maximum=20,
        decimals=1,
        help_text=_(
            "How far a test lies from the next while nothing has changed. Leave it empty if you"
            " do not know."
        ),
    )
    protocol = forms.CharField(
        label=_("How it is done"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "Warm-up, shoes, floor, time of day: a test only tells when all that is alike."
        ),
    )

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, kind: str, client_id: uuid.UUID
    ) -> None:
        super().__init__(data, initial={"client_id": client_id, **definition_of(kind)})
        self.fields["name"].widget.attrs["autocomplete"] = "off"
        self.fields["unit"].widget.attrs.update(autocomplete="off", autocapitalize="none")

    def definition(self) -> Definition:
        """Return the valid form as the services take it."""
        cleaned = self.cleaned_data
        return Definition(
            kind=cleaned["kind"],
            name=cleaned["name"],
            unit=cleaned["unit"],
            larger_is_better=cleaned["better"] == "more",
            summary=cleaned["summary"],
            typical_error=cleaned["typical_error"],
            protocol=cleaned["protocol"],
        )


def definition_of(kind: str) -> dict[str, Any]:
    """Return what a test of a kind usually is, to begin with."""
    usual: dict[str, dict[str, Any]] = {
        Kind.JUMP: {
            "name": _("Countermovement jump"),
            "unit": "cm",
            "better": "more",
            "summary": Summary.MEAN,
        },
        Kind.TIME_TRIAL: {"unit": TIME_UNIT, "better": "less", "summary": Summary.BEST},
        Kind.SUBMAXIMAL: {"unit": "bpm", "better": "less", "summary": Summary.MEAN},
        Kind.OWN: {},
    }
    error = TYPICAL_ERRORS.get(Kind(kind))
    return {
        "kind": kind,
        "typical_error": None if error is None else Decimal(str(error)),
        **usual[kind],
    }


class AttemptsForm(forms.Form):
    """The attempts of one test on one day, each in a field of its own."""

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        test: PerformanceTest,
        attempts: Sequence[Decimal] = (),
        conditions: str = "",
        **options: Any,
    ) -> None:
        self.count = min(MOST_ATTEMPTS, max(ATTEMPTS[Kind(test.kind)], len(attempts)))
        shown = {f"attempt_{place}": each for place, each in enumerate(attempts)}
        options["initial"] = {"conditions": conditions, **shown, **options.get("initial", {})}
        super().__init__(data, **options)
        self.test = test
        for place in range(self.count):
            label = gettext("Attempt %(number)d") % {"number": place + 1}
            if self.count == 1:
                label = gettext("Result")
            self.fields[f"attempt_{place}"] = mark_field(test, label=label)
        self.fields["conditions"] = forms.CharField(
            label=_("What was special"),
            max_length=120,
            required=False,
            help_text=_("Wind, floor, shoes, a short night. Read by whoever sees the result."),
        )

    def marks(self) -> Iterator[BoundField]:
        """Yield the fields of the attempts."""
        return (self[f"attempt_{place}"] for place in range(self.count))

    def attempts(self) -> list[Decimal]:
        """Return what was entered, in order; fields between may stay empty."""
        entered = (self.cleaned_data[f"attempt_{place}"] for place in range(self.count))
        return [each for each in entered if each is not None]


class ResultForm(AttemptsForm):
    """Validates what an athlete measured on a day."""

    client_id = forms.UUIDField(widget=forms.HiddenInput)
    day = forms.DateField(
        label=pgettext_lazy("of a test", "Day"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "invalid": _("Enter a date, such as 2026-11-23."),
            "required": _("Choose the day."),
        },
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        test: PerformanceTest,
        today: dt.date,
        client_id: uuid.UUID,
        result: PerformanceResult | None = None,
    ) -> None:
        super().__init__(
            data,
            test=test,
            attempts=result.attempts if result else (),
            conditions=result.conditions if result else "",
            initial={"client_id": client_id, "day": result.day if result else today},
        )
        self.fields["day"].widget.attrs["max"] = today.isoformat()

    def clean_day(self) -> dt.date:
        day: dt.date = self.cleaned_data["day"]
        if day < EARLIEST_DAY:
            raise ValidationError(self.fields["day"].error_messages["invalid"], code="invalid")
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        names = [f"attempt_{place}" for place in range(self.count)]
        if not any(name in self.errors or cleaned.get(name) is not None for name in names):
            self.add_error("attempt_0", _("Enter what you measured."))
        return cleaned

    def facts(self) -> ResultFacts:
        """Return the valid form as the service takes it."""
        return ResultFacts(
            day=self.cleaned_data["day"],
            attempts=self.attempts(),
            conditions=self.cleaned_data["conditions"],
        )

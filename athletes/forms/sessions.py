from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from athletes import plan_words
from athletes.forms.check_ins import AnswerRow, Point
from athletes.forms.fields import NumberField, ScaleField
from athletes.forms.refusals import ShowsRefusals
from athletes.instruments import EXERTION, FELT_PERFORMANCE
from athletes.models import Session
from athletes.models.people import EARLIEST_DAY
from athletes.models.shoes import usual_shoe
from athletes.services.sessions import SessionFacts

if TYPE_CHECKING:
    import uuid
    from collections.abc import Iterable, Mapping

    from athletes.models import Athlete, PlannedSession, Shoe

ONE_DAY = dt.timedelta(days=1)
HALF = Decimal("0.5")
USUAL_PAIR, NO_PAIR = "usual", "none"


class SessionForm(ShowsRefusals):
    """Validates one session. Saving is the business of athletes.services.sessions."""

    form_names = {"started_at": "start_time", "distance_m": "distance_km"}

    client_id = forms.UUIDField(widget=forms.HiddenInput)
    sport = forms.ChoiceField(label=_("Sport"), choices=Session.Sport.choices)
    kind = forms.ChoiceField(
        label=pgettext_lazy("of a session", "Kind"),
        choices=Session.Kind.choices,
        widget=forms.RadioSelect,
    )
    when = forms.ChoiceField(
        label=_("When"),
        choices=[
            ("today", _("Today")),
            ("yesterday", _("Yesterday")),
            ("earlier", _("Earlier")),
        ],
        widget=forms.RadioSelect,
    )
    earlier_day = forms.DateField(
        label=_("On which day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Enter a date, such as 2026-11-23.")},
    )
    start_time = forms.TimeField(
        label=_("Start, if you know it"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": _("Enter a time, such as 18:30.")},
    )
    minutes = NumberField(label=_("Minutes"), minimum=1, maximum=600, required=True)
    rpe = NumberField(label=_("How hard it was"), minimum=0, maximum=10, decimals=1)
    and_a_half = forms.BooleanField(label=_("and a half"), required=False)
    planned_session = forms.TypedChoiceField(
        label=_("Was it planned?"),
        coerce=int,
        empty_value=None,
        required=False,
        error_messages={"invalid_choice": _("This is no longer in your plan. Choose again.")},
    )
    heart_rate_mean = NumberField(label=_("Mean heart rate"), minimum=30, maximum=250)
    heart_rate_max = NumberField(label=_("Highest heart rate"), minimum=30, maximum=250)
    distance_km = NumberField(
        label=_("Distance in km"), minimum=Decimal("0.001"), maximum=1000, decimals=3
    )
    power_mean_w = NumberField(label=_("Mean power in watts"), minimum=1, maximum=2500)
    shoe = forms.ChoiceField(
        label=_("Shoes"),
        required=False,
        error_messages={"invalid_choice": _("This pair is no longer among yours. Choose again.")},
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        athlete: Athlete,
        now: dt.datetime,
        client_id: uuid.UUID,
        initial: Mapping[str, Any],
        planned: Iterable[PlannedSession] = (),
        shoes: Iterable[Shoe] = (),
    ) -> None:
        """Offer what is ``planned`` and the ``shoes``; a retired pair only where it was."""
        super().__init__(data, initial={"client_id": client_id, **initial})
        choices = [(entry.pk, _planned_words(entry)) for entry in planned]
        self.fields["planned_session"].choices = [("", _("It was not planned")), *choices]  # type: ignore[attr-defined]  # a choice field
        self.has_plan = bool(choices)
        self.shoes = list(shoes)
        in_use = [
            pair
            for pair in self.shoes
            if pair.retired_on is None or str(pair.pk) == initial.get("shoe")
        ]
        self.fields["shoe"].choices = [  # type: ignore[attr-defined]  # a choice field
            (USUAL_PAIR, _("The usual pair of the sport")),
            *((str(pair.pk), pair.name) for pair in in_use),
            (NO_PAIR, _("None of these")),
        ]
        # One pair to a sport needs no question: it can be changed, further down.
        sports = [pair.sport for pair in in_use]
        self.has_shoes, self.asks_shoe = bool(in_use), len(set(sports)) < len(sports)
        self.athlete, self.today = athlete, athlete.local_day(now)
        language = get_language() or "en"
        self.fields["rpe"].label = EXERTION.label_in(language)
        self.fields["felt_performance"] = ScaleField(
            label=FELT_PERFORMANCE.label_in(language),
            anchors=FELT_PERFORMANCE.anchors_in(language),
        )
        self.fields["earlier_day"].widget.attrs["max"] = self.today.isoformat()
        self.fields["minutes"].error_messages["required"] = _("Enter how long it took.")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("when") == "earlier":
            self._check_earlier_day(cleaned.get("earlier_day", self.today))
        if (rpe := cleaned.get("rpe")) is not None:
            rpe += HALF if cleaned["and_a_half"] and rpe == int(rpe) else 0
            cleaned["rpe"] = rpe
            if rpe > 10:
                self.add_error("rpe", _("10 is the hardest there is."))
            elif rpe % HALF:
                self.add_error("rpe", _("Rate in halves, such as 6 or 6.5."))
        elif cleaned["and_a_half"] and not self.has_error("rpe"):
            self.add_error("rpe", _("Choose the whole number that the half comes on top of."))
        return cleaned

    def _check_earlier_day(self, day: dt.date | None) -> None:
        """Refuse what is no day at all; of the others the service knows more."""
        if day is None:
            self.add_error("earlier_day", _("Choose the day."))
        elif day < EARLIEST_DAY:
            self.add_error("earlier_day", self.fields["earlier_day"].error_messages["invalid"])
        elif day > self.today:
            self.add_error("earlier_day", _("That day has not begun yet."))

    def facts(self) -> SessionFacts:
        """Return the valid form as the service takes it."""
        cleaned = self.cleaned_data
        day = {
            "today": self.today,
            "yesterday": self.today - ONE_DAY,
            "earlier": cleaned["earlier_day"],
        }[cleaned["when"]]
        start_time = cleaned["start_time"]
        distance = cleaned["distance_km"]
        return SessionFacts(
            day=day,
            sport=cleaned["sport"],
            kind=cleaned["kind"],
            minutes=int(cleaned["minutes"]),
            started_at=start_time and self.athlete.instant(day, start_time),
            rpe=cleaned["rpe"],
            felt_performance=cleaned["felt_performance"],
            heart_rate_mean=whole(cleaned["heart_rate_mean"]),
            heart_rate_max=whole(cleaned["heart_rate_max"]),
            distance_m=None if distance is None else int(distance * 1000),
            power_mean_w=whole(cleaned["power_mean_w"]),
            planned_session_id=cleaned["planned_session"],
            shoe_id=self._shoe_id(sport=cleaned["sport"], day=day),
        )

    def _shoe_id(self, *, sport: str, day: dt.date) -> int | None:
        """Return the pair that was chosen; on a page without the question, that of before."""
        chosen = str(self.cleaned_data["shoe"] or self.initial.get("shoe", USUAL_PAIR))
        if chosen == USUAL_PAIR:
            usual = usual_shoe(self.shoes, sport=sport, day=day)
            return None if usual is None else usual.pk
        return None if chosen == NO_PAIR else int(chosen)

    def about_no_fact(self) -> str:
        """Return where the day is chosen: what names no fact is about the day."""
        return "earlier_day" if self.cleaned_data.get("when") == "earlier" else "when"

    def exertion_row(self) -> AnswerRow:
        """Return the eleven whole points of the CR-10; a tick beside them adds a half."""
        value = self["rpe"].value()
        points = [
            Point(value=point, word=word, is_chosen=str(value) == str(point))
            for point, word in enumerate(EXERTION.anchors_in(get_language() or "en"))
        ]
        return AnswerRow(field=self["rpe"], points=points, usual="")

    def felt_row(self) -> AnswerRow:
        field = self["felt_performance"]
        choices = self.fields["felt_performance"].choices  # type: ignore[attr-defined]  # a ScaleField
        points = [
            Point(value=point, word=str(word), is_chosen=str(field.value()) == str(point))
            for point, word in choices
        ]
        return AnswerRow(field=field, points=points, usual="")

    @property
    def opens_measures(self) -> bool:
        names = ("heart_rate_mean", "heart_rate_max", "distance_km", "power_mean_w")
        return any(self[name].value() or self[name].errors for name in names) or bool(
            self["shoe"].errors
        )


def _planned_words(entry: PlannedSession) -> str:
    return (
        f"{capfirst(plan_words.weekday(entry.day))}: {entry.heading} · {plan_words.intent(entry)}"
    )


def whole(number: Decimal | None) -> int | None:
    return None if number is None else int(number)


def session_as_initial(session: Session, *, athlete: Athlete, now: dt.datetime) -> dict[str, Any]:
    """Return a saved session as the fields show it."""
    today = athlete.local_day(now)
    when = {today: "today", today - ONE_DAY: "yesterday"}.get(session.day, "earlier")
    started_at, rpe = session.started_at, session.rpe
    zone = athlete.time_zone_on(session.day)
    return {
        "sport": session.sport,
        "kind": session.kind,
        "when": when,
        "earlier_day": session.day,
        "start_time": started_at and started_at.astimezone(zone).time(),
        "minutes": session.minutes,
        "rpe": None if rpe is None else int(rpe),
        "and_a_half": rpe is not None and rpe != int(rpe),
        "felt_performance": session.felt_performance,
        "heart_rate_mean": session.heart_rate_mean,
        "heart_rate_max": session.heart_rate_max,
        "distance_km": session.distance_m and Decimal(session.distance_m) / 1000,
        "power_mean_w": session.power_mean_w,
        "planned_session": session.planned_session_id,
        "shoe": NO_PAIR if session.shoe_id is None else str(session.shoe_id),
    }

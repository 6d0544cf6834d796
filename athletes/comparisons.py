"""A logged session beside what a file says of perhaps the same training, as words."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.formats import number_format
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from athletes.instruments import EXERTION, FELT_PERFORMANCE
from athletes.services.recordings import MEASURES, measure_of

if TYPE_CHECKING:
    import datetime as dt

    from athletes.models import Athlete, Recording, Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """One measure, as it was logged and as the file has it. Empty where it is not known."""

    name: str
    label: str
    logged: str
    told: str

    @property
    def is_choice(self) -> bool:
        """Return whether both say something, and not the same."""
        return bool(self.logged and self.told) and self.logged != self.told


def comparisons(recording: Recording, session: Session, athlete: Athlete) -> list[Comparison]:
    """Return what either knows, in the order of the session form."""
    labels = _labels()
    rows = [
        Comparison(
            name=name,
            label=labels[name],
            logged=_words(name, getattr(session, name), athlete),
            told=_words(name, measure_of(recording, name), athlete),
        )
        for name in MEASURES
    ]
    return [row for row in rows if row.logged or row.told]


def _labels() -> dict[str, str]:
    language = get_language() or "en"
    return {
        "started_at": pgettext("of a session", "Start"),
        "minutes": _("Duration"),
        "distance_m": _("Distance"),
        "heart_rate_mean": _("Mean heart rate"),
        "heart_rate_max": _("Highest heart rate"),
        "power_mean_w": _("Mean power"),
        "rpe": EXERTION.label_in(language),
        "felt_performance": FELT_PERFORMANCE.label_in(language),
    }


def _words(name: str, value: dt.datetime | Decimal | int | None, athlete: Athlete) -> str:
    if value is None:
        return ""
    if not isinstance(value, Decimal | int):
        return athlete.local_time(value).strftime("%H:%M")
    words = {
        "minutes": _("%(minutes)s min") % {"minutes": value},
        "distance_m": kilometres(value),
        "power_mean_w": f"{value} W",
        "rpe": _("%(rpe)s of 10") % {"rpe": number_format(f"{Decimal(value).normalize():f}")},
    }
    if name == "felt_performance":
        return FELT_PERFORMANCE.anchors_in(get_language() or "en")[int(value) - 1]
    return words.get(name, f"{value}")


def kilometres(metres: Decimal | int) -> str:
    """Return a distance as "10.2 km", in the reader's decimals."""
    rounded = round(Decimal(metres) / 1000, 2).normalize()
    return f"{number_format(f'{rounded:f}')} km"

"""The words and drawings of the page of an athlete's health problems."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from recovery.figures import Tick, hanging_bars, table

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

    from django.utils.safestring import SafeString

    from athletes.health import Health, ProblemHistory
    from athletes.models import HealthProblem

TICKS = 4  # weeks named under a drawing, at most


@dataclass(frozen=True, slots=True)
class ProblemFigure:
    """One problem, drawn week by week."""

    problem: HealthProblem
    id: str
    caption: str
    drawing: SafeString | None  # none: not told of in these weeks
    numbers: SafeString | None


def heading(health: Health) -> str:
    """Say what goes on, as the heading of the page."""
    count = len(health.goes_on)
    if count:
        return ngettext("One problem goes on", "%(count)d problems go on", count) % {"count": count}
    if health.is_answered:
        return _("Nothing is in your way")
    return _("Was anything in your way?")


def figures(health: Health, problems: Iterable[ProblemHistory]) -> list[ProblemFigure]:
    """Draw each problem over the weeks of the page."""
    return [_figure(health, each) for each in problems]


def caption(history: ProblemHistory) -> str:
    """Say what was told of a problem, in one sentence."""
    told = ngettext("one week told", "%(count)d weeks told", history.weeks_told) % {
        "count": history.weeks_told
    }
    worst = _("%(worst)d of 100 at its worst") % {"worst": history.worst}
    parts = [told, worst]
    if history.first is not None:
        since = date_format(history.first.since, "YEAR_MONTH_FORMAT")
        parts.append(_("there before, first in %(month)s") % {"month": since})
    if history.days_lost:
        lost = ngettext("one day lost", "%(count)d days lost", history.days_lost)
        parts.append(lost % {"count": history.days_lost})
    return f"{history.problem.name}: {', '.join(parts)}."


def _figure(health: Health, history: ProblemHistory) -> ProblemFigure:
    figure_id = f"problem-{history.problem.pk}"
    words = caption(history)
    if not history.is_drawn:
        return ProblemFigure(
            problem=history.problem, id=figure_id, caption=words, drawing=None, numbers=None
        )
    return ProblemFigure(
        problem=history.problem,
        id=figure_id,
        caption=words,
        drawing=hanging_bars(
            history.severities,
            asked=history.asked,
            ticks=_ticks(health.mondays),
            chart_id=figure_id,
            title=words,
        ),
        numbers=table(
            [_("Week of"), _("Severity, 0 to 100")],
            [
                [_date(health.mondays[week]), _severity(history.severities[week])]
                for week in history.asked
            ],
        ),
    )


def _ticks(mondays: Sequence[dt.date]) -> list[Tick]:
    step = max(1, (len(mondays) - 1) // (TICKS - 1) or 1)
    last = len(mondays) - 1
    shown = [index for index in range(0, last, step) if last - index >= step]
    return [Tick(index, _date(mondays[index]), is_minor=index % 2 == 1) for index in shown] + [
        Tick(last, _date(mondays[last]))
    ]


def _severity(severity: int | None) -> str:
    return _("not told") if severity is None else str(severity)


def _date(day: dt.date) -> str:
    return date_format(day, pgettext("short date in Django’s letters", "j M"))

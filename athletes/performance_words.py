"""What is said of a test, to the athlete and to whoever reads along."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from athletes.performance import BASELINE_DAYS, Verdict
from recovery.engine.metrics.performance import JUMPS_MINIMUM, TESTS_MINIMUM
from recovery.figures import Status
from recovery.words import signed

if TYPE_CHECKING:
    import datetime as dt

    from athletes.models import PerformanceTest
    from athletes.performance import Measured

SENTENCES = {
    Verdict.TOO_FEW_ATTEMPTS: _("Not compared: a mean takes %(jumps)d jumps."),
    Verdict.USUAL: _("As usual."),
    Verdict.MAYBE_BETTER: _("A bit better than usual, and it may be chance."),
    Verdict.MAYBE_WORSE: _("A bit worse than usual, and it may be chance."),
    Verdict.BETTER: _("Clearly better than usual."),
    Verdict.WORSE: _("Clearly worse than usual. The next test says whether it was chance."),
    Verdict.WORSE_AGAIN: _("Clearly worse than usual, for the second test running."),
}
NARROW = "\u202f"


def value(test: PerformanceTest, number: float | Decimal) -> str:
    """Return a result in the reader's notation: 38.2 cm, or 12:34.5 of a time."""
    if test.is_time:
        return clock(number)
    return f"{plain(number)}{NARROW}{test.unit}"


def clock(seconds: float | Decimal) -> str:
    """Return seconds as 12:34.5, or as 9.87 s where they are less than a minute."""
    whole = round(Decimal(str(seconds)), 2)
    if whole < 60:
        return f"{plain(whole)}{NARROW}s"
    all_minutes, rest = divmod(whole, 60)
    hours, minutes = divmod(int(all_minutes), 60)
    padded = f"0{plain(rest)}" if rest < 10 else plain(rest)
    return f"{hours}:{minutes:02}:{padded}" if hours else f"{minutes}:{padded}"


def plain(number: float | Decimal) -> str:
    """Return a number with at most two decimals, and none that say nothing."""
    digits = f"{round(Decimal(str(number)), 2):f}"
    return str(number_format(digits.rstrip("0").rstrip(".") if "." in digits else digits))


def change(measured: Measured) -> str:
    """Return how a result differs from the weeks before: "−1.4 SWC, −2.1%"; empty if unknown."""
    parts = []
    if measured.change_swc is not None:
        parts.append(gettext("%(change)s SWC") % {"change": signed(measured.change_swc)})
    if measured.change_percent is not None:
        parts.append(f"{signed(measured.change_percent)}%")
    return ", ".join(parts)


def status(measured: Measured | None) -> Status:
    """Return the status: a good test is as usual, and a poor one is worth a look, never more."""
    if measured is None or measured.verdict in (Verdict.LEARNING, Verdict.TOO_FEW_ATTEMPTS):
        return Status.NONE
    if measured.verdict in (Verdict.WORSE, Verdict.WORSE_AGAIN):
        return Status.WATCH
    return Status.USUAL


def verdict(measured: Measured) -> str:
    """Return what a result says, in a sentence."""
    if measured.verdict == Verdict.LEARNING:
        return learning(measured.earlier)
    return str(SENTENCES[measured.verdict]) % {"jumps": JUMPS_MINIMUM}


def learning(earlier: int) -> str:
    """Say how far the own normal of a test is from being known."""
    return gettext(
        "Nothing to compare with yet: %(earlier)d of %(needed)d earlier tests in %(weeks)d weeks."
    ) % {"earlier": earlier, "needed": TESTS_MINIMUM, "weeks": BASELINE_DAYS // 7}


def own_range(test: PerformanceTest, measured: Measured) -> str:
    """Return the own normal of that day: from mean − SWC to mean + SWC."""
    if measured.mean is None or measured.worthwhile is None:
        return gettext("not yet known")
    low, high = measured.mean - measured.worthwhile, measured.mean + measured.worthwhile
    low_words = clock(low) if test.is_time else plain(low)
    return gettext("%(low)s to %(high)s") % {"low": low_words, "high": value(test, high)}


def attempts(test: PerformanceTest, measured: Measured) -> str:
    """Return every attempt of a day; empty where there was but one."""
    if len(measured.attempts) == 1:
        return ""
    return " · ".join(clock(each) if test.is_time else plain(each) for each in measured.attempts)


def day(date: dt.date) -> str:
    # Translators: the letters of Django's date filter.
    return date_format(date, pgettext("long date in Django’s letters", "j F Y"))


def short_day(date: dt.date) -> str:
    return date_format(date, pgettext("short date in Django’s letters", "j M"))

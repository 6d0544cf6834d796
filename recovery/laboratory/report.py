"""The report as Markdown. The same results give the same text, to the last byte."""

from collections.abc import Iterable, Mapping, Sequence
from textwrap import fill

from recovery.engine import DEFAULTS
from recovery.laboratory.alternatives import ALTERNATIVES, Setting
from recovery.laboratory.baselines import BASELINES
from recovery.laboratory.experiment import LOOSE_BUDGET, WorldResult
from recovery.laboratory.figures import KIND_WORDS, LEVEL_WORDS, best_baseline
from recovery.laboratory.promises import Promise, days, promises, share
from recovery.laboratory.scoring import Figure, Summary
from recovery.laboratory.worlds import (
    BUDGET,
    DAYS,
    SCORED_FROM,
    TUNING,
)

REAL_BEGINS = "<!-- real data: begins -->"
REAL_ENDS = "<!-- real data: ends -->"
NO_REAL_DATA = "## Real data\n\nNot looked at yet: `python manage.py validate --real PATH`.\n"

ROUTE_WORDS = {
    "imbalance": "imbalance",
    "recovery_low": "recovery low, load normal",
    "persistent": "persistent",
    "any": "any warning",
}


def report(results: Sequence[WorldResult], settings: Mapping[str, Setting], real: str) -> str:
    """Write the report.

    Parameters
    ----------
    results : sequence of WorldResult
    settings : mapping of name to setting
        What tuning chose for the alternatives.
    real : str
        The section on real data.
    """
    by_name = {result.name: result for result in results}
    hard = by_name["hard"]
    kept = promises(results)
    parts = [
        _opening(hard),
        _promises(kept),
        _worlds(results),
        _frontiers(results),
        _shipped(results),
        _kinds(by_name),
        _baselines(hard),
        _alternatives(results, settings),
        _nulls(results),
        f"{REAL_BEGINS}\n{real.strip()}\n{REAL_ENDS}\n",
        LIMITS,
    ]
    return "\n".join(parts)


def real_section(text: str) -> str:
    """Return the section on real data of a report that was written before."""
    before, begins, rest = text.partition(REAL_BEGINS)
    section, ends, _after = rest.partition(REAL_ENDS)
    if not begins or not ends or not before:
        return NO_REAL_DATA
    return section.strip() + "\n"


def with_real_section(text: str, section: str) -> str:
    """Return a report with another section on real data."""
    before, begins, rest = text.partition(REAL_BEGINS)
    _section, ends, after = rest.partition(REAL_ENDS)
    if not begins or not ends:
        raise ValueError("this is no report: it has no section on real data")
    return f"{before}{begins}\n{section.strip()}\n{ends}{after}"


def prose(words: str) -> str:
    """Return a paragraph in lines that a diff can be read in."""
    filled = fill(words, width=100, break_long_words=False, break_on_hyphens=False)
    return f"{filled}\n"


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table, numbers as text."""
    lines = [header, ["---"] * len(header), *rows]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def _opening(hard: WorldResult) -> str:
    head = (
        "Written by `python manage.py validate`; nothing in it is typed. "
        f"Engine {DEFAULTS.version}."
    )
    whom = (
        f"Simulated athletes, whose truth is known: {hard.athletes:,} in every world "
        f"({len(hard.seeds)} seeds of {hard.athletes // len(hard.seeds)} athletes), {DAYS} days "
        f"each, scored from day {SCORED_FROM}. Thresholds and weights were chosen on seeds "
        f"{_listed(TUNING)}; every figure below comes from seeds {_listed(hard.seeds)}, which "
        "nothing was chosen by. Brackets hold 95 % intervals over bootstrap samples of whole "
        "athletes."
    )
    what = (
        "A **false opening** is a warning that opens outside the weeks of a non-functional "
        "episode (from its first day until a week after its strain was last 1 SD): all warnings "
        "about functional overreaching, illness, stress and nothing at all count. An alarm that "
        "returns within a week is the same alarm. **Sensitivity** is the share of "
        "non-functional episodes with a strain of 1 SD or more in which one opened in those "
        "weeks. **Delay** counts from the first such day; below zero is earlier. Figures *at "
        "the budget* choose each detector's threshold to spend "
        f"{BUDGET} false openings per 100 athlete-days, anew in every bootstrap sample, so that "
        "detectors are compared at the same cost."
    )
    paragraphs = (head, whom, what)
    return "# How often it is wrong\n\n" + "\n".join(prose(each) for each in paragraphs)


def _promises(kept: Sequence[Promise]) -> str:
    rows = [(each.words, each.measured, "yes" if each.is_kept else "**no**") for each in kept]
    missed = [each for each in kept if not each.is_kept]
    text = "## What was promised\n\n" + table(("promise", "measured", "met"), rows)
    if missed:
        text += "\nWhat stands in the way:\n\n"
        text += "".join(f"- {each.words}: {each.obstacle}.\n" for each in missed)
    return f"{text}\nWhat real athletes were to show is in the section about them.\n"


def _worlds(results: Sequence[WorldResult]) -> str:
    rows = []
    for result in results:
        best = best_baseline(result)
        rows.append(
            (
                f"**{result.name}**: {result.words}",
                share(result.product.at_budget.sensitivity),
                days(result.product.at_budget.median_delay_days),
                share(result.reference.at_budget.sensitivity),
                f"{best.name}: {share(best.at_budget.sensitivity)}",
                share(result.lead[best.name]),
            )
        )
    return (
        f"## Every world, at {BUDGET} false openings per 100 athlete-days\n\n"
        "![Sensitivity in every world](sensitivity.svg)\n\n"
        + table(
            (
                "world",
                "sensitivity of *imbalance*",
                "median delay [days]",
                "reference model",
                "best of the baselines",
                "lead over it",
            ),
            rows,
        )
        + "\n"
        + prose(
            "The lead is the difference on the same bootstrap samples. The *reference model* is "
            "the one the product grew out of: `recovery/laboratory/reference.py`."
        )
    )


def _frontiers(results: Sequence[WorldResult]) -> str:
    rows = [
        (
            result.name,
            share(result.product.at_loose_budget.sensitivity),
            days(result.product.at_loose_budget.median_delay_days),
            share(result.product.auc),
            share(result.reference.at_loose_budget.sensitivity),
        )
        for result in results
    ]
    return (
        "## The frontier\n\n![Sensitivity against false alarms](frontier.svg)\n\n"
        "![Delay against false alarms](delay.svg)\n\n"
        + table(
            (
                "world",
                f"sensitivity at {LOOSE_BUDGET}",
                "median delay [days]",
                "AUC by day",
                f"reference model at {LOOSE_BUDGET}",
            ),
            rows,
        )
        + "\nThe AUC is that of the evidence: how often a day of strain beats a quiet one.\n"
    )


def _shipped(results: Sequence[WorldResult]) -> str:
    rows = [
        (result.name, ROUTE_WORDS[route], *_summary(summary))
        for result in results
        if result.name in ("easy", "hard", "no load rise")
        for route, summary in result.shipped.items()
    ]
    return (
        "## As shipped\n\n"
        + prose(
            "At the thresholds of the product. *Recovery low, load normal* is also meant for "
            "stress from elsewhere, and judged so."
        )
        + "\n"
        + table(
            (
                "world",
                "warning",
                "false per 100 days",
                "sensitivity",
                "median delay [days]",
                "share that is wrong",
            ),
            rows,
        )
        + "\n"
        + "".join(
            f"- {result.name}: {_one_in(result.shipped['imbalance'].wrong_share)} of the "
            "*imbalance* warnings, "
            f"{_one_in(result.shipped['persistent'].wrong_share)} of the *persistent* ones, is "
            "about something else or nothing.\n"
            for result in results
            if result.name in ("easy", "hard", "no load rise")
        )
    )


def _kinds(by_name: dict[str, WorldResult]) -> str:
    hard = by_name["hard"]
    rows = [
        (words, *(share(hard.by_kind[kind][level]) for level in LEVEL_WORDS))
        for kind, words in KIND_WORDS.items()
    ]
    shares = ", ".join(
        f"*{words}* {100 * hard.days_at[level]:.2f} %" for level, words in LEVEL_WORDS.items()
    )
    return (
        "## Which episodes open as what\n\n"
        "![Share of episodes in which a level opened](kinds.svg)\n\n"
        + table(("episode (hard)", *LEVEL_WORDS.values()), rows)
        + f"\nShare of all athlete-days under a warning: {shares}.\n\n"
        "![Days of strain by evidence](calibration.svg)\n"
    )


def _baselines(hard: WorldResult) -> str:
    words = {each.name: each.words for each in BASELINES}
    rows = [
        (
            f"**{entry.name}**: {words.get(entry.name, '')}".removesuffix(": "),
            share(entry.at_budget.sensitivity),
            days(entry.at_budget.median_delay_days),
            share(entry.auc),
            *(_customary(entry.customary)),
        )
        for entry in (hard.product, hard.reference, *hard.baselines)
    ]
    return (
        "## Against what clubs use (hard)\n\n"
        + table(
            (
                "detector",
                "sensitivity at the budget",
                "median delay [days]",
                "AUC by day",
                "as customary: false per 100 days",
                "as customary: sensitivity",
            ),
            rows,
        )
        + "\nAll read training up to the evening before.\n"
    )


def _alternatives(results: Sequence[WorldResult], settings: Mapping[str, Setting]) -> str:
    shown = [
        result
        for result in results
        if result.name in ("hard", "no load rise", "extra missing", "correlated items")
    ]
    words = {each.name: (each.words, each.verdict) for each in ALTERNATIVES}
    rows = []
    for index, entry in enumerate(shown[0].alternatives):
        what, verdict = words.get(entry.name, ("the product's evidence, without the gates", ""))
        setting = ", ".join(f"{value:.3g}" for value in settings.get(entry.name, ()))
        rows.append(
            (
                f"**{entry.name}**: {what}" + (f" [{setting}]" if setting else ""),
                *(share(each.alternatives[index].at_budget.sensitivity) for each in shown),
                days(entry.at_budget.median_delay_days),
                verdict,
            )
        )
    header = ("way", *(each.name for each in shown), f"delay, {shown[0].name} [days]", "besides")
    return (
        "## Other ways to weigh the evidence\n\n"
        + prose(
            "All are given the same observations, ask for two days of three, and were tuned over "
            f"a handful of settings on seeds {_listed(TUNING)} (in square brackets, what was "
            "chosen). Sensitivity at the budget:"
        )
        + f"\n{table(header, rows)}\n{_conclusion(shown)}"
    )


def _conclusion(shown: Sequence[WorldResult]) -> str:
    kept, *others = shown[0].alternatives
    value = kept.at_budget.sensitivity
    clearly_better = [e.name for e in others if e.at_budget.sensitivity.low > value.high]
    clearly_worse = [e.name for e in others if e.at_budget.sensitivity.high < value.low]
    ahead = [e.name for e in others if e.at_budget.sensitivity.value > value.value]
    return prose(
        f"In *{shown[0].name}*, by more than the intervals, better than the one kept: "
        f"{_named(clearly_better)}; worse: {_named(clearly_worse)}. By the value alone, ahead of "
        f"it: {_named(ahead)}."
    )


def _nulls(results: Sequence[WorldResult]) -> str:
    by_name = {result.name: result for result in results}
    permuted = by_name["permuted load"]
    rows = [
        (result.name, share(result.shuffled), share(result.by_chance))
        for result in results
        if result.name in ("easy", "hard", "no load rise")
    ]
    load_only = [
        (entry.name, share(entry.at_budget.sensitivity), share(entry.auc))
        for entry in permuted.baselines
        if entry.name in ("ACWR, coupled", "ACWR, EWMA", "TSB", "hard week", "at random")
    ]
    return (
        "## Nothing from nothing\n\n"
        + prose(
            "Warnings that are moved to other athletes and other days should find no more than "
            "alarms at random times that open as often:"
        )
        + "\n"
        + table(("world", "moved: sensitivity", "at random: sensitivity"), rows)
        + "\n"
        + prose(
            "Where each athlete is given somebody else's load, whatever rests on load alone "
            "should be at chance, and the load term should help nobody. There the evidence finds "
            f"{share(permuted.with_load.sensitivity)} with it and "
            f"{share(permuted.without_load.sensitivity)} without; in *hard*, where load is their "
            f"own, {share(by_name['hard'].with_load.sensitivity)} and "
            f"{share(by_name['hard'].without_load.sensitivity)}."
        )
        + "\n"
        + table(("permuted load", "sensitivity at the budget", "AUC by day"), load_only)
    )


LIMITS = """## What these figures do not say

- **The truth is made up.** Non-functional episodes were written to raise strain, answers were
  written to follow strain, and the model was written by the same hands. No public set with such
  labels was found. The figures say that the model finds what it was meant to find, at what cost;
  not that there is as much to find in people.
- **Load causes strain in most of these worlds**, so what the load term adds is partly the
  assumption coming back. The worlds without a load rise and with permuted load are there for that.
- **Effect sizes are assumptions.** Strain of 1.0 to 1.8 SD is what the hard world calls an episode;
  smaller ones are not scored, and would be missed.
- **Everybody is on their own here.** Coaches who talk to athletes know more than any of these
  detectors, and act; nothing of that is simulated.
- **A delay below zero** is an alarm in the weeks between the onset of an episode and its first day
  of 1 SD: right, and early.
"""


def _summary(summary: Summary) -> tuple[str, ...]:
    return (
        share(summary.false_per_100_days),
        share(summary.sensitivity),
        days(summary.median_delay_days),
        share(summary.wrong_share),
    )


def _customary(summary: Summary | None) -> tuple[str, str]:
    if summary is None:
        return "–", "–"
    return share(summary.false_per_100_days), share(summary.sensitivity)


def _one_in(wrong: Figure) -> str:
    """Write a share as one in so many."""
    return "none" if not wrong.value > 0 else f"one in {1 / wrong.value:.1f}"


def _listed(numbers: Sequence[int]) -> str:
    *first, last = (str(number) for number in numbers)
    return f"{', '.join(first)} and {last}" if first else last


def _named(names: Sequence[str]) -> str:
    return ", ".join(names) if names else "none"

"""The five figures of the report."""

from collections.abc import Sequence

from recovery.engine import Level
from recovery.laboratory import drawings
from recovery.laboratory.drawings import Axis, Panel
from recovery.laboratory.experiment import Entry, WorldResult
from recovery.laboratory.worlds import BUDGET
from recovery.simulation import EpisodeKind

WIDTH = 900
FALSE_LIMIT = 0.5  # per 100 athlete-days, on the axis of the frontiers
PANELS_A_ROW = 3
KIND_WORDS = {
    EpisodeKind.TOLERATED_OVERLOAD: "tolerated overload",
    EpisodeKind.FUNCTIONAL: "functional overreaching",
    EpisodeKind.NON_FUNCTIONAL: "non-functional overreaching",
    EpisodeKind.ILLNESS: "illness",
    EpisodeKind.LIFE_STRESS: "life stress",
}
LEVEL_WORDS = {
    Level.IMBALANCE: "imbalance",
    Level.RECOVERY_LOW: "recovery low, load normal",
    Level.PERSISTENT: "persistent",
}
LEVEL_FILLS = {
    Level.IMBALANCE: "own-fill",
    Level.RECOVERY_LOW: "third-fill",
    Level.PERSISTENT: "second-fill",
}


def best_baseline(result: WorldResult) -> Entry:
    """Return the baseline that finds most within the budget."""
    return max(result.baselines, key=lambda each: each.at_budget.sensitivity.value)


def sensitivity_figure(results: Sequence[WorldResult]) -> str:
    """Draw what is found within the budget, world by world, with intervals."""
    row, top = 34, 62
    bottom = top + row * len(results)
    x = Axis(0, 1, 170, WIDTH - 30)
    parts = [
        drawings.text(170, 24, "Sensitivity at 0.1 false openings per 100 athlete-days", "title"),
        drawings.dot(176, 42, "own-fill"),
        drawings.text(186, 46, "Recovery", "small"),
        drawings.dot(266, 42, "second-fill"),
        drawings.text(276, 46, "reference model", "small"),
        drawings.dot(396, 42, "hollow"),
        drawings.text(406, 46, "best of the baselines", "small"),
    ]
    for tick in (0, 0.2, 0.4, 0.6, 0.8, 1):
        parts.append(drawings.line(x.at(tick), top, x.at(tick), bottom, "grid"))
        parts.append(drawings.text(x.at(tick), bottom + 16, drawings.number(tick), "small middle"))
    for index, result in enumerate(results):
        middle = top + row * index + row / 2
        parts.append(drawings.text(160, middle + 4, result.name, "end"))
        for entry, kind, shift in (
            (best_baseline(result), "hollow", 0.0),
            (result.reference, "second-fill", 6.0),
            (result.product, "own-fill", -6.0),
        ):
            found = entry.at_budget.sensitivity
            y = middle + shift
            parts.append(drawings.line(x.at(found.low), y, x.at(found.high), y, "span"))
            parts.append(drawings.dot(x.at(found.value), y, kind))
    title = "Sensitivity within the budget in every world, with 95 % intervals"
    return drawings.figure(WIDTH, bottom + 30, title, parts)


def frontier_figure(results: Sequence[WorldResult]) -> str:
    """Draw sensitivity against false alarms, one panel a world."""
    width, height = WIDTH // PANELS_A_ROW, 230
    parts = []
    for index, result in enumerate(results):
        left = width * (index % PANELS_A_ROW)
        top = height * (index // PANELS_A_ROW) + 40
        x = Axis(0, FALSE_LIMIT, left + 44, left + width - 16)
        y = Axis(0, 1, top + height - 62, top + 30)
        others = [_frontier(each, x, y, "other") for each in result.baselines]
        mark = drawings.line(x.at(BUDGET), y.start, x.at(BUDGET), y.end, "mark")
        panel = Panel(
            title=result.name,
            x=x,
            y=y,
            x_ticks=(0, 0.1, 0.3, 0.5),
            y_ticks=(0, 0.5, 1),
            parts=[
                mark,
                *others,
                _frontier(result.reference, x, y, "second"),
                _frontier(result.product, x, y, "own"),
            ],
            x_name="false openings per 100 athlete-days",
        )
        parts.append(panel.draw())
    rows = -(-len(results) // PANELS_A_ROW)
    parts.append(_legend(30, 30))
    title = "Sensitivity against false alarms in every world"
    return drawings.figure(WIDTH, rows * height + 40, title, parts)


def delay_figure(results: Sequence[WorldResult]) -> str:
    """Draw the median delay against false alarms."""
    width = WIDTH // max(len(results), 1)
    parts = [_legend(30, 30, others="best of the baselines")]
    for index, result in enumerate(results):
        left = width * index
        x = Axis(0, FALSE_LIMIT, left + 44, left + width - 20)
        y = Axis(10, -6, 280, 80)
        panel = Panel(
            title=f"{result.name}: median delay [days]",
            x=x,
            y=y,
            x_ticks=(0, 0.1, 0.2, 0.3, 0.4, 0.5),
            y_ticks=(-6, -3, 0, 3, 6, 9),
            parts=[
                drawings.line(x.at(BUDGET), y.start, x.at(BUDGET), y.end, "mark"),
                drawings.line(x.start, y.at(1), x.end, y.at(1), "mark"),
                _delays(best_baseline(result), x, y, "other"),
                _delays(result.reference, x, y, "second"),
                _delays(result.product, x, y, "own"),
            ],
            x_name="false openings per 100 athlete-days",
        )
        parts.append(panel.draw())
    return drawings.figure(WIDTH, 325, "Median delay against false alarms", parts)


def kinds_figure(result: WorldResult) -> str:
    """Draw which levels open in which kind of episode."""
    x = Axis(0, 1, 200, WIDTH - 40)
    top, row = 62, 62
    bottom = top + row * len(KIND_WORDS)
    parts = [drawings.text(200, 24, f"Episodes in which a level opened: {result.name}", "title")]
    place = 206.0
    for level, words in LEVEL_WORDS.items():
        parts.append(drawings.bar(place, 38, 10, 10, LEVEL_FILLS[level]))
        parts.append(drawings.text(place + 16, 47, words, "small"))
        place += 40 + 7 * len(words)
    for tick in (0, 0.25, 0.5, 0.75, 1):
        parts.append(drawings.line(x.at(tick), top, x.at(tick), bottom, "grid"))
        label = f"{100 * tick:.0f} %"
        parts.append(drawings.text(x.at(tick), bottom + 16, label, "small middle"))
    for index, (kind, words) in enumerate(KIND_WORDS.items()):
        y = top + row * index + 8
        parts.append(drawings.text(190, y + 26, words, "end"))
        for step, (level, fill) in enumerate(LEVEL_FILLS.items()):
            share = result.by_kind[kind][level]
            bar = y + 15 * step
            parts.append(drawings.bar(x.start, bar, x.at(share.value) - x.start, 12, fill))
            parts.append(drawings.line(x.at(share.low), bar + 6, x.at(share.high), bar + 6, "span"))
    title = "Share of episodes of every kind in which a level opened, with 95 % intervals"
    return drawings.figure(WIDTH, bottom + 30, title, parts)


def calibration_figure(result: WorldResult) -> str:
    """Draw how many days of each tenth of the evidence are days of strain."""
    highest = max(share.high for share in result.calibration.strained)
    ticks = [tick for tick in (0, 0.25, 0.5, 0.75, 1) if tick < highest + 0.25]
    x, y = Axis(0, 10, 60, WIDTH - 30), Axis(0, ticks[-1], 270, 60)
    wide = (x.end - x.start) / 10
    parts = []
    for index, (evidence, share) in enumerate(
        zip(result.calibration.evidence, result.calibration.strained, strict=True)
    ):
        left = x.start + index * wide
        height = y.start - y.at(share.value)
        parts.append(drawings.bar(left + 8, y.at(share.value), wide - 16, height, "own-fill"))
        middle = left + wide / 2
        parts.append(drawings.line(middle, y.at(share.low), middle, y.at(share.high), "span"))
        parts.append(
            drawings.text(middle, y.start + 16, drawings.number(round(evidence, 2)), "small middle")
        )
    panel = Panel(
        title=f"Days with a strain of 1 SD or more, by tenth of the evidence: {result.name}",
        x=x,
        y=y,
        x_ticks=(),
        y_ticks=ticks,
        parts=[
            *parts,
            drawings.text(
                (x.start + x.end) / 2, y.start + 34, "mean evidence [SD]", "small middle"
            ),
        ],
    )
    title = "Share of days of strain by how much evidence there was"
    return drawings.figure(WIDTH, 320, title, [panel.draw()])


def _frontier(entry: Entry, x: Axis, y: Axis, kind: str) -> str:
    points = [
        (each.false_per_100_days, each.sensitivity)
        for each in entry.points
        if each.false_per_100_days <= FALSE_LIMIT
    ]
    return drawings.path(points, x, y, kind)


def _delays(entry: Entry, x: Axis, y: Axis, kind: str) -> str:
    points = [
        (each.false_per_100_days, each.median_delay_days)
        for each in entry.points
        # The median of a handful of detections says nothing about delay.
        if each.false_per_100_days <= FALSE_LIMIT and each.sensitivity >= 0.2
    ]
    return drawings.path(points, x, y, kind)


def _legend(x: float, y: float, *, others: str = "baselines") -> str:
    parts = []
    for kind, words in (
        ("own", "Recovery"),
        ("second", "reference model"),
        ("other", others),
        ("mark", "budget"),
    ):
        parts.append(drawings.line(x, y - 4, x + 24, y - 4, kind))
        parts.append(drawings.text(x + 30, y, words, "small"))
        x += 60 + 7 * len(words)
    return "\n".join(parts)

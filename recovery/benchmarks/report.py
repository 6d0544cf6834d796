"""The benchmark's tables, within 100 columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from recovery.benchmarks.facts import FIGURES
from recovery.benchmarks.ways import BY_GROUP, ENGINE, FLOOR, POLARS, WAYS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from recovery.benchmarks.measure import Measured
    from recovery.benchmarks.ways import Way

MEGABYTE = 1024**2


def side_by_side(measured: Mapping[Way, Measured]) -> Iterator[str]:
    """Yield the ways, fastest first, with how many times each is as fast as pandas."""
    yield (
        f"{'':31}{'athletes':>9}{'time':>8}{'CPU':>8}{'M athlete-':>12}{'× pandas':>10}"
        f"{'× floor':>9}{'peak':>9}"
    )
    yield f"{'':31}{'':9}{'s':>8}{'s':>8}{'days/s':>12}{'group-by':>10}{'time':>9}{'MB':>9}"
    for way in sorted(measured, key=lambda each: -measured[each].per_second):
        one = measured[way]
        yield (
            f"{way.name:<31}{one.athletes:>9,}{one.seconds:>8.2f}{one.cpu_seconds:>8.2f}"
            f"{one.per_second / 1e6:>12.3g}{_ratio(measured, way, BY_GROUP):>10}"
            f"{_ratio(measured, FLOOR, way):>9}{one.peak_bytes / MEGABYTE:>9,.0f}"
        )


def summary(measured: Mapping[Way, Measured]) -> Iterator[str]:
    """Yield what the table says of the engine, in a sentence."""
    if ENGINE not in measured:
        return
    ratios = [
        f"{_ratio(measured, ENGINE, other)} times {other.name.split(',')[0]}"
        for other in (POLARS, BY_GROUP)
        if other in measured
    ]
    size = measured[ENGINE].athletes * measured[ENGINE].days
    memory = f"{measured[ENGINE].peak_bytes / MEGABYTE:,.0f} MB"
    told = f"{len(FIGURES)} figures of {size:,} athlete-days in {memory}"
    yield f"The engine: {', '.join([*ratios, told])}."


def growth(sizes: Sequence[int], measured: Mapping[tuple[Way, int], Measured]) -> Iterator[str]:
    """Yield a row per number of athletes; linear growth is the same time per athlete."""
    ways = [way for way in WAYS if any((way, size) in measured for size in sizes)]
    yield f"{'athletes':>9}" + "".join(f"{way.code:>30}" for way in ways)
    yield f"{'':9}" + "".join(f"{'s':>12}{'µs each':>9}{'MB':>9}" for _way in ways)
    for size in sizes:
        cells = ""
        for way in ways:
            one = measured.get((way, size))
            if one is None:
                cells += f"{'–':>12}{'–':>9}{'–':>9}"
                continue
            each = one.seconds / one.athletes * 1e6
            cells += f"{one.seconds:>12.3f}{each:>9.1f}{one.peak_bytes / MEGABYTE:>9,.0f}"
        yield f"{size:>9,}{cells}"


def _ratio(measured: Mapping[Way, Measured], way: Way, to: Way) -> str:
    if way not in measured or to not in measured:
        return "–"
    return f"{measured[way].per_second / measured[to].per_second:.1f}"

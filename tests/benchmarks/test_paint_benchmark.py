from __future__ import annotations

import pytest

from recovery.benchmarks import paint
from recovery.benchmarks.paint import Paint


@pytest.mark.parametrize(("later", "within"), [(900.0, True), (1000.0, False)])
def test_medians_are_printed_beside_the_floor_and_the_slowest_visit_is_judged(
    *, later: float, within: bool
) -> None:
    def times(*paints: float) -> list[Paint]:
        return [Paint(answer=90, page=120, paint=each, what="<h1>") for each in paints]

    visits = {
        ("empty", "first"): times(2000, 2000, 2000),  # the machine's business
        ("Today", "first"): times(700, 5000, 800),
        ("Today", "later"): times(later, later, later),
    }
    lines: list[str] = []
    assert paint.tell(lines.append, visits) is within
    assert " Today, first visit: 800 ms (700, 5000); 90 and 120 ms; of <h1>" in lines
    assert lines[-1].startswith("Within" if within else "Over")

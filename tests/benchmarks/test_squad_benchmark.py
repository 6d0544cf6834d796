from __future__ import annotations

import pytest

from recovery.benchmarks import squad


@pytest.mark.parametrize(("median", "within"), [(59.0, True), (60.0, True), (61.0, False)])
def test_ratio_to_the_empty_page_is_printed_and_judged(*, median: float, within: bool) -> None:
    times = {"empty": [9.0, 10.0, 11.0], "status": [median] * 3, "load": [70.0] * 3}
    lines: list[str] = []
    assert squad.tell(lines.append, times, "x" * 2000, athletes=200) is within
    said = "\n".join(lines)
    assert "200 athletes × 28 days" in said
    assert f"median {median:.1f} ms" in said
    assert f"{median / 10:.1f} ×" in said
    assert "2 kB" in said
    assert ("Within" if within else "Over") in lines[-1]

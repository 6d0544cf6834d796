from __future__ import annotations

import pytest

from recovery.figures import span


def test_a_span_puts_band_and_now_where_they_belong() -> None:
    svg = span(low=24, high=48, now=12, title="About 1 to 2 days")
    # The line ends at 1.04 x 48 = 49.92.
    assert '<rect class="band" x="48.08%" width="48.08%"' in svg
    assert '<circle class="now" cx="24.04%"' in svg
    assert "<title>About 1 to 2 days</title>" in svg


def test_a_span_reaches_as_far_as_now() -> None:
    assert 'cx="96.15%"' in span(low=10, high=20, now=40, title="Over")


def test_a_span_escapes_its_title() -> None:
    assert "<title>&lt;b&gt;</title>" in span(low=1, high=2, now=0, title="<b>")


@pytest.mark.parametrize(("low", "high", "now"), [(-1, 2, 0), (3, 2, 0), (1, 2, -1)])
def test_a_span_that_cannot_be_is_refused(low: float, high: float, now: float) -> None:
    with pytest.raises(ValueError, match="expected 0 <= low <= high"):
        span(low=low, high=high, now=now, title="")

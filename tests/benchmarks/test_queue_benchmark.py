from __future__ import annotations

import pytest

from recovery.benchmarks.queue import shown_of, tell

PAGE = """
<div id="queue" data-live hx-get="/team/1/" hx-headers='{"If-None-Match": "abc.def"}'>
<li class="row is-ok" id="athlete-1"><a class="row-link" href="/">Noor Jansen</a>
<div class="row-strip"><svg>1</svg></div><time datetime="2026-11-23T07:42:00">23 Nov</time></li>
<li class="row is-ok" id="athlete-2"><a class="row-link" href="/">Seán O&#x27;Neill</a>
<div class="row-strip"><svg>2</svg></div></li>
"""


def test_row_of_the_athlete_is_read() -> None:
    noor, sean = shown_of("Noor Jansen", PAGE), shown_of("Seán O'Neill", PAGE)
    assert (noor.answered, noor.strip) == ("2026-11-23T07:42:00", "<svg>1</svg>")
    assert (sean.answered, sean.strip) == ("", "<svg>2</svg>")
    with pytest.raises(RuntimeError, match="not in the queue"):
        shown_of("Somebody Else", PAGE)


@pytest.mark.parametrize(("seconds", "within"), [(1.9, True), (2.1, False)])
def test_time_to_the_queue_is_printed_and_judged(*, seconds: float, within: bool) -> None:
    lines: list[str] = []
    assert tell(lines.append, [1.0] * 80 + [seconds] * 20) is within
    assert "100 saves" in lines[0]
    assert f"p50 1.00 s, p95 {seconds:.2f} s" in lines[1]
    assert ("Within" if within else "Over") in lines[-1]

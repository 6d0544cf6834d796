from __future__ import annotations

from recovery.figures import Spread, spreads

ROWS = (Spread("Rest", -0.5, 0.0, 0.5), Spread("60 min at 6", 0.0, 0.5, 1.0))


def test_spreads_put_bars_dots_and_the_limit_on_one_scale() -> None:
    svg = spreads(ROWS, limit=1.0, limit_label="from here", title="Evidence")
    # From -0.5 to 1.0, and 6 % of that on either side: 1.68 wide from -0.59.
    assert '<rect class="band" x="5.36%" width="59.52%" y="24"' in svg
    assert '<rect class="band" x="35.12%" width="59.52%" y="76"' in svg
    assert 'cx="35.12%" cy="32"' in svg
    assert 'class="limit" x1="94.64%"' in svg
    assert 'text-anchor="end"' in svg


def test_spreads_escape_every_text() -> None:
    svg = spreads([Spread("<i>", 0, 0, 0)], limit=0, limit_label="<b>", title="<u>")
    assert "&lt;i&gt;" in svg
    assert "&lt;b&gt;" in svg
    assert "<title>&lt;u&gt;</title>" in svg

"""Drawings of an athlete's days as SVG strings, and the same numbers as tables.

Everything here is plain values in, one safe string out: escaped once, coloured only through
the classes of the stylesheet, readable without a script and on paper. Down is worse,
everywhere. A day without a value is ``None`` or NaN and is hatched, never drawn as zero.
"""

from __future__ import annotations

from recovery.figures.charts import Tick, band_chart, dot_chart, hanging_bars, item_line, load_bars
from recovery.figures.geometry import Band
from recovery.figures.heat import Cell, HeatTick, dot_on_band, heat_cell, heat_rows, heat_ticks
from recovery.figures.ranges import in_range
from recovery.figures.scatter import scatter
from recovery.figures.spans import span
from recovery.figures.spreads import Spread, spreads
from recovery.figures.statuses import Status
from recovery.figures.strips import strip
from recovery.figures.tables import table

__all__ = [
    "Band",
    "Cell",
    "HeatTick",
    "Spread",
    "Status",
    "Tick",
    "band_chart",
    "dot_chart",
    "dot_on_band",
    "hanging_bars",
    "heat_cell",
    "heat_rows",
    "heat_ticks",
    "in_range",
    "item_line",
    "load_bars",
    "scatter",
    "span",
    "spreads",
    "strip",
    "table",
]

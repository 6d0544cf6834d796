"""Figures of the report as SVG files that read in light and dark, and on paper."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from math import isnan

STYLE = """
svg { color-scheme: light dark; font: 13px system-ui, sans-serif; }
.ground { fill: #fdfcfa; }
text { fill: #3d3a36; }
.small { font-size: 11px; fill: #6b665f; }
.title { font-size: 14px; font-weight: 600; }
.end { text-anchor: end; }
.middle { text-anchor: middle; }
.grid { stroke: #e4e0d9; }
.mark { stroke: #8a857d; stroke-dasharray: 2 3; }
path, line { fill: none; stroke-width: 1; }
.own { stroke: #1d5fa8; stroke-width: 2.5; }
.second { stroke: #b4600a; stroke-width: 2; stroke-dasharray: 6 3; }
.other { stroke: #b3ada4; stroke-width: 1.2; }
.own-fill { fill: #1d5fa8; }
.second-fill { fill: #b4600a; }
.third-fill { fill: #7d7870; }
.hollow { fill: #fdfcfa; stroke: #7d7870; stroke-width: 2; }
.span { stroke: #7d7870; stroke-width: 2; }
@media (prefers-color-scheme: dark) {
  .ground { fill: #171614; }
  text { fill: #e2ded7; }
  .small { fill: #a8a299; }
  .grid { stroke: #35322e; }
  .mark { stroke: #8f897f; }
  .own { stroke: #7db4f0; }
  .second { stroke: #f0a35c; }
  .other { stroke: #5d5851; }
  .own-fill { fill: #7db4f0; }
  .second-fill { fill: #f0a35c; }
  .third-fill { fill: #9a948a; }
  .hollow { fill: #171614; stroke: #9a948a; }
  .span { stroke: #9a948a; }
}
""".strip()


@dataclass(frozen=True, slots=True)
class Axis:
    """From values to places: ``low`` lies at ``start`` and ``high`` at ``end``. [px]"""

    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low)
        return self.start + min(max(share, 0.0), 1.0) * (self.end - self.start)


@dataclass(frozen=True, slots=True)
class Panel:
    """One plot of a figure: two axes with their ticks, and what is drawn between them."""

    title: str
    x: Axis
    y: Axis
    x_ticks: Sequence[float]
    y_ticks: Sequence[float]
    parts: Sequence[str]
    x_name: str = ""

    def draw(self) -> str:
        """Return the panel."""
        left, right = self.x.start, self.x.end
        top, bottom = self.y.end, self.y.start
        lines = [
            text(left, top - 10, self.title, "title"),
            *(
                line(left, self.y.at(tick), right, self.y.at(tick), "grid")
                + text(left - 6, self.y.at(tick) + 4, number(tick), "small end")
                for tick in self.y_ticks
            ),
            *(
                text(self.x.at(tick), bottom + 15, number(tick), "small middle")
                for tick in self.x_ticks
            ),
        ]
        if self.x_name:
            lines.append(text((left + right) / 2, bottom + 31, self.x_name, "small middle"))
        return "\n".join([*lines, *self.parts])


def figure(width: int, height: int, title: str, parts: Iterable[str]) -> str:
    """Return a whole file."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}"'
        f' height="{height}" role="img">\n<title>{escape(title)}</title>\n<style>{STYLE}</style>\n'
        f'<rect class="ground" width="{width}" height="{height}" rx="6"/>\n'
        + "\n".join(parts)
        + "\n</svg>\n"
    )


def number(value: float) -> str:
    """Return a number in as few characters as it needs, with a proper minus sign."""
    return f"{value:.3f}".rstrip("0").rstrip(".").replace("-", "−")


def place(value: float) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".")


def text(x: float, y: float, words: str, kind: str = "") -> str:
    named = f' class="{kind}"' if kind else ""
    return f'<text x="{place(x)}" y="{place(y)}"{named}>{escape(words)}</text>'


def line(x1: float, y1: float, x2: float, y2: float, kind: str) -> str:
    return (
        f'<line class="{kind}" x1="{place(x1)}" y1="{place(y1)}"'
        f' x2="{place(x2)}" y2="{place(y2)}"/>'
    )


def path(points: Sequence[tuple[float, float]], x: Axis, y: Axis, kind: str) -> str:
    """Return a line through these values; those that are not known are left out."""
    known = [(x.at(a), y.at(b)) for a, b in points if not isnan(a) and not isnan(b)]
    if not known:
        return ""
    return (
        f'<path class="{kind}" d="M' + " ".join(f"{place(a)} {place(b)}" for a, b in known) + '"/>'
    )


def dot(x: float, y: float, kind: str, radius: float = 4.5) -> str:
    return f'<circle class="{kind}" cx="{place(x)}" cy="{place(y)}" r="{place(radius)}"/>'


def bar(x: float, y: float, width: float, height: float, kind: str) -> str:
    return (
        f'<rect class="{kind}" x="{place(x)}" y="{place(y)}"'
        f' width="{place(width)}" height="{place(height)}" rx="1.5"/>'
    )

"""What a method card holds."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from django.utils.safestring import SafeString
    from django_stubs_ext import StrOrPromise

    from recovery.engine import Level
    from recovery.methods.formulas import Formula, Given, Rules


class Group(Enum):
    """The subjects of the index, in its order."""

    WARNINGS = pgettext_lazy("subject of methods", "Warnings")
    RESPONSE = pgettext_lazy("subject of methods", "From answers to recovery")
    LOAD = pgettext_lazy("subject of methods", "Training load")
    CONTEXT = pgettext_lazy("subject of methods", "Load figures for context")
    INTENSITY = pgettext_lazy("subject of methods", "Intensity and heart rate")
    BODY = pgettext_lazy("subject of methods", "Sleep, heart, food and soreness")
    PERFORMANCE = pgettext_lazy("subject of methods", "Performance and health")
    PLANNING = pgettext_lazy("subject of methods", "Rest, recovery and shoes")


PUBLISHED = _("published")
BY_HAND = _("worked out by hand")


@dataclass(frozen=True, slots=True)
class Source:
    """Where a method comes from. ``doi`` is empty for a book or a design of our own."""

    title: StrOrPromise
    doi: str = ""


OWN_DESIGN = _("A choice of ours, measured by simulation and not taken from the literature.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Vector:
    """A worked example: what goes in, and what must come out.

    Attributes
    ----------
    given : mapping
        Name of a symbol -> a number, or a series of them. None is not known.
    expected : mapping
        Name of a line -> its value; NaN where there must be none.
    tolerance : float
        How far a computed value may lie from it; half of the last printed digit.
    origin : str
        Where the expected value comes from, if not worked out by hand.
    """

    given: Mapping[str, Given]
    expected: Mapping[str, float]
    tolerance: float = 1e-9
    origin: StrOrPromise = BY_HAND


@dataclass(frozen=True, slots=True)
class Figure:
    """What `components/_figure.html` shows."""

    caption: str
    drawing: SafeString
    table: SafeString
    key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One metric or one rule. All texts are lazy: the reader's language is known later.

    Attributes
    ----------
    slug : str
        In the address; never changes once a page links to it.
    question : str
        What it answers, as one would ask it.
    what : tuple of str
        Paragraphs for somebody of sixteen; the first must be enough.
    compute : callable
        Takes an example's ``given`` by name and returns what the engine makes of it.
    draw : callable
        Returns the drawing, computed by the engine on fixed example data.
    words : mapping
        For values that are codes: what each is called.
    level : Level, optional
        For the rule that opens it: the measured figures are found by its name.
    """

    slug: str
    group: Group
    title: StrOrPromise
    question: StrOrPromise
    what: tuple[StrOrPromise, ...]
    unit: StrOrPromise
    window: StrOrPromise
    minimum: StrOrPromise
    missing: StrOrPromise
    direction: StrOrPromise
    failures: tuple[StrOrPromise, ...]
    sources: tuple[Source, ...]
    formula: Formula | Rules
    compute: Callable[..., Mapping[str, float]]
    vectors: tuple[Vector, ...]
    draw: Callable[[], Figure]
    words: Mapping[float, StrOrPromise] = field(default_factory=dict)
    level: Level | None = None

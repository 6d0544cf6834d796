"""Questionnaires as instruments: which points a scale has, in which direction, in whose words.

The anchors are translated here and not in the message catalogue, because a questionnaire that
is worded differently is another instrument, with another version. Every stored answer names its
instrument, so that a raw 2 can always be read.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class ScaleItem:
    """One question with a word on every point.

    Attributes
    ----------
    code : str
        The field that stores the answer.
    label, anchors : mapping of language to text
        The question's name, and the words from the first point to the last.
    """

    code: str
    label: Mapping[str, str]
    anchors: Mapping[str, tuple[str, ...]]

    def label_in(self, language: str) -> str:
        """Return the question in ``language``, or in English where there is no translation."""
        return self.label.get(language, self.label["en"])

    def anchors_in(self, language: str) -> tuple[str, ...]:
        return self.anchors.get(language, self.anchors["en"])


@dataclass(frozen=True)
class Instrument:
    """A set of scale items that share their points and their direction."""

    code: str
    minimum: int
    maximum: int
    higher_is_better: bool
    items: tuple[ScaleItem, ...] = ()

    def oriented(self, raw: float) -> float:
        """Return ``raw`` between 1 and 5 with larger as worse, as the engine reads it."""
        share = (raw - self.minimum) / (self.maximum - self.minimum)
        return 1 + 4 * ((1 - share) if self.higher_is_better else share)


def _item(code: str, *, en: tuple[str, ...], nl: tuple[str, ...]) -> ScaleItem:
    return ScaleItem(
        code=code,
        label=MappingProxyType({"en": en[0], "nl": nl[0]}),
        anchors=MappingProxyType({"en": en[1:], "nl": nl[1:]}),
    )


# Five points, right is better on every row. After McLean et al. 2010 (Int J Sports Physiol
# Perform 5:367) for its first five items; concentration and motivation are our own. \u00ad marks
# where a word too long for a narrow button may break.
RECOVERY_1 = Instrument(
    code="recovery-1",
    minimum=1,
    maximum=5,
    higher_is_better=True,
    items=(
        _item(
            "sleep_quality",
            en=("Sleep quality", "very poor", "restless", "fair", "good", "very restful"),
            nl=("Slaapkwaliteit", "heel slecht", "onrustig", "redelijk", "goed", "heel rustig"),
        ),
        _item(
            "fatigue",
            en=("Fatigue", "always tired", "more tired", "normal", "fresh", "very fresh"),
            nl=("Vermoeidheid", "steeds moe", "moeër dan anders", "normaal", "fris", "heel fris"),
        ),
        _item(
            "soreness",
            en=("Muscle soreness", "very sore", "sore", "normal", "feeling good", "feeling great"),
            nl=("Spierpijn", "veel pijn", "stijf en pijnlijk", "normaal", "soepel", "heel soepel"),
        ),
        _item(
            "stress",
            en=("Stress", "highly stressed", "stressed", "normal", "relaxed", "very relaxed"),
            nl=(
                "Stress",
                "heel gespan\u00adnen",
                "gespan\u00adnen",
                "normaal",
                "ontspan\u00adnen",
                "heel ontspan\u00adnen",
            ),
        ),
        _item(
            "mood",
            en=("Mood", "very low", "irritable", "normal", "good", "very good"),
            nl=("Stemming", "heel somber", "prikkel\u00adbaar", "normaal", "goed", "heel goed"),
        ),
        _item(
            "concentration",
            en=("Concentration", "scattered", "distracted", "normal", "focused", "very sharp"),
            nl=(
                "Concentratie",
                "nergens bij",
                "afgeleid",
                "normaal",
                "gecon\u00adcen\u00adtreerd",
                "heel scherp",
            ),
        ),
        _item(
            "motivation",
            en=("Motivation", "none", "little", "normal", "keen", "very keen"),
            nl=("Motivatie", "geen", "weinig", "normaal", "veel zin", "heel veel zin"),
        ),
    ),
)
# How the session felt, asked for beside it; 3 is the athlete's own level.
FELT_PERFORMANCE = _item(
    "felt_performance",
    en=("How it went", "far below my level", "below", "my level", "above", "far above my level"),
    nl=(
        "Hoe het ging",
        "ver eronder",
        "eronder",
        "mijn niveau",
        "erboven",
        "ver erboven",
    ),
)
# Foster et al. 2001 (doi:10.1519/00124278-200102000-00019), who left 6, 8 and 9 without a word.
EXERTION = _item(
    "rpe",
    en=(
        "How hard it was",
        "rest",
        "very, very easy",
        "easy",
        "moderate",
        "somewhat hard",
        "hard",
        "",
        "very hard",
        "",
        "",
        "maximal",
    ),
    nl=(
        "Hoe zwaar het was",
        "rust",
        "heel erg licht",
        "licht",
        "matig",
        "vrij zwaar",
        "zwaar",
        "",
        "heel zwaar",
        "",
        "",
        "maximaal",
    ),
)

# OSTRC-H2: Clarsen et al. 2020 (doi:10.1136/bjsports-2019-101337), whose words stay as they are;
# the Dutch ones are a translation of ours. About one problem in one week; the points are the
# engine's.
_PROBLEMS = "injury, illness or other health problems"
_PROBLEMEN = "een blessure, ziekte of ander gezondheidsprobleem"
OSTRC_H2 = (
    _item(
        "participation",
        en=(
            (
                "Have you had any difficulties participating in training and competition due to"
                f" {_PROBLEMS} during the past 7 days?"
            ),
            "Full participation without health problems",
            "Full participation, but with a health problem",
            "Reduced participation due to a health problem",
            "Could not participate due to a health problem",
        ),
        nl=(
            (
                "Had je de afgelopen 7 dagen moeite om mee te doen aan training en wedstrijden door"
                f" {_PROBLEMEN}?"
            ),
            "Volledig meegedaan zonder gezondheidsproblemen",
            "Volledig meegedaan, maar met een gezondheidsprobleem",
            "Minder meegedaan door een gezondheidsprobleem",
            "Niet kunnen meedoen door een gezondheidsprobleem",
        ),
    ),
    _item(
        "modified_training",
        en=(
            (
                f"To what extent have you modified your training or competition due to {_PROBLEMS}"
                " during the past 7 days?"
            ),
            "No modification",
            "To a minor extent",
            "To a moderate extent",
            "To a major extent",
        ),
        nl=(
            (
                "In hoeverre heb je de afgelopen 7 dagen je training of wedstrijden aangepast door"
                f" {_PROBLEMEN}?"
            ),
            "Niet aangepast",
            "In geringe mate",
            "In matige mate",
            "In sterke mate",
        ),
    ),
    _item(
        "performance",
        en=(
            f"To what extent has {_PROBLEMS} affected your performance during the past 7 days?",
            "No effect",
            "To a minor extent",
            "To a moderate extent",
            "To a major extent",
        ),
        nl=(
            f"In hoeverre heeft {_PROBLEMEN} de afgelopen 7 dagen je prestaties beïnvloed?",
            "Geen invloed",
            "In geringe mate",
            "In matige mate",
            "In sterke mate",
        ),
    ),
    _item(
        "symptoms",
        en=(
            (
                "To what extent have you experienced symptoms/health complaints during the past 7"
                " days?"
            ),
            "No symptoms/health complaints",
            "To a mild extent",
            "To a moderate extent",
            "To a severe extent",
        ),
        nl=(
            "In hoeverre had je de afgelopen 7 dagen klachten?",
            "Geen klachten",
            "In lichte mate",
            "In matige mate",
            "In ernstige mate",
        ),
    ),
)

# PMSys, as SoccerMon and PMData publish it: five points, higher is better.
PMSYS = Instrument(code="pmsys", minimum=1, maximum=5, higher_is_better=True)
# Five points on which higher is worse, as some clubs' spreadsheets have it.
FIVE_WORSE = Instrument(code="five-worse", minimum=1, maximum=5, higher_is_better=False)
# Hooper & Mackinnon 1995 (Sports Med 20:321): seven points, higher is worse.
HOOPER_7 = Instrument(code="hooper-7", minimum=1, maximum=7, higher_is_better=False)
# intervals.icu's wellness: four points, of which 1 is best on every row: 1 great sleep, low
# soreness, fatigue and stress, great mood, extreme motivation; 4 poor sleep, extreme soreness,
# fatigue and stress, grumpy, low motivation. Its own pages show words only, so others have read
# mood, sleep and motivation the wrong way round.
INTERVALS_ICU = Instrument(code="intervals-icu", minimum=1, maximum=4, higher_is_better=False)

SCALE_ITEMS = MappingProxyType({item.code: item for item in RECOVERY_1.items})
INSTRUMENTS: Mapping[str, Instrument] = MappingProxyType(
    {each.code: each for each in (RECOVERY_1, PMSYS, FIVE_WORSE, HOOPER_7, INTERVALS_ICU)}
)
DEFAULT_INSTRUMENT = RECOVERY_1.code
INSTRUMENT_CHOICES = [(code, code) for code in INSTRUMENTS]
SEVEN_POINT_INSTRUMENTS = [each.code for each in INSTRUMENTS.values() if each.maximum == 7]

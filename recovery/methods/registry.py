"""All cards, in the order of the index, and the way to each."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from django.http import Http404

from recovery.methods.subjects import (
    answers,
    beside,
    effort,
    evenness,
    excess,
    habit,
    health,
    heart,
    impulses,
    intensity,
    load,
    performance,
    ratios,
    response,
    rest,
    rules,
    shoes,
    simulator,
    sleep,
)

if TYPE_CHECKING:
    from recovery.methods.cards import Card, Group

CARDS: tuple[Card, ...] = (
    *rules.CARDS,
    *beside.CARDS,
    *response.CARDS,
    load.DAY_LOAD,
    excess.EXCESS,
    effort.DISSOCIATION,
    effort.CREEP,
    habit.EFFECT,
    load.WEEK_LOAD,
    load.WEEK_CHANGE,
    evenness.MONOTONY,
    evenness.STRAIN,
    *ratios.CARDS,
    sleep.SLEEP_DEBT,
    sleep.SLEEP_EFFICIENCY,
    sleep.REGULARITY,
    heart.VARIABILITY,
    heart.RESTING,
    answers.NUTRITION,
    answers.SORENESS,
    answers.HOOPER,
    answers.MCLEAN,
    intensity.DISTRIBUTION,
    intensity.POLARIZATION,
    impulses.BANISTER,
    impulses.EDWARDS,
    impulses.LUCIA,
    impulses.STRESS,
    performance.TEST,
    performance.JUMP,
    performance.DECOUPLING,
    health.SEVERITY,
    simulator.SIMULATOR,
    rest.REST,
    rest.RECOVERY_TIME,
    rest.ACTIVE,
    shoes.DISTANCE,
    shoes.ROTATION,
)
BY_SLUG = {card.slug: card for card in CARDS}
# Of the levels that a rule opens; "as usual" is the absence of all of them.
BY_LEVEL = {int(card.level): card for card in CARDS if card.level is not None}


def card_or_404(slug: str) -> Card:
    """Return a card by its address."""
    try:
        return BY_SLUG[slug]
    except KeyError:
        raise Http404 from None


def grouped() -> list[tuple[Group, list[Card]]]:
    """Return the cards of each subject, warnings first."""
    return [(group, list(cards)) for group, cards in groupby(CARDS, lambda card: card.group)]

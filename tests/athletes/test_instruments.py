from __future__ import annotations

import pytest
from django.conf import settings

from athletes.instruments import (
    EXERTION,
    FELT_PERFORMANCE,
    FIVE_WORSE,
    HOOPER_7,
    INSTRUMENTS,
    PMSYS,
    RECOVERY_1,
    ScaleItem,
)
from athletes.models import BodyAnswers, MindAnswers
from recovery.engine.items import IS_ANSWER, ITEM_CODES

LANGUAGES = {code for code, _name in settings.LANGUAGES}


@pytest.mark.parametrize(
    ("item", "points"),
    [*((item, 5) for item in RECOVERY_1.items), (FELT_PERFORMANCE, 5), (EXERTION, 11)],
    ids=lambda value: getattr(value, "code", value),
)
def test_item_has_a_label_and_all_its_points_in_every_language(
    item: ScaleItem, points: int
) -> None:
    assert set(item.label) == set(item.anchors) == LANGUAGES
    worded = [bool(word) for word in item.anchors["en"]]
    for language in LANGUAGES:
        assert item.label[language]
        assert len(item.anchors[language]) == points
        assert [bool(word) for word in item.anchors[language]] == worded


def test_five_point_items_have_a_word_of_their_own_on_every_point() -> None:
    for item in (*RECOVERY_1.items, FELT_PERFORMANCE):
        for words in item.anchors.values():
            assert len(set(words)) == 5
            assert all(words)


def test_items_are_those_of_the_tables_and_of_the_engine() -> None:
    codes = {item.code for item in RECOVERY_1.items}
    assert codes == {*BodyAnswers.SCALE_ITEMS, *MindAnswers.SCALE_ITEMS}
    assert codes == {code for code, scale in zip(ITEM_CODES, IS_ANSWER, strict=True) if scale}


@pytest.mark.parametrize(
    ("instrument", "best", "worst"),
    [(RECOVERY_1, 5, 1), (PMSYS, 5, 1), (FIVE_WORSE, 1, 5), (HOOPER_7, 1, 7)],
)
def test_oriented_answers_run_from_one_at_best_to_five_at_worst(
    instrument: object, best: int, worst: int
) -> None:
    chosen = INSTRUMENTS[getattr(instrument, "code", "")]
    assert chosen.oriented(best) == 1
    assert chosen.oriented(worst) == 5
    assert chosen.oriented((best + worst) / 2) == 3


def test_unknown_language_gets_english() -> None:
    assert EXERTION.label_in("fr") == "How hard it was"
    assert EXERTION.anchors_in("nl")[10] == "maximaal"

from __future__ import annotations

import re

from django.conf import settings
from django.utils import translation

from athletes.body_map import views
from athletes.models import BodyPlace

SHEET = (settings.BASE_DIR / "static/css/health.css").read_text("utf-8")
SHAPES = (settings.BASE_DIR / "templates/athletes/_body_map.html").read_text("utf-8")


def test_every_place_is_in_the_drawing_and_lights_up_when_it_is_chosen() -> None:
    parts = [part for view in views() for part in view.parts]
    assert {part.place for part in parts} == set(BodyPlace.values)
    lit = re.findall(r":has\(#id_place_(\w+):checked\) \[for=id_place_(\w+)\]", SHEET)
    assert sorted(lit) == sorted((place, place) for place in BodyPlace.values)


def test_every_part_has_a_shape_and_a_spot_of_its_own() -> None:
    for view in views():
        for part in view.parts:
            assert f'id="part-{part.drawn}"' in SHAPES
            assert re.search(rf"\.is-{part.shape}\b", SHEET)
        spots = {(part.shape, part.is_mirrored) for part in view.parts}
        assert len(spots) == len(view.parts)


def test_right_is_on_the_readers_left_in_front_and_on_their_right_behind() -> None:
    front, back = views()
    mirrored = {part.place for part in front.parts if part.is_mirrored}
    assert {"knee_left", "shoulder_left"} <= mirrored
    assert "knee_right" in {part.place for part in back.parts if part.is_mirrored}


def test_parts_are_named_in_the_readers_language() -> None:
    with translation.override("nl"):
        names = {part.place: part.name for part in views()[0].parts}
    assert names["knee_left"] == "Linkerknie"

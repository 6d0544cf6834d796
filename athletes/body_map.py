"""The drawing of a body, front and back: which part stands for which place.

The parts are labels of the list beside the drawing, so a tap on one chooses in the list; who uses
a keyboard or a screen reader has the list alone. Shapes and their places in the grid are in
``templates/athletes/_body_map.html`` and ``static/css/health.css``.
"""

from __future__ import annotations

from dataclasses import dataclass

from athletes.models import BodyPlace

ARM = ("shoulder", "upper_arm", "elbow", "forearm", "hand")
FRONT = ("head", "neck", "chest", "abdomen"), (
    *ARM, "hip", "thigh", "knee", "shin", "ankle", "foot",
)  # fmt: skip
BACK = ("head", "neck", "upper_back", "lower_back"), (
    *ARM, "buttock", "hamstring", "knee", "calf", "achilles", "foot",
)  # fmt: skip


# Parts of the back that look like one of the front.
DRAWN_AS = {
    "upper_back": "chest",
    "lower_back": "abdomen",
    "hamstring": "thigh",
    "achilles": "ankle",
}


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a drawing. Drawn for the reader's left, and mirrored for their right."""

    place: str
    name: str
    shape: str
    is_mirrored: bool = False

    @property
    def drawn(self) -> str:
        return DRAWN_AS.get(self.shape, self.shape)


@dataclass(frozen=True, slots=True)
class View:
    """A body from one side; from the front its right is on the reader's left."""

    is_front: bool
    parts: tuple[Part, ...]


def views() -> tuple[View, View]:
    """Return the front and the back, with the names of the parts in the reader's language."""
    return _view(*FRONT, is_front=True), _view(*BACK, is_front=False)


def _view(middle: tuple[str, ...], paired: tuple[str, ...], *, is_front: bool) -> View:
    sides = ("right", "left") if is_front else ("left", "right")
    parts = [_part(shape, shape) for shape in middle]
    for shape in paired:
        parts.append(_part(f"{shape}_{sides[0]}", shape))
        parts.append(_part(f"{shape}_{sides[1]}", shape, is_mirrored=True))
    return View(is_front=is_front, parts=tuple(parts))


def _part(place: str, shape: str, *, is_mirrored: bool = False) -> Part:
    name = str(BodyPlace(place).label)
    return Part(place=place, name=name, shape=shape, is_mirrored=is_mirrored)

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.http import HttpRequest


def navigation(request: HttpRequest) -> dict[str, object]:  # noqa: ARG001
    return {"navigation": []}


def audience(request: HttpRequest) -> dict[str, object]:  # noqa: ARG001
    return {"audience": None}

"""The reader's language and clock, for the length of a request."""

from __future__ import annotations

import zoneinfo
from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.utils import timezone, translation

from recovery.http import is_poll

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.http import HttpRequest, HttpResponse


@contextmanager
def speaking_to_reader(request: HttpRequest) -> Iterator[None]:
    """Use the language and times of the account, where somebody is signed in."""
    user = request.user
    if not user.is_authenticated:
        yield
        return
    translation.activate(user.language)
    request.LANGUAGE_CODE = user.language
    with timezone.override(zoneinfo.ZoneInfo(user.time_zone)):
        yield


class ReaderMiddleware:
    """Show pages in the language and times of their reader.

    It follows Django's LocaleMiddleware, which has read the cookie and the browser's wish for
    everybody else. The view of a live page does this itself, when it has something to say.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if is_poll(request):
            return self.get_response(request)
        with speaking_to_reader(request):
            return self.get_response(request)

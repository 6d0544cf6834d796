"""What every response of the site has in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.conf import settings
from django.contrib.auth import middleware as auth
from django.http import HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils.cache import patch_vary_headers
from django.utils.http import urlencode

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponseRedirect
    from django.http.response import HttpResponseBase

    from recovery.http import AppHttpRequest

    GetResponse = Callable[[HttpRequest], HttpResponse]


class FragmentLoginMiddleware:
    """Send a fragment request whose login expired to the login page as a whole page.

    htmx would otherwise follow the redirect and swap the login form into a table row.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        login_url = resolve_url(settings.LOGIN_URL)
        htmx = cast("AppHttpRequest", request).htmx
        if (
            not htmx
            or response.status_code != 302
            or not response["Location"].startswith(login_url)
        ):
            return response
        back = htmx.current_url_abs_path or "/"
        redirect = HttpResponse(status=401)
        redirect["HX-Redirect"] = f"{login_url}?{urlencode({'next': back})}"
        return redirect


class LoginRequiredMiddleware(auth.LoginRequiredMiddleware):
    """Ask for a login, and look nobody up for a view that asks for none."""

    def process_view(
        self,
        request: HttpRequest,
        view_func: Callable[..., HttpResponseBase],
        view_args: tuple[object, ...],
        view_kwargs: dict[str, object],
    ) -> HttpResponseBase | None:
        if not getattr(view_func, "login_required", True):
            return None
        return super().process_view(request, view_func, view_args, view_kwargs)

    def handle_no_permission(
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase]
    ) -> HttpResponseRedirect:
        """Send somebody to the login, and back; but not to an address that only takes forms."""
        if request.method not in {"GET", "HEAD"}:
            return redirect(self.get_login_url(view_func))
        return super().handle_no_permission(request, view_func)


class PersonalPageMiddleware:
    """Keep every page of a signed-in person out of every cache, the browser's included."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        patch_vary_headers(response, ["HX-Request"])
        # By the key alone: a poll that finds nothing new looks nobody up.
        if request.session.session_key:
            response["Cache-Control"] = "no-store"
        return response

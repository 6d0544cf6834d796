from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.admin import AdminSite
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.views import redirect_to_login
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from recovery.accounts.models import User

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    AccountAdmin = DjangoUserAdmin[User]
else:  # generic for the type checker only
    AccountAdmin = DjangoUserAdmin


class AccountsSite(AdminSite):
    """The site admin's pages: accounts alone, so that no other table gets a page by accident."""

    site_title = site_header = _("Recovery accounts")
    index_title = _("Accounts")

    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Send people to everybody's door, with its rate limits and second factor."""
        if not request.user.is_authenticated:
            return redirect_to_login(request.GET.get("next", reverse("admin:index")))
        if not self.has_permission(request):
            raise Http404  # a 403 would tell that there is something here
        return super().login(request, extra_context)


accounts_site = AccountsSite(name="admin")


class UserAdmin(AccountAdmin):
    """Accounts and nothing else: no health answer has a page here."""

    ordering = ("name", "email")
    list_display = ("name", "email", "language", "is_active", "is_staff", "last_login")
    list_filter = ("is_active", "is_staff", "language")
    search_fields = ("name", "email")
    readonly_fields = ("last_login", "created_at")
    fieldsets = (
        (None, {"fields": ("email", "name", "password")}),
        (_("Language and time"), {"fields": ("language", "time_zone")}),
        (_("Access"), {"fields": ("is_active", "is_staff", "is_superuser")}),
        (_("Dates"), {"fields": ("last_login", "created_at")}),
    )
    add_fieldsets = (
        (
            None,
            {
                "classes": ("wide",),
                "fields": ("email", "name", "usable_password", "password1", "password2"),
            },
        ),
    )

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:  # noqa: ARG002  (Django's signature)
        """Nobody is deleted here, with all that they told: an account is closed instead."""
        return False


accounts_site.register(User, UserAdmin)

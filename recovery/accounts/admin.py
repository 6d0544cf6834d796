from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.utils.translation import gettext_lazy as _

from recovery.accounts.models import User

if TYPE_CHECKING:
    AccountAdmin = DjangoUserAdmin[User]
else:  # generic for the type checker only
    AccountAdmin = DjangoUserAdmin


@admin.register(User)
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

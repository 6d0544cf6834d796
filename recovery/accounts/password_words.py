"""What Django says about passwords, listed so that our catalogues translate it.

Django's own Dutch is formal (*uw wachtwoord*) where every page here says *je*. A translation of
ours goes before Django's, but the catalogues hold only what the sources name. These are the
messages of the validators in ``AUTH_PASSWORD_VALIDATORS``.
"""

from __future__ import annotations

from django.utils.translation import gettext_noop, ngettext_lazy

WORDS = (
    ngettext_lazy(
        "Your password must contain at least %(min_length)d character.",
        "Your password must contain at least %(min_length)d characters.",
    ),
    ngettext_lazy(
        "This password is too short. It must contain at least %d character.",
        "This password is too short. It must contain at least %d characters.",
    ),
    gettext_noop("Your password can’t be too similar to your other personal information."),
    gettext_noop("The password is too similar to the %(verbose_name)s."),
    gettext_noop("Your password can’t be a commonly used password."),
    gettext_noop("This password is too common."),
)

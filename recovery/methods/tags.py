"""Links from a number to the card that explains it. A builtin: no template has to load it."""

from __future__ import annotations

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from recovery.methods.registry import BY_LEVEL, BY_SLUG

register = template.Library()


@register.simple_tag
def method_link(slug: str) -> SafeString:
    """Return a link that names the method; a name that nobody knows is a fault of the template."""
    return _link(slug)


@register.simple_tag
def level_link(level: int) -> SafeString:
    """Return a link to the rule of a level; nothing for "as usual", which no rule opens."""
    card = BY_LEVEL.get(level)
    return SafeString() if card is None else _link(card.slug)


def _link(slug: str) -> SafeString:
    card = BY_SLUG[slug]
    # Translators: a link from a number to the page that explains it.
    words = _("How this works: %(title)s") % {"title": card.title}
    return format_html(
        '<a class="method" href="{}">{}</a>', reverse("methods:card", args=[slug]), words
    )

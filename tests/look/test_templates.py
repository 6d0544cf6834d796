"""Rules that hold for every template of the site, whoever writes it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation

from recovery.figures import Band, Status, strip, table

TEMPLATES = Path(settings.BASE_DIR) / "templates"
ALL = sorted(TEMPLATES.rglob("*.html"))
FRAGMENTS = [path for path in ALL if path.name.startswith("_")]
COMPONENTS = sorted((TEMPLATES / "components").glob("*.html"))

# A script block of data (type="application/json") is not run; a handler or a style is.
INLINE = re.compile(
    r"""\sstyle\s*=|<style\b|\son[a-z]+\s*=\s*["']|hx-on|javascript:"""
    r"""|<script(?![^>]*(\ssrc=|type="application/json"))""",
    re.IGNORECASE,
)


def name(path: Path) -> str:
    return str(path.relative_to(TEMPLATES))


@pytest.mark.parametrize("path", ALL, ids=name)
def test_template_has_no_inline_script_or_style(path: Path) -> None:
    assert not INLINE.search(path.read_text()), "the content security policy would block it"


@pytest.mark.parametrize("path", FRAGMENTS, ids=name)
def test_fragment_says_its_context_on_its_first_line(path: Path) -> None:
    assert path.read_text().startswith(("{# Context: ", "{% comment %}\nContext: "))


class ExampleForm(forms.Form):
    minutes = forms.IntegerField(help_text="From 1 to 600.", max_value=600)


def example_contexts() -> dict[str, dict[str, Any]]:
    form = ExampleForm({"minutes": "601"})
    drawing = strip([0.2], band=Band(-1, 1), statuses=[Status.USUAL], title="One day")
    item = {"label": "Today", "url": "/today/", "current": True, "icon": "sun"}
    return {
        "_account_menu.html": {"user": {"name": "Noor Jansen", "email": "noor@example.org"}},
        "_field.html": {"field": form["minutes"]},
        "_figure.html": {
            "id": "figure",
            "caption": "As usual.",
            "drawing": drawing,
            "table": table(["Day"], [["Monday"]]),
        },
        "_messages.html": {"messages": [{"level_tag": "error", "__str__": "Not saved."}]},
        "_nav.html": {"navigation": [item]},
        "_status.html": {"status": "watch", "word": "Imbalance"},
    }


@pytest.mark.parametrize("path", COMPONENTS, ids=lambda path: path.name)
def test_component_renders(path: Path) -> None:
    context = example_contexts().get(path.name, {})
    html = render_to_string(f"components/{path.name}", context, RequestFactory().get("/here/"))
    assert "<" in html


def test_field_keeps_what_was_typed_and_ties_the_error_to_it() -> None:
    html = render_to_string("components/_field.html", example_contexts()["_field.html"])
    assert 'value="601"' in html
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="id_minutes_helptext id_minutes_error"' in html
    assert 'id="id_minutes_error"' in html


def test_current_destination_is_marked_and_others_are_not() -> None:
    items = [
        {"label": "Today", "url": "/today/", "current": False, "icon": "sun"},
        {"label": "<Mine>", "url": "/mine/", "current": True, "icon": "activity"},
    ]
    html = render_to_string("components/_nav.html", {"navigation": items})
    assert re.findall(r'href="([^"]+)" aria-current="page"', html) == ["/mine/"]
    assert "&lt;Mine&gt;" in html


@pytest.mark.parametrize("code", ["403", "403_csrf", "404", "500", "503"])
@pytest.mark.parametrize("language", ["en", "nl"])
def test_error_page_renders_without_request_user_or_database(code: str, language: str) -> None:
    with translation.override(language):
        html = render_to_string(f"{code}.html")
    assert f'<html lang="{language}">' in html
    assert html.count("<h1>") == 1
    assert "<script" not in html


def test_shell_keeps_personal_pages_out_of_the_browser() -> None:
    request = RequestFactory().get("/today/")
    request.user = AnonymousUser()
    html = render_to_string("base.html", request=request)
    assert 'hx-history="false"' in html
    for rule in ('"historyCacheSize": 0', '"allowEval": false', '"allowScriptTags": false'):
        assert rule in html
    assert 'name="next" value="/today/"' in html

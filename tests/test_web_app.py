"""What a phone installs: the manifest, the service worker, and the page that it keeps."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.test import override_settings
from django.urls import reverse

from recovery.views import KEPT_FILES
from tests.factories import create_athlete

if TYPE_CHECKING:
    from django.test import Client

SERVICE_WORKER = reverse("service-worker")
HOME_SCREEN_ICON = "icons/touch-180.png"  # asked for once, when the site is put there


def kept(client: Client, language: str = "en") -> dict[str, object]:
    script = client.get(SERVICE_WORKER, {"language": language}).content.decode()
    first = script.split("\n", 1)[0]
    found: dict[str, object] = json.loads(first.removeprefix("const KEPT = ").removesuffix(";"))
    return found


def test_service_worker_answers_for_the_whole_site(client: Client) -> None:
    assert SERVICE_WORKER == "/sw.js"
    answer = client.get(SERVICE_WORKER)
    assert answer["Content-Type"] == "text/javascript"
    assert "no-cache" in answer["Cache-Control"]
    assert "worker-src 'self'" in answer["Content-Security-Policy"]


def test_service_worker_is_another_one_in_another_language(client: Client) -> None:
    english, dutch, other = (kept(client, language) for language in ("en", "nl", "xx"))
    assert english["page"] == "/check-in/offline/en/"
    assert dutch["page"] == "/check-in/offline/nl/"
    assert english["version"] != dutch["version"]
    assert other == english


def test_what_the_kept_page_asks_for_is_kept_and_nothing_else(client: Client) -> None:
    page = client.get(reverse("athletes:offline", args=["en"])).content.decode()
    asked = re.findall(r'(?:href|src)="/static/([^"]+)"', page)
    for name in asked:  # grows by what each imports
        source = finders.find(name)
        assert source, name
        if name.startswith("js/"):
            lines = Path(source).read_text()
            imported = re.findall(r'^import .* from "\./(.+)";', lines, re.MULTILINE)
            asked += [f"js/{each}" for each in imported if f"js/{each}" not in asked]
    assert set(asked) - {HOME_SCREEN_ICON} == set(KEPT_FILES)


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "nl"])
def test_kept_page_is_the_same_for_everybody(client: Client, language: str) -> None:
    url = reverse("athletes:offline", args=[language])
    strangers = client.get(url).content
    client.force_login(create_athlete(name="Canary Jansen").user)
    assert client.get(url).content == strangers
    html = strangers.decode()
    assert f'<html lang="{language}">' in html
    for personal in ("csrf", 'name="person"', "your usual", "je gebruikelijke"):
        assert personal not in html
    assert "checked" not in html.replace('value="0" form="offline-day-choice" checked', "")


def test_kept_page_speaks_no_other_language(client: Client) -> None:
    assert client.get("/check-in/offline/de/").status_code == 404


def test_manifest_names_icons_that_are_there(client: Client) -> None:
    answer = client.get(reverse("manifest"))
    assert answer["Content-Type"] == "application/manifest+json"
    manifest = answer.json()
    assert manifest["display"] == "standalone"
    assert {icon["sizes"] for icon in manifest["icons"]} == {"192x192", "512x512"}
    assert [icon["purpose"] for icon in manifest["icons"] if "purpose" in icon] == ["maskable"]
    for icon in manifest["icons"]:
        assert finders.find(icon["src"].removeprefix("/static/"))


@pytest.mark.slow
def test_scripts_import_each_other_under_names_that_say_their_content(tmp_path: Path) -> None:
    storage = {"staticfiles": {"BACKEND": "recovery.static_files.ModulesStorage"}}
    with override_settings(STATIC_ROOT=tmp_path, STORAGES=settings.STORAGES | storage):
        call_command("collectstatic", interactive=False, verbosity=0)
    [script] = (tmp_path / "js").glob("offline.????????????.js")
    imported = [line for line in script.read_text().splitlines() if line.startswith("import ")]
    assert len(imported) == 6
    for line in imported:
        name = line.split('"')[1].removeprefix("./")
        assert (tmp_path / "js" / name).is_file()
        assert name.count(".") == 2, "the hash is missing"

"""What a club runs with docker compose, as far as it can be checked without building it."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from recovery.bootstrap import ROOT

SETTING = re.compile(r'env\.\w+\(\s*"([A-Z_]+)"')
ONLY_COMPOSE = {"DOMAIN", "POSTGRES_PASSWORD"}


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    services: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
    return services


def test_compose_file_follows_the_schema() -> None:
    check = [str(Path(sys.executable).parent / "check-jsonschema")]
    check += ["--builtin-schema", "vendor.compose-spec", str(ROOT / "docker-compose.yml")]
    done = subprocess.run(check, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_services_are_those_of_the_design(services: dict[str, Any]) -> None:
    assert set(services) == {"postgres", "redis", "migrate", "web", "worker", "beat", "proxy"}
    assert services["postgres"]["image"] == "postgres:18"
    assert services["redis"]["image"] == "redis:8"
    assert "noeviction" in services["redis"]["command"]


def test_every_lasting_service_has_a_health_check(services: dict[str, Any]) -> None:
    """The web's is the image's own."""
    dockerfile = (ROOT / "Dockerfile").read_text()
    assert "HEALTHCHECK" in dockerfile
    for name in set(services) - {"migrate", "web"}:
        assert services[name]["healthcheck"]["test"], name


def test_site_waits_for_healthy_engines_and_migrations(services: dict[str, Any]) -> None:
    for name in ("web", "worker", "beat"):
        waits = {on: how["condition"] for on, how in services[name]["depends_on"].items()}
        assert waits == {
            "migrate": "service_completed_successfully",
            "postgres": "service_healthy",
            "redis": "service_healthy",
        }


def test_only_the_proxy_is_reachable(services: dict[str, Any]) -> None:
    assert [name for name, service in services.items() if "ports" in service] == ["proxy"]


def test_no_secret_has_a_default() -> None:
    text = (ROOT / "docker-compose.yml").read_text()
    for secret in ("SECRET_KEY", "POSTGRES_PASSWORD"):
        uses = re.findall(r"\$\{" + secret + r"\b([^}]*)\}", text)
        assert uses
        assert all(use.startswith(":?") for use in uses)
    example = (ROOT / ".env.example").read_text()
    assert "\nSECRET_KEY=\n" in example
    assert "\nPOSTGRES_PASSWORD=\n" in example


def test_image_runs_as_somebody_without_rights() -> None:
    last_stage = (ROOT / "Dockerfile").read_text().rpartition("\nFROM ")[2]
    assert re.search(r"^USER recovery$", last_stage, re.MULTILINE)


def test_image_uses_the_uv_of_the_lock_file() -> None:
    locked = tomllib.loads((ROOT / "uv.lock").read_text())["package"]
    version = next(package["version"] for package in locked if package["name"] == "uv")
    assert f"ARG UV_VERSION={version}\n" in (ROOT / "Dockerfile").read_text()


def test_example_has_every_setting_with_a_comment() -> None:
    read = set(SETTING.findall((ROOT / "recovery" / "settings.py").read_text()))
    blocks = (ROOT / ".env.example").read_text().split("\n\n")
    listed = {}
    for block in blocks:
        lines = block.splitlines()
        if lines and (found := re.fullmatch(r"(?:# )?([A-Z_]+)=.*", lines[-1])):
            listed[found[1]] = lines[:-1]
    assert set(listed) == read | ONLY_COMPOSE
    assert all(comment and comment[0].startswith("# ") for comment in listed.values())

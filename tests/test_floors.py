"""The floors of the house hold, and an import that goes the wrong way is noticed."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

PACKAGES = ("recovery", "athletes", "coaching")


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    program = Path(sys.executable).parent / "lint-imports"
    return subprocess.run(
        [program, "--no-cache"], cwd=folder, capture_output=True, text=True, check=False
    )


@pytest.fixture
def copy_of_sources(tmp_path: Path) -> Path:
    for package in PACKAGES:
        shutil.copytree(
            settings.BASE_DIR / package,
            tmp_path / package,
            ignore=shutil.ignore_patterns("__pycache__"),
        )
    shutil.copy(settings.BASE_DIR / "pyproject.toml", tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("athletes/access.py", "from coaching.models import Team"),
        ("athletes/access.py", "from recovery.assessments.models import DailyState"),
        ("recovery/assessments/services.py", "from coaching.models import Team"),
        ("recovery/engine/metrics/load.py", "from django.utils import timezone"),
        ("recovery/bootstrap.py", "import numpy"),
    ],
)
def test_upward_import_is_refused(copy_of_sources: Path, module: str, line: str) -> None:
    path = copy_of_sources / module
    path.write_text(f"{path.read_text()}\n\n{line}\n")

    checked = lint_imports(copy_of_sources)

    assert checked.returncode == 1
    assert module.removesuffix(".py").replace("/", ".") in checked.stdout


def test_engine_loads_neither_django_nor_celery() -> None:
    """The usual ``from .celery import app`` in ``recovery/__init__.py`` would make it."""
    code = (
        "import sys, recovery.engine, recovery.simulation;"
        "sys.exit(bool({'django', 'celery', 'kombu'} & sys.modules.keys()))"
    )

    subprocess.run([sys.executable, "-c", code], cwd=settings.BASE_DIR, check=True)

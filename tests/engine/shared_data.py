"""Real data that tests compare against; it is not part of the repository."""

import csv
import os
from pathlib import Path

import pytest

ROOT = Path(os.environ.get("RECOVERY_SHARED_DATA") or Path(__file__).parents[3] / "shared/data")


def shared_file(name: str) -> Path:
    """Return the path, or skip the test and say why."""
    path = ROOT / name
    if not path.is_file():
        pytest.skip(f"{path} is absent: set RECOVERY_SHARED_DATA to the folder that holds {name}")
    return path


def read_rows(name: str) -> list[dict[str, str]]:
    with shared_file(name).open(newline="") as file:
        return list(csv.DictReader(file))

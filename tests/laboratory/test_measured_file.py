"""What pages repeat was measured with the model that they speak about."""

import json

from recovery.engine import DEFAULTS
from recovery.laboratory.worlds import REPORTING, WORLDS
from recovery.management.commands.validate import MEASURED, REPORT


def test_figures_are_of_this_version_of_the_model() -> None:
    """A changed threshold cannot keep old figures: run ``manage.py validate``."""
    told = json.loads(MEASURED.read_text(encoding="utf-8"))
    assert told["engine_version"] == DEFAULTS.version
    assert set(told["variants"]) == {world.name for world in WORLDS}
    for rule in told["rules"].values():
        assert rule["seeds"] == list(REPORTING)


def test_report_is_of_this_version_of_the_model() -> None:
    assert f"Engine {DEFAULTS.version}." in REPORT.read_text(encoding="utf-8")

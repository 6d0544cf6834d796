"""`manage.py verify` itself: everything runs, what fails is shown and decides the exit code."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from recovery.management.commands import verify
from recovery.management.commands.verify import Command, Step

if TYPE_CHECKING:
    import pytest

PASSING = Step("passing", ("sh", "-c", "echo nothing of interest"))
FAILING = Step("failing", ("sh", "-c", "echo the reason; exit 3"))


def run_verify(
    monkeypatch: pytest.MonkeyPatch, steps: tuple[Step, ...], *, pytest_says: str = "--version"
) -> tuple[int, str]:
    monkeypatch.setattr(verify, "STEPS", steps)
    printed = io.StringIO()
    command = Command(stdout=printed, no_color=True)
    try:
        command.handle(quick=True, pytest=[pytest_says])
    except SystemExit as end:
        return int(str(end.code)), printed.getvalue()
    return 0, printed.getvalue()


def test_all_steps_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    code, printed = run_verify(monkeypatch, (PASSING, PASSING))
    assert code == 0
    assert printed.count("✓ passing ") == 2
    assert "of interest" not in printed


def test_failing_step_is_shown_and_the_others_still_run(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    code, printed = run_verify(monkeypatch, (FAILING, PASSING))
    assert code == 1
    assert "✗ failing " in printed
    assert "the reason" in printed
    assert "✓ passing " in printed
    assert "pytest " in capfd.readouterr().out  # the tests ran as well


def test_failing_tests_fail_it(monkeypatch: pytest.MonkeyPatch) -> None:
    code, _printed = run_verify(monkeypatch, (PASSING,), pytest_says="tests/no_such_file.py")
    assert code == 1


def test_step_gets_settings_that_reach_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://the-real-one/")
    asks = Step("asks", ("sh", "-c", 'test "${DATABASE_URL#*nonexistent}" != "$DATABASE_URL"'))
    code, printed = run_verify(monkeypatch, (asks,))
    assert code == 0, printed

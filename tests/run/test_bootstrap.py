"""What a newcomer reads when something is in the way: one line, no traceback."""

from __future__ import annotations

import ast
import subprocess
import textwrap
from typing import TYPE_CHECKING

import pytest

from recovery import bootstrap
from tests.run.conftest import on_small_disk

if TYPE_CHECKING:
    from pathlib import Path

    from tests.run.conftest import Checkout

DEAD_INDEX = {
    "PIP_INDEX_URL": "http://127.0.0.1:9/simple",
    "PIP_CONFIG_FILE": "/dev/null",
    "PIP_RETRIES": "0",
    "PIP_FIND_LINKS": "",
    "HTTPS_PROXY": "http://127.0.0.1:9",
    "UV_HTTP_RETRIES": "0",
    "UV_NO_CACHE": "1",
}


def run_pretending(checkout: Checkout, pretence: str) -> tuple[int, str]:
    """Run ``manage.py demo`` in a Python that was told something about itself first."""
    code = f"""
        import runpy, sys
        {pretence}
        sys.argv = ["manage.py", "demo"]
        sys.path.insert(0, "")
        runpy.run_path("manage.py", run_name="__main__")
    """
    done = subprocess.run(
        [checkout.python, "-c", textwrap.dedent(code)],
        cwd=checkout.path,
        env={"HOME": str(checkout.home), "PATH": "/usr/bin:/bin"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout


def test_old_python_is_told_which_one_it_takes(bare_checkout: Checkout) -> None:
    code, printed = run_pretending(bare_checkout, "sys.version_info = (3, 10, 12)")
    assert (code, printed) == (1, "Recovery needs Python 3.11 or newer; this is Python 3.10.\n")


def test_manage_py_can_be_read_by_an_old_python() -> None:
    tree = ast.parse((bootstrap.ROOT / "manage.py").read_text(), feature_version=(3, 5))
    newer = (ast.JoinedStr, ast.AnnAssign, ast.NamedExpr, ast.Match)
    assert not [node for node in ast.walk(tree) if isinstance(node, newer)]


@pytest.mark.parametrize("module", ["venv", "ensurepip"])
def test_missing_venv_module_names_the_package_that_has_it(
    bare_checkout: Checkout, module: str
) -> None:
    code, printed = run_pretending(bare_checkout, f"sys.modules['{module}'] = None")
    assert code == 1
    assert printed.splitlines()[-1] == bootstrap.NO_VENV
    assert "Traceback" not in printed


def test_no_network_at_first_run_says_so(bare_checkout: Checkout) -> None:
    code, printed = bare_checkout.run("demo", **DEAD_INDEX)
    assert code == 1
    assert printed.splitlines()[-1] == bootstrap.NO_NETWORK
    assert "Traceback" not in printed


def test_full_disk_says_so(bare_checkout: Checkout) -> None:
    small = on_small_disk(bare_checkout.path / ".venv", megabytes=10)
    code, printed = bare_checkout.run("demo", prefix=small)
    assert code == 1
    assert printed.splitlines()[-1] == bootstrap.DISK_FULL
    assert "Traceback" not in printed


def test_stamp_of_this_checkout_makes_the_start_instant(checkout: Checkout) -> None:
    code, printed = checkout.run("demo", "--help", **DEAD_INDEX)
    assert code == 0, printed
    assert "--athletes" in printed


def test_changed_lock_file_makes_the_environment_stale(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stamp, lock, python = (tmp_path / name for name in ("stamp", "uv.lock", "python"))
    monkeypatch.setattr(bootstrap, "STAMP", stamp)
    monkeypatch.setattr(bootstrap, "LOCK_FILE", lock)
    monkeypatch.setattr(bootstrap, "PYTHON", python)
    python.touch()
    lock.write_text("one")
    place = str(bootstrap.ROOT)
    bootstrap._write_stamp({"lock": bootstrap._lock_hash(), "place": place, "for": ["demo"]})
    assert bootstrap._fits("demo")
    assert not bootstrap._fits("verify")
    lock.write_text("two")
    assert not bootstrap._fits("demo")


def test_moved_environment_does_not_fit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap, "STAMP", tmp_path / "stamp")
    bootstrap._write_stamp({"lock": bootstrap._lock_hash(), "place": "/before", "for": ["demo"]})
    assert not bootstrap._fits("demo")


def test_uv_is_fetched_by_the_hashes_of_the_lock_file() -> None:
    line = bootstrap._uv_requirement()
    assert line.startswith("uv==")
    assert line.count("--hash=sha256:") > 5

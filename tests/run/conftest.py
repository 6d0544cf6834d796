"""Checkouts to run `manage.py` in, as a newcomer would."""

from __future__ import annotations

import json
import os
import pwd
import shlex
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from recovery import bootstrap, embedded

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ROOT = bootstrap.ROOT
PRODUCT = ("manage.py", "pyproject.toml", "uv.lock", "recovery", "athletes", "coaching")
PAGES = ("templates", "static", "locale")


@dataclass(frozen=True)
class Checkout:
    """A copy of the product in a folder of its own, and who runs it."""

    path: Path
    home: Path
    python: Path
    user: str | None = None

    def start(
        self, *arguments: str, prefix: Sequence[str] = (), **environment: str
    ) -> subprocess.Popen[str]:
        """Start ``python3 manage.py …`` with hardly anything in the environment."""
        return subprocess.Popen(
            [*prefix, str(self.python), "manage.py", *arguments],
            cwd=self.path,
            user=self.user,
            group=pwd.getpwnam(self.user).pw_gid if self.user else None,
            extra_groups=[] if self.user else None,
            env={"PATH": os.environ["PATH"], "HOME": str(self.home), **environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def run(
        self, *arguments: str, prefix: Sequence[str] = (), **environment: str
    ) -> tuple[int, str]:
        """Run ``python3 manage.py …`` to its end; return its code and what it printed."""
        process = self.start(*arguments, prefix=prefix, **environment)
        printed, _nothing = process.communicate(timeout=60)
        return process.returncode, printed


def on_small_disk(folder: Path, *, megabytes: int) -> list[str]:
    """Return what to put before a command to give it a small disk in place of a folder.

    The disk is seen by that command alone and goes with it.
    """
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=755", "tmpfs", str(folder)]
    if subprocess.run(
        ["unshare", "--mount", *mount], check=False, stderr=subprocess.DEVNULL
    ).returncode:
        pytest.skip("mounting a small disk takes root")
    script = f'{shlex.join(mount)} && exec "$@"'
    return ["unshare", "--mount", "sh", "-c", script, "sh"]


@pytest.fixture(scope="session")
def folder() -> Iterator[Path]:
    """A folder with a space in its path that everybody can enter."""
    path = Path(tempfile.mkdtemp(prefix="a recovery "))
    path.chmod(0o755)
    yield path
    shutil.rmtree(path)


@pytest.fixture
def bare_checkout(folder: Path) -> Iterator[Checkout]:
    """A checkout without ``.venv``, an empty HOME, and this Python."""
    yield make_checkout(folder / "bare", python=base_python())
    shutil.rmtree(folder / "bare")


@pytest.fixture(scope="session")
def checkout(folder: Path) -> Checkout:
    """A checkout whose ``.venv`` is there: the packages of this one under another name."""
    made = make_checkout(folder / "own", python=base_python())
    borrow_packages(made)
    return made


@pytest.fixture(scope="session")
def ordinary_checkout(folder: Path) -> Checkout:
    """A checkout that belongs to and is run by somebody who is not root."""
    if os.geteuid() != 0:
        pytest.skip("not root: every other test of the demo already runs as an ordinary user")
    python = Path("/usr/bin/python3")
    version = "import sys; print(*sys.version_info[:2], sep='.')"
    asked = [str(python), "-c", version]
    expected = f"{sys.version_info[0]}.{sys.version_info[1]}"
    if not python.exists() or subprocess.check_output(asked, text=True).strip() != expected:
        pytest.skip(f"no Python {expected} that an ordinary user can run")
    if not embedded.reachable(Path(sys.prefix)):
        pytest.skip(f"an ordinary user cannot read {sys.prefix}")
    made = make_checkout(folder / "ordinary", python=python, user="nobody")
    borrow_packages(made)
    for path in (folder / "ordinary").rglob("*"):
        shutil.chown(path, "nobody", pwd.getpwnam("nobody").pw_gid)
    return made


def base_python() -> Path:
    """Return the Python that this ``.venv`` was made from."""
    return Path(getattr(sys, "_base_executable", sys.executable))


def make_checkout(path: Path, *, python: Path, user: str | None = None) -> Checkout:
    (path / "home").mkdir(parents=True)
    checkout = path / "club's recovery"
    checkout.mkdir()
    ignored = shutil.ignore_patterns("__pycache__")
    for name in (*PRODUCT, *PAGES):
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, checkout / name, ignore=ignored)
        else:
            shutil.copy(ROOT / name, checkout / name)
    return Checkout(path=checkout, home=path / "home", python=python, user=user)


def borrow_packages(checkout: Checkout) -> None:
    """Give a checkout a ``.venv`` in no time: empty, but for a pointer to our own packages."""
    venv = checkout.path / ".venv"
    subprocess.run([checkout.python, "-m", "venv", "--without-pip", venv], check=True)
    packages = next((venv / "lib").glob("python*")) / "site-packages"
    ours = next(Path(sys.prefix, "lib").glob("python*")) / "site-packages"
    (packages / "borrowed.pth").write_text(f"{ours}\n")
    stamp = {"lock": bootstrap._lock_hash(), "place": str(checkout.path), "for": ["demo", "verify"]}
    (venv / bootstrap.STAMP.name).write_text(json.dumps(stamp))

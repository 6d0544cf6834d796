"""Where the demo keeps its club: one folder, one running demo."""

from __future__ import annotations

import fcntl
import hashlib
import os
import secrets
import shutil
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from recovery import embedded
from recovery.outbox.push_keys import new_private_key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).resolve().parent.parent.parent


class DemoIsRunningError(Exception):
    """Another demo runs on this folder; the message is its address."""


@dataclass(frozen=True)
class Home:
    """The folder of one demo, kept from run to run."""

    path: Path

    @property
    def logs(self) -> Path:
        return self.path / "logs"

    @property
    def processes(self) -> Path:
        return self.path / "processes"

    @property
    def logins(self) -> Path:
        """The club's logins, written last: without this file the club is unfinished."""
        return self.path / "logins.json"

    @property
    def database(self) -> Path:
        return self.path / "postgres"

    @property
    def address(self) -> Path:
        """Where the running demo answers."""
        return self.path / "address"

    def secret_key(self) -> str:
        """Return the key that signs this demo's sessions; made once, so people stay signed in."""
        return self._made_once("secret-key", lambda: secrets.token_urlsafe(50))

    def push_key(self) -> str:
        """Return the key of this demo's notifications; made once, so phones keep taking them."""
        return self._made_once("push-key", new_private_key)

    def _made_once(self, name: str, make: Callable[[], str]) -> str:
        file = self.path / name
        file.touch(mode=0o600)
        if not file.read_text():
            file.write_text(make())
        return file.read_text()

    @contextmanager
    def sockets(self) -> Iterator[Path]:
        """Make this run's folder for sockets; remove it after, or what a killed run left of it."""
        note = self.path / "sockets"
        if note.exists() and (left := Path(note.read_text())).name.startswith("recovery-"):
            shutil.rmtree(left, ignore_errors=True)
        with embedded.private_folder() as folder:
            note.write_text(str(folder))
            try:
                yield folder
            finally:
                note.unlink(missing_ok=True)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Hold this home for one demo; the kernel drops the lock when the demo dies.

        A POSIX lock on purpose: unlike flock's, no child that outlives us inherits it.
        """
        with (self.path / "lock").open("w") as lock:
            try:
                fcntl.lockf(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                address = self.address.read_text() if self.address.exists() else "(still starting)"
                raise DemoIsRunningError(address) from None
            try:
                self.address.unlink(missing_ok=True)
                yield
            finally:
                self.address.unlink(missing_ok=True)

    def clear(self) -> None:
        """Forget the club: everything but the lock, which is held."""
        for entry in self.path.iterdir():
            if entry.is_dir():
                shutil.rmtree(entry)
            elif entry.name != "lock":
                entry.unlink()


def demo_home() -> Home:
    """Return the demo's folder, made if needed: ``.demo`` in the checkout where that works.

    Started by root, PostgreSQL runs as nobody. Where nobody cannot enter the checkout (below
    /root, say), the folder is one of root's own outside it, named after the checkout.
    """
    inside = ROOT / ".demo"
    if embedded.reachable(ROOT):
        path = inside
    else:
        name = hashlib.sha256(os.fsencode(ROOT)).hexdigest()[:12]
        parent = Path("/var/lib/recovery-demo")
        parent.mkdir(exist_ok=True)
        parent.chmod(0o711)
        path = parent / name
    path.mkdir(parents=True, exist_ok=True)
    path.chmod(0o711)  # PostgreSQL's user passes through, whatever the umask was
    return Home(path)

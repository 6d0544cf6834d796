"""What hostile files get: a refusal within the limits, and nothing of the machine."""

from __future__ import annotations

import gzip
import io
import resource
import subprocess
import sys
import time
import zipfile
import zlib
from typing import TYPE_CHECKING

import pytest

from athletes.imports.activities import child, sandbox, zips
from athletes.imports.activities.activity import Reason, RefusedError
from athletes.imports.activities.kinds import Kind, kind_of
from athletes.imports.activities.sandbox import read_activities
from athletes.imports.activities.zips import gunzipped, unzipped
from tests.athletes.imports import files

if TYPE_CHECKING:
    from pathlib import Path


def reasons(content: bytes) -> list[Reason | None]:
    return [member.refused for member in unzipped(content)]


def test_bomb_of_500_mb_is_refused_after_ten_of_them() -> None:
    bomb = files.zip_bomb(megabytes=500)
    assert len(bomb) < 1_000_000
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    begun = time.perf_counter()
    assert reasons(bomb) == [Reason.TOO_LARGE]
    assert time.perf_counter() - begun < 2
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < 100_000  # kB


def test_size_is_checked_while_reading_and_not_as_declared() -> None:
    bomb = bytearray(files.zip_bomb(megabytes=20))
    # The directory at the end says that it is one byte; with the check sum it had.
    place = bomb.rindex(b"PK\x01\x02")
    bomb[place + 24 : place + 28] = (1).to_bytes(4, "little")
    assert set(reasons(bytes(bomb))) <= {Reason.TOO_LARGE, Reason.DAMAGED}


def test_many_files_that_are_large_together_stop_at_the_total(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(zips, "LARGEST_TOTAL", 250)
    packed = files.zipped({f"{number}.csv": bytes(100) for number in range(5)})
    found = list(unzipped(packed))
    assert sum(len(member.content) for member in found) <= 250
    assert found[-1].refused is Reason.TOO_LARGE


def test_too_many_files_are_refused_before_any_is_unpacked() -> None:
    packed = files.zipped({f"{number}.fit": b"" for number in range(zips.MOST_FILES + 1)})
    with pytest.raises(RefusedError) as refusal:
        list(unzipped(packed))
    assert refusal.value.reason is Reason.TOO_MANY_FILES


def test_names_of_an_archive_are_never_places_on_a_disk() -> None:
    run = files.gpx(points=5)
    names = ["../../etc/cron.d/run.gpx", "/root/ride.gpx", "C:\\windows\\walk.gpx", "a/b.gpx"]
    packed = files.zipped(dict.fromkeys(names, run))
    assert [member.name for member in unzipped(packed)] == [
        "run.gpx",
        "ride.gpx",
        "walk.gpx",
        "b.gpx",
    ]


def test_links_and_what_systems_leave_behind_are_passed_over() -> None:
    link = zipfile.ZipInfo("link.fit")
    link.external_attr = 0o120777 << 16
    packed = files.zipped({"__MACOSX/._run.gpx": b"x", ".DS_Store": b"x", "run.gpx": b"<gpx/>"})
    with zipfile.ZipFile(handle := io.BytesIO(packed), "a") as archive:
        archive.writestr(link, "/etc/passwd")
    assert [member.name for member in unzipped(handle.getvalue())] == ["run.gpx"]


def test_damaged_and_locked_members_are_refused_one_by_one() -> None:
    packed = bytearray(files.zipped({"a.gpx": files.gpx(), "b.gpx": files.gpx(points=5)}))
    packed[60] ^= 0xFF
    assert reasons(bytes(packed)) == [Reason.DAMAGED, None]
    locked = bytearray(files.zipped({"a.gpx": b"<gpx/>"}))
    locked[locked.index(b"PK\x01\x02") + 8] |= 1
    assert reasons(bytes(locked)) == [Reason.ENCRYPTED]


def test_gzip_is_unpacked_within_the_limit() -> None:
    assert gunzipped(gzip.compress(files.gpx())) == files.gpx()
    for content, reason in (
        (gzip.compress(bytes(11_000_000)), Reason.TOO_LARGE),
        (gzip.compress(files.gpx())[:-9], Reason.DAMAGED),
        (b"\x1f\x8b" + bytes(20), Reason.DAMAGED),
    ):
        with pytest.raises(RefusedError) as refusal:
            gunzipped(content)
        assert refusal.value.reason is reason


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (files.fit(), Kind.FIT),
        (files.gpx(), Kind.GPX),
        (b"\xef\xbb\xbf  " + files.gpx(), Kind.GPX),
        (files.tcx(laps=[(60, 100.0, 120)]), Kind.TCX),
        (files.zipped({"a": b"b"}), Kind.ZIP),
        (gzip.compress(b"a,b", mtime=0), Kind.GZIP),
        (b"Datum;Minuten\r\n1-2-2026;60\r\n", Kind.TABLE),
    ],
)
def test_file_is_what_its_bytes_say(content: bytes, kind: Kind) -> None:
    assert kind_of(content) is kind


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", Reason.EMPTY),
        (b"  \n\n", Reason.EMPTY),
        (bytes(5000), Reason.EMPTY),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), Reason.UNKNOWN_KIND),
        (b"<html><body>,</body></html>", Reason.UNKNOWN_KIND),
        (b"just words", Reason.UNKNOWN_KIND),
        (zlib.compress(b"a,b,c" * 50), Reason.UNKNOWN_KIND),
    ],
)
def test_what_is_no_training_file_is_refused(content: bytes, reason: Reason) -> None:
    with pytest.raises(RefusedError) as refusal:
        kind_of(content)
    assert refusal.value.reason is reason


def test_reader_that_is_kept_waiting_is_ended_without_blaming_the_file() -> None:
    begun = time.perf_counter()
    with pytest.raises(TimeoutError):
        read_activities(files.fit(), Kind.FIT, seconds=0.01)
    assert time.perf_counter() - begun < 5


def run_in_child(body: str) -> subprocess.CompletedProcess[str]:
    code = f"from athletes.imports.activities.child import limit\nlimit()\n{body}"
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=sandbox.ROOT,
        env={},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_child_gets_no_more_memory_than_its_limit() -> None:
    ended = run_in_child(f"bytes({child.MEMORY})")
    assert "MemoryError" in ended.stderr


def test_file_that_takes_the_child_down_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    interpreter = tmp_path / "interpreter"
    interpreter.write_text("#!/bin/sh\necho half an ans\nkill -9 $$\n")
    interpreter.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(interpreter))
    with pytest.raises(RefusedError) as refusal:
        read_activities(files.fit(), Kind.FIT)
    assert refusal.value.reason is Reason.TOO_MUCH_WORK


def test_child_gets_no_more_time_than_its_limit() -> None:
    told = run_in_child("import resource\nprint(resource.getrlimit(resource.RLIMIT_CPU))")
    assert told.stdout.strip() == f"({child.CPU}, {child.CPU})"
    ended = run_in_child(
        "import resource\nresource.setrlimit(resource.RLIMIT_CPU, (1, 1))\nwhile True: pass"
    )
    assert ended.returncode < 0  # killed


def test_child_cannot_write_a_large_file() -> None:
    ended = run_in_child(
        "import tempfile\nf = tempfile.TemporaryFile()\n"
        f"f.write(bytes({child.OUTPUT + 1}))\nf.flush()"
    )
    assert ended.returncode != 0


def test_child_is_given_no_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Whatever a file makes it do, it knows no key and no database."""
    seen = tmp_path / "seen"
    interpreter = tmp_path / "interpreter"
    interpreter.write_text(f"#!/bin/sh\nexport -p > {seen}\n")
    interpreter.chmod(0o755)
    monkeypatch.setenv("SECRET_KEY", "a secret")
    monkeypatch.setattr(sys, "executable", str(interpreter))
    with pytest.raises(RefusedError):
        read_activities(files.fit(), Kind.FIT)
    assert "PYTHONDONTWRITEBYTECODE" in seen.read_text()
    assert "SECRET_KEY" not in seen.read_text()
    assert "DATABASE_URL" not in seen.read_text()

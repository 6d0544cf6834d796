"""Archives, unpacked within limits that are checked while reading: what they declare is a claim."""

from __future__ import annotations

import io
import stat
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final

from athletes.imports.activities.activity import LARGEST_FILE, Reason, RefusedError

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_FILES: Final = 2000
LARGEST_TOTAL: Final = 200_000_000  # bytes, unpacked
CHUNK: Final = 65_536
# Left behind by systems that pack folders.
JUNK: Final = ("__MACOSX", ".DS_Store", "Thumbs.db")
METHODS: Final = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})


@dataclass(frozen=True, slots=True)
class Member:
    """One file of an archive: its bytes, or why it was left packed."""

    name: str
    content: bytes = b""
    refused: Reason | None = None


def unzipped(content: bytes) -> Iterator[Member]:
    """Yield an archive's files one at a time. Its names are words, never places on a disk."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OverflowError) as error:
        raise RefusedError(Reason.DAMAGED) from error
    files = [info for info in archive.infolist() if not _is_passed_over(info)]
    if not files:
        raise RefusedError(Reason.EMPTY)
    if len(files) > MOST_FILES:
        raise RefusedError(Reason.TOO_MANY_FILES)
    left = LARGEST_TOTAL
    for info in files:
        member = _member(archive, info, at_most=min(LARGEST_FILE, left))
        left -= len(member.content)
        yield member
        if left <= 0:
            yield Member(PurePosixPath(info.filename).name, refused=Reason.TOO_LARGE)
            return


def _is_passed_over(info: zipfile.ZipInfo) -> bool:
    path = PurePosixPath(info.filename)
    is_link = stat.S_ISLNK(info.external_attr >> 16)
    is_hidden = path.name.startswith("._") or bool(set(path.parts) & set(JUNK))
    return info.is_dir() or is_link or is_hidden


def _member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, *, at_most: int) -> Member:
    name = PurePosixPath(info.filename.replace("\\", "/")).name
    if info.flag_bits & 0x1:
        return Member(name, refused=Reason.ENCRYPTED)
    if info.compress_type not in METHODS:
        return Member(name, refused=Reason.DAMAGED)
    unpacked = io.BytesIO()
    try:
        with archive.open(info) as packed:
            while chunk := packed.read(CHUNK):
                unpacked.write(chunk)
                if unpacked.tell() > at_most:
                    return Member(name, refused=Reason.TOO_LARGE)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError):
        return Member(name, refused=Reason.DAMAGED)
    return Member(name, unpacked.getvalue())


def gunzipped(content: bytes) -> bytes:
    """Return what one gzip file holds: how some services export their FIT files."""
    try:
        unpacker = zlib.decompressobj(wbits=31)
        unpacked = unpacker.decompress(content, LARGEST_FILE + 1)
    except zlib.error as error:
        raise RefusedError(Reason.DAMAGED) from error
    if len(unpacked) > LARGEST_FILE:
        raise RefusedError(Reason.TOO_LARGE)
    if not unpacker.eof:
        raise RefusedError(Reason.DAMAGED)
    return unpacked

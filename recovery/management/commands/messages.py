"""Bring the Dutch catalogue up to date with the sources, without gettext's programs."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import polib
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation.template import templatize

if TYPE_CHECKING:
    from argparse import ArgumentParser
    from collections.abc import Iterator
    from pathlib import Path

PACKAGES = ("recovery", "athletes", "coaching")
# What each function's arguments are: "c" a context, numbers the singular and the plural.
KEYWORDS: dict[str, Any] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|%[sd]|\{(\w+)\}")

Key = tuple[str, str, str]  # context, singular, plural; empty where there is none


@dataclass
class Found:
    """One message of the sources, where it stands and what its translator is told."""

    key: Key
    places: list[tuple[str, int]] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)


def source_files() -> Iterator[tuple[Path, bytes]]:
    """Yield each source as Python: modules as they are, templates by way of `templatize`."""
    for package in PACKAGES:
        for path in sorted((settings.BASE_DIR / package).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path, path.read_bytes()
    for path in sorted((settings.BASE_DIR / "templates").rglob("*.*")):
        if path.suffix in {".html", ".txt"}:
            code = templatize(path.read_text(encoding="utf-8"), origin=str(path))
            # Indentation means nothing in a template and everything to a Python tokenizer.
            yield path, "\n".join(line.lstrip() for line in code.splitlines()).encode()


def messages_of_sources() -> dict[Key, Found]:
    """Return every message that the sources ask a translation of."""
    # Babel is a tool of developers: the site runs without it.
    from babel.messages.extract import extract  # noqa: PLC0415

    found: dict[Key, Found] = {}
    for path, code in source_files():
        place = str(path.relative_to(settings.BASE_DIR))
        rows = extract("python", io.BytesIO(code), keywords=KEYWORDS, comment_tags=["Translators:"])
        for line, message, comments, context in rows:
            singular, plural = message if isinstance(message, tuple) else (message, "")
            key = (context or "", singular, plural)
            entry = found.setdefault(key, Found(key))
            entry.places.append((place, line))
            entry.comments += [each for each in comments if each not in entry.comments]
    return found


def key_of(entry: polib.POEntry) -> Key:
    return (entry.msgctxt or "", entry.msgid, entry.msgid_plural or "")


def placeholders(text: str) -> list[str]:
    return sorted(match.group() for match in PLACEHOLDER.finditer(text))


def faults(catalogue: polib.POFile, found: dict[Key, Found]) -> list[str]:
    """Return what is wrong with a catalogue, one sentence each; nothing if it is complete."""
    entries = {key_of(entry): entry for entry in catalogue if not entry.obsolete}
    said = [f"not in the catalogue: {key[1]!r}" for key in found.keys() - entries.keys()]
    said += [f"no longer in the sources: {key[1]!r}" for key in entries.keys() - found.keys()]
    for entry in entries.values():
        forms = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
        if entry.fuzzy:
            said.append(f"fuzzy: {entry.msgid!r}")
        if not all(form.strip() for form in forms):
            said.append(f"not translated: {entry.msgid!r}")
            continue
        allowed = [placeholders(entry.msgid), placeholders(entry.msgid_plural or entry.msgid)]
        said += [
            f"other placeholders: {entry.msgid!r} → {form!r}"
            for form in forms
            if placeholders(form) not in allowed
        ]
    return sorted(said)


def update(catalogue: polib.POFile, found: dict[Key, Found]) -> None:
    """Add new messages, drop the ones nobody asks for, keep every translation."""
    entries = {key_of(entry): entry for entry in catalogue}
    for key, entry in entries.items():
        if key not in found:
            catalogue.remove(entry)
    for key, message in found.items():
        context, singular, plural = key
        entry = entries.get(key)
        if entry is None:
            entry = polib.POEntry(msgid=singular, msgctxt=context or None)
            if plural:
                entry.msgid_plural = plural
                entry.msgstr_plural = {0: "", 1: ""}
            catalogue.append(entry)
        # Files, not lines: a line number changes with every edit and tells a translator nothing.
        entry.occurrences = [(place, "") for place in sorted({p for p, _line in message.places})]
        entry.comment = "\n".join(message.comments)
        if placeholders(singular) and "python-format" not in entry.flags and "%" in singular:
            entry.flags.append("python-format")
    catalogue.sort(key=lambda entry: (entry.occurrences[:1], entry.msgid))


class Command(BaseCommand):
    help = "Collect the site's messages into the Dutch catalogue, or check that it is complete."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="change nothing, list what lacks")

    def handle(self, *, check: bool, **_options: Any) -> None:
        path = settings.LOCALE_PATHS[0] / "nl" / "LC_MESSAGES" / "django.po"
        catalogue = polib.pofile(str(path), wrapwidth=100) if path.exists() else new_catalogue()
        found = messages_of_sources()
        if not check:
            update(catalogue, found)
            catalogue.save(str(path))
        wrong = faults(catalogue, found)
        for each in wrong:
            self.stderr.write(each)
        if wrong:
            raise CommandError(f"{len(wrong)} of {len(found)} messages need a translator.")
        self.stdout.write(f"{len(found)} messages, all translated.")


def new_catalogue() -> polib.POFile:
    catalogue = polib.POFile(wrapwidth=100)
    catalogue.metadata = {
        "Language": "nl",
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": "nplurals=2; plural=(n != 1);",
    }
    return catalogue

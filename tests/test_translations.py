"""Dutch and English are equal citizens: nothing missing, fuzzy, or with other placeholders."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

import polib
import pytest
from django.contrib.auth.password_validation import (
    password_validators_help_texts,
    validate_password,
)
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.utils import translation

from recovery.accounts.models import User
from recovery.management.commands.messages import (
    KEYWORDS,
    Found,
    Key,
    faults,
    messages_of_sources,
    new_catalogue,
    source_files,
    update,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

SEEN: Key = ("", "%(count)s athlete", "%(count)s athletes")
PLAIN: Key = ("status", "Usual", "")


def catalogue_of(*entries: polib.POEntry) -> polib.POFile:
    catalogue = new_catalogue()
    catalogue.extend(entries)
    return catalogue


def test_dutch_catalogue_is_complete() -> None:
    call_command("messages", check=True)


def said_of_passwords(language: str) -> list[str]:
    """Return the rules for a password, and what is said when each of them is broken."""
    user = User(email="noor.jansen@example.test")
    with translation.override(language):
        said = list(password_validators_help_texts())
        for password in ("password", "noor.jansen@example"):  # short and common; like the address
            with pytest.raises(ValidationError) as refused:
                validate_password(password, user)
            said += refused.value.messages
    return said


def test_dutch_password_rules_say_je_like_every_page() -> None:
    english, dutch = said_of_passwords("en"), said_of_passwords("nl")
    assert len(english) == len(dutch) == 6
    assert not set(english) & set(dutch)
    assert not {"u", "uw"} & set(" ".join(dutch).lower().split())


def test_messages_are_found_in_modules_and_templates() -> None:
    places = {
        place for message in messages_of_sources().values() for place, _line in message.places
    }

    assert any(place.endswith(".html") for place in places)
    assert any(place.startswith("athletes/models") for place in places)


def calls_within_f_strings() -> Iterator[str]:
    """Yield each call of a translation function that stands inside an f-string."""
    for path, code in source_files():
        if path.suffix != ".py":
            continue
        for node in ast.walk(ast.parse(code)):
            if isinstance(node, ast.JoinedStr):
                called = (each.func for each in ast.walk(node) if isinstance(each, ast.Call))
                names = {each.id for each in called if isinstance(each, ast.Name)}
                if names & KEYWORDS.keys():
                    yield f"{path.name}:{node.lineno}"


def test_no_message_hides_inside_an_f_string() -> None:
    """It would be looked up, and never be found by whoever collects the messages."""
    assert list(calls_within_f_strings()) == []


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        (polib.POEntry(msgid="Usual", msgstr="Gewoon"), "not in the catalogue: 'Usual'"),
        (
            polib.POEntry(msgid="Usual", msgctxt="status", msgstr=""),
            "not translated: 'Usual'",
        ),
        (
            polib.POEntry(msgid="Usual", msgctxt="status", msgstr="Gewoon", flags=["fuzzy"]),
            "fuzzy: 'Usual'",
        ),
        (
            polib.POEntry(msgid="Usual", msgctxt="status", msgstr="Gewoon %(name)s"),
            "other placeholders: 'Usual' → 'Gewoon %(name)s'",
        ),
        (
            polib.POEntry(msgid="Gone", msgstr="Weg"),
            "no longer in the sources: 'Gone'",
        ),
    ],
)
def test_fault_is_named(entry: polib.POEntry, expected: str) -> None:
    assert expected in faults(catalogue_of(entry), {PLAIN: Found(PLAIN)})


def test_plural_needs_both_forms() -> None:
    entry = polib.POEntry(
        msgid=SEEN[1], msgid_plural=SEEN[2], msgstr_plural={0: "%(count)s sporter", 1: ""}
    )

    assert faults(catalogue_of(entry), {SEEN: Found(SEEN)}) == [f"not translated: {SEEN[1]!r}"]


def test_update_keeps_translations_and_drops_what_is_gone() -> None:
    kept = polib.POEntry(msgid="Usual", msgctxt="status", msgstr="Gewoon")
    catalogue = catalogue_of(kept, polib.POEntry(msgid="Gone", msgstr="Weg"))

    update(catalogue, {PLAIN: Found(PLAIN, [("page.html", 1)]), SEEN: Found(SEEN)})

    assert {entry.msgid: entry.msgstr for entry in catalogue} == {"Usual": "Gewoon", SEEN[1]: ""}

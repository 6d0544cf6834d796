"""The pages of the cards: open to everybody who is signed in, and made without a question asked."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from django.template import Context, Template
from django.urls import reverse
from django.utils import translation

from recovery.engine import Level
from recovery.methods.pages import page_of
from recovery.methods.registry import BY_LEVEL, CARDS
from tests.factories import create_user
from tests.test_words import BANNED

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from recovery.methods.cards import Card

INDEX = reverse("methods:index")
ALL = [pytest.param(card, id=card.slug) for card in CARDS]


def url(card: Card) -> str:
    return reverse("methods:card", args=[card.slug])


@pytest.fixture
def reader(client: Client, db: None) -> Client:
    client.force_login(create_user())
    return client


@pytest.mark.parametrize("language", ["en", "nl"])
def test_index_leads_to_every_card_warnings_first(reader: Client, language: str) -> None:
    reader.cookies["django_language"] = language
    html = reader.get(INDEX).content.decode()
    places = [html.index(f'href="{url(card)}"') for card in CARDS]
    assert places == sorted(places)
    assert CARDS[0].level is not None


@pytest.mark.parametrize("card", ALL)
def test_card_page_shows_drawing_rule_and_examples(reader: Client, card: Card) -> None:
    html = reader.get(url(card)).content.decode()
    assert '<svg class="chart"' in html
    assert ("<math" in html) == bool(page_of(card).formula)
    assert html.count("<tr>\n                  <td>") == len(card.vectors)
    main = html.partition("<main")[2].partition("</main>")[0]
    assert main
    assert "{" not in re.sub(r'<mo>\{</mo>|data-\w+="[^"]*"', "", main)


@pytest.mark.parametrize("card", ALL)
@pytest.mark.parametrize("language", ["en", "nl"])
def test_page_of_a_card_claims_no_more_than_the_product_does(card: Card, language: str) -> None:
    with translation.override(language):
        page = page_of(card)
        said = [
            *(card.title, card.question, *card.what, *card.failures, page.figure.caption),
            *(page.figure.key, *page.sentences, *(each.text for each in page.facts)),
            *(source.title for source in card.sources),
        ]
    assert not BANNED.search(" ".join(map(str, said)))


@pytest.mark.parametrize("card", ALL)
def test_dutch_page_is_dutch(card: Card) -> None:
    def texts() -> set[str]:
        page = page_of(card)
        lines = [*card.what, *card.failures, page.figure.caption, page.figure.key, card.question]
        said = [*lines, *page.sentences, *(fact.text for fact in page.facts)]
        return {str(line) for line in said if str(line) not in {"%", "km"}}

    english = texts()
    with translation.override("nl"):
        assert not english & texts()


def test_pages_cost_the_session_the_user_and_the_navigation(
    reader: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for page in (INDEX, url(CARDS[0]), url(CARDS[-1])):
        # session, user, roles for the navigation
        with django_assert_num_queries(3):
            assert reader.get(page).status_code == 200


def test_unknown_card_is_not_there(reader: Client) -> None:
    assert reader.get(reverse("methods:card", args=["astrology"])).status_code == 404


@pytest.mark.parametrize("card", ALL)
def test_drawing_has_its_numbers_in_a_table(card: Card) -> None:
    figure = card.draw()
    assert figure.caption.endswith(".")
    assert figure.table.count("<tr>") > 5
    assert "nan" not in figure.drawing.lower() + figure.table.lower()


@pytest.mark.parametrize("level", Level)
def test_level_leads_to_its_rule(level: Level) -> None:
    html = Template("{% level_link level %}").render(Context({"level": int(level)}))
    if level == Level.USUAL:
        assert not html
    else:
        assert f'href="{url(BY_LEVEL[level])}"' in html


def test_link_names_the_method() -> None:
    html = Template('{% method_link "monotony" %}').render(Context())
    assert html == '<a class="method" href="/methods/monotony/">How this works: Monotony</a>'


def test_link_to_a_method_that_nobody_knows_is_a_fault() -> None:
    with pytest.raises(KeyError):
        Template('{% method_link "astrology" %}').render(Context())

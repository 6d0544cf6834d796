"""Names as a Dutch club's list has them: of several origins, some long, some with marks."""

import unicodedata

import numpy as np
from numpy.random import Generator

GIVEN_NAMES = (
    "Anouk", "Sem", "Fleur", "Daan", "Lotte", "Bram", "Noor", "Thijs", "Sanne", "Jesse", "Femke",
    "Ruben", "Yara", "Lars", "Eva", "Milan", "Isa", "Stijn", "Roos", "Tim", "Maud", "Jayden",
    "Fenna", "Youssef", "Amina", "Mats", "Linde", "Niels", "Zeynep", "Koen", "Merel", "Omar",
    "Iris", "Gijs", "Naomi", "Teun", "Chiara", "Pim", "Esmée", "Rayan", "Tess", "Björn",
)  # fmt: skip
FAMILY_NAMES = (
    "de Vries", "Jansen", "van den Berg", "Bakker", "Visser", "Smit", "Meijer", "de Boer",
    "Mulder", "de Groot", "Bos", "Vos", "Peters", "Hendriks", "van Leeuwen", "Dekker", "Brouwer",
    "de Wit", "Dijkstra", "Smits", "van der Meer", "Kok", "Jacobs", "van der Linden", "Yılmaz",
    "El Amrani", "Hoekstra", "Kuipers", "Postma", "Veenstra", "Terpstra", "Pinas", "Wijnaldum",
    "Schouten", "Blom", "van Vliet", "Martina", "Prins", "Huisman", "Bosman", "Öztürk", "Tjong",
)  # fmt: skip
# A list that only ever saw short plain names has not been looked at.
REMARKABLE_NAMES = (
    "Marie-Louise Wilhelmina van den Boogaard-Schimmelpenninck",
    "Zoë Çelik-Müller",
)
TRANSLITERATION = str.maketrans({"ı": "i", "ø": "o", "ß": "ss", "æ": "ae"})


def draw_names(draw: Generator, count: int) -> list[str]:
    """Return different full names; any two remarkable ones take the last places."""
    possible = len(GIVEN_NAMES) * len(FAMILY_NAMES)
    if count > possible:
        raise ValueError(f"there are {possible} names, and {count} were asked for")
    places = np.sort(draw.choice(possible, count, replace=False))
    draw.shuffle(places)
    names = [
        f"{GIVEN_NAMES[place % len(GIVEN_NAMES)]} {FAMILY_NAMES[place // len(GIVEN_NAMES)]}"
        for place in places.tolist()
    ]
    kept = max(count - len(REMARKABLE_NAMES), 0)
    return names[:kept] + list(REMARKABLE_NAMES)[: count - kept]


def ascii_slug(name: str) -> str:
    """Return the name in lower-case ASCII with dots, for an e-mail address."""
    plain = unicodedata.normalize("NFKD", name.translate(TRANSLITERATION))
    letters = plain.encode("ascii", "ignore").decode().lower()
    return letters.replace(" ", ".").replace("'", "")

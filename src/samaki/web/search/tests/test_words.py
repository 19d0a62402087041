"""From what is typed to what is looked for, and the marks in what is found."""

from __future__ import annotations

import pytest

from samaki.core.searching import GlossaryWord, matches
from samaki.core.text import search_key
from samaki.web.search.words import LONGEST, marked, question

VICTIM = GlossaryWord("Victim", "ជនរងគ្រោះ")
COMMITTEE = GlossaryWord(
    "National Committee for Counter Trafficking in Persons (NCCT)",
    "គណៈកម្មាធិការជាតិប្រយុទ្ធប្រឆាំងអំពើជួញដូរមនុស្ស",
    "គ.ជ.ប.ជ",
)


def finds(typed: str, text: str) -> bool:
    return matches(search_key(text), question(typed, []).wanted)


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("គជបជ", "អគ្គលេខាធិការដ្ឋាន គ.ជ.ប.ជ"),
        ("គ.ជ.ប.ជ", "អគ្គលេខាធិការដ្ឋាន គជបជ"),
        ("ស្តី", "ទីស្ដីការ"),
        ("ស្ដី", "ទីស្តីការ"),
        ("kratie", "Kratié"),
        ("KRATIÉ", "Kratie province"),
        ("អចិន្ត្រៃយ៍", "អនុប្រធានអចិន្រ្តៃយ៍"),
        ("ក្រសួង​អប់រំ", "ក្រសួងអប់រំ យុវជន និងកីឡា"),
        ("អប់រំយុវជន", "ក្រសួងអប់រំ យុវជន និងកីឡា"),
        ("PCCT ០២", "PCCT-02"),
        ("pcct-02", "PCCT-02"),
        ("ឱ្យ", "ឲ្យ"),
        ("អោយ", "ការផ្តល់ឱ្យ"),
        ("គណៈ", "គណ:កម្មាធិការ"),
        ("cham kampong", "Kampong Cham"),
    ],
)
def test_spelling_is_forgiven(typed: str, text: str) -> None:
    assert finds(typed, text)


def test_every_word_must_occur() -> None:
    assert not finds("kampong thom", "Kampong Cham")
    assert question(" .,; ​ ", []).is_empty


def test_the_glossary_adds_the_other_language_and_says_so() -> None:
    for typed, added in (
        ("ជនរងគ្រោះ", [("ជនរងគ្រោះ", "Victim")]),
        ("victims", [("Victim", "ជនរងគ្រោះ")]),
    ):
        asked = question(typed, [VICTIM, COMMITTEE])
        assert list(asked.added) == added
        assert matches(search_key("Victims identified"), asked.wanted)
        assert matches(search_key("ជនរងគ្រោះដែលត្រូវបានកំណត់"), asked.wanted)
    assert question("victim support", [VICTIM]).added == ()
    short = question("គជបជ", [COMMITTEE])
    assert matches(search_key("National Committee for Counter Trafficking in Persons"), short.wanted)
    assert matches(search_key(COMMITTEE.km), question("ncct", [COMMITTEE]).wanted)


def test_the_match_is_marked_in_both_languages_on_whole_clusters() -> None:
    asked = question("victims", [VICTIM]).wanted
    assert marked("Victims identified", asked) == "<mark>Victims</mark> identified"
    asked = question("ជនរងគ្រោះ", [VICTIM]).wanted
    assert marked("Victims identified", asked) == "<mark>Victim</mark>s identified"
    assert marked("សេវាជនរងគ្រោះថ្មី", asked) == "សេវា<mark>ជនរងគ្រោះ</mark>ថ្មី"
    assert marked("ទីស្ដីការ", question("ស្តី", []).wanted) == "ទី<mark>ស្ដី</mark>ការ"
    assert marked("Kratié", question("kratie", []).wanted) == "<mark>Kratié</mark>"
    assert marked("លេខា គ.ជ.ប.ជ", question("គជបជ", []).wanted) == "លេខា <mark>គ.ជ.ប.ជ</mark>"


def test_what_is_found_is_escaped() -> None:
    assert marked("<b>bold</b>", question("bold", []).wanted) == "&lt;b&gt;<mark>bold</mark>&lt;/b&gt;"


def test_a_very_long_question_is_cut_and_says_so() -> None:
    asked = question("a" * 5000, [])
    assert asked.was_cut
    assert len(asked.typed) == LONGEST
    assert len(question("a b c d e f g h i j k l m n o p", []).wanted[0]) == 12

"""Every word of the sources stands in every language, whole: nothing empty, nothing guessed, no placeholder lost."""

from __future__ import annotations

import re
from collections import Counter

import polib
import pytest
from tools.messages import LANGUAGES, PLURAL_FORMS, catalogue_of, merged, source_files, words_of_the_sources

PLACEHOLDER = re.compile(r"%\(\w+\)[#0\- +]*\d*(?:\.\d+)?[a-z]|%[sdf]|(?<!\{)\{\w*\}(?!\})", re.IGNORECASE)
OTHER_NAMES = re.compile(r"\bn?p?gettext(?:_lazy|_noop)? as (?!_\b)\w+")
FEW = range(3)
"""Arabic says none, one and two without a figure: in those forms what is counted may be left out."""


@pytest.fixture(scope="module", params=sorted(LANGUAGES))
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def catalogue(language: str) -> polib.POFile:
    return polib.pofile(str(catalogue_of(language)), check_for_duplicates=True)


def test_every_word_of_the_sources_is_in_the_catalogue_and_no_other(catalogue: polib.POFile) -> None:
    said = {(word.context, word.message, word.plural) for word in words_of_the_sources()}
    kept = {(entry.msgctxt, entry.msgid, entry.msgid_plural) for entry in catalogue}

    assert sorted(map(str, said - kept)) == [], "python tools/messages.py"
    assert sorted(map(str, kept - said)) == [], "python tools/messages.py"


def test_nothing_is_empty_or_guessed(catalogue: polib.POFile) -> None:
    open_entries = [entry.msgid for entry in catalogue if entry.fuzzy or not entry.translated()]

    assert open_entries == [], f"{len(open_entries)} of {len(catalogue)} messages wait for a translation"


def test_the_catalogue_knows_its_plural_forms(catalogue: polib.POFile, language: str) -> None:
    counting = [entry for entry in catalogue if entry.msgid_plural]

    assert catalogue.metadata["Plural-Forms"] == LANGUAGES[language]
    assert [entry.msgid for entry in counting if len(entry.msgstr_plural) != PLURAL_FORMS[language]] == []


def test_what_is_filled_in_stands_in_every_translation(catalogue: polib.POFile) -> None:
    assert [complaint for entry in catalogue for complaint in differences(entry)] == []


def differences(entry: polib.POEntry) -> list[str]:
    """Placeholders that a translation has lost or made up."""
    if not entry.msgid_plural:
        return compared(entry.msgid, entry.msgstr, entry.msgstr and placeholders(entry.msgid) != placeholders(entry.msgstr))
    wanted = placeholders(entry.msgid_plural)
    found = []
    for number, words in entry.msgstr_plural.items():
        own = placeholders(words)
        short = len(entry.msgstr_plural) > len(FEW) and number in FEW
        found += compared(entry.msgid, words, words and (own - wanted or (wanted != own and not short)))
    return found


def compared(message: str, words: str, differs: object) -> list[str]:
    return [f"{message!r}: {words!r}"] if differs else []


def placeholders(words: str) -> Counter[str]:
    return Counter(PLACEHOLDER.findall(words.replace("%%", "")))


def test_messages_keep_their_line_breaks_at_the_ends(catalogue: polib.POFile) -> None:
    assert [entry.msgid for entry in catalogue if entry.msgstr and ends(entry.msgid) != ends(entry.msgstr)] == []


def ends(words: str) -> tuple[bool, bool]:
    return words.startswith("\n"), words.endswith("\n")


def test_a_catalogue_brought_up_to_date_keeps_what_was_translated(catalogue: polib.POFile, language: str) -> None:
    """The tool drops what nobody says any more and begins anew where the plural changed; everything else stays."""
    again = merged(language, words_of_the_sources())

    kept = {(entry.msgctxt, entry.msgid): (entry.msgstr, entry.msgstr_plural) for entry in catalogue}
    assert {(entry.msgctxt, entry.msgid): (entry.msgstr, entry.msgstr_plural) for entry in again} == kept


def test_gettext_goes_by_names_that_are_looked_for() -> None:
    renamed = [
        path.name for path in source_files() if path.suffix == ".py" and OTHER_NAMES.search(path.read_text(encoding="utf-8"))
    ]

    assert renamed == []

"""The words of Koinon: found in code, pages and mails, kept in `src/koinon/locale/*/LC_MESSAGES/django.po`.

    python tools/messages.py                    bring both catalogues up to date
    python tools/messages.py --missing ko       what Korean still lacks, as JSON
    python tools/messages.py --fill words.json ko

Words that stand in no source any more are dropped; translations of the rest stay as they are.
The JSON is one object: a message to its translation, or to a list of them where it counts
something (one for each plural form of the language: Korean 1, Arabic 6). A message that has a
context is written as gettext does: context, U+0004, message.
"""

from __future__ import annotations

import argparse
import io
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import polib
from babel.messages.catalog import Message
from babel.messages.extract import extract
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[1]
SOURCES = ROOT / "src" / "koinon"
LOCALES = SOURCES / "locale"
LANGUAGES = {
    "ko": "nplurals=1; plural=0;",
    "ar": "nplurals=6; plural=n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 && n%100<=99 ? 4 : 5;",
}
PLURAL_FORMS = {language: int(rule.partition(";")[0].removeprefix("nplurals=")) for language, rule in LANGUAGES.items()}
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
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
TEMPLATES = {".html", ".md", ".txt"}
LEFT_OUT = {"tests", "migrations", "static", "locale", "launcher"}
CONTEXT_END = "\x04"

Key = tuple[str | None, str]


@dataclass
class Word:
    """One message of the sources: where it stands, and its plural if it counts something."""

    context: str | None
    message: str
    plural: str = ""
    files: set[str] = field(default_factory=set)

    @property
    def key(self) -> Key:
        return self.context, self.message

    @property
    def flags(self) -> list[str]:
        ids = (self.message, self.plural) if self.plural else self.message
        return ["python-format"] if Message(ids).python_format else []


def words_of_the_sources() -> list[Word]:
    """Every message, in the order of the files, and within a file as it is read."""
    found: dict[Key, Word] = {}
    for path in source_files():
        place = path.relative_to(ROOT).as_posix()
        for context, message, plural in messages_in(path):
            word = found.setdefault((context, message), Word(context, message))
            word.plural = word.plural or plural
            word.files.add(place)
    return list(found.values())


def source_files() -> Iterator[Path]:
    for path in sorted(SOURCES.rglob("*")):
        if LEFT_OUT.isdisjoint(path.relative_to(SOURCES).parts) and is_source(path):
            yield path


def is_source(path: Path) -> bool:
    return path.suffix == ".py" or (path.suffix in TEMPLATES and "templates" in path.parts)


def messages_in(path: Path) -> Iterator[tuple[str | None, str, str]]:
    """(context, message, plural) of one file. A template is read as Django's own makemessages reads it."""
    code = path.read_text(encoding="utf-8")
    if path.suffix in TEMPLATES:
        code = f"(\n{templatize(code, origin=str(path))}\n)"
    for _line, ids, _comments, context in extract("python", io.BytesIO(code.encode()), KEYWORDS):
        message, plural = ids if isinstance(ids, tuple) else (ids, "")
        if message:
            yield context, message, plural


def catalogue_of(language: str) -> Path:
    return LOCALES / language / "LC_MESSAGES" / "django.po"


def kept_entries(language: str) -> dict[Key, polib.POEntry]:
    path = catalogue_of(language)
    return {(entry.msgctxt, entry.msgid): entry for entry in polib.pofile(str(path))} if path.exists() else {}


def merged(language: str, words: list[Word]) -> polib.POFile:
    """The words in their order, each with the translation it had; a changed plural starts anew."""
    before = kept_entries(language)
    catalogue = polib.POFile(wrapwidth=100)
    catalogue.header = "The words of Koinon. Brought up to date by tools/messages.py."
    catalogue.metadata = {
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": LANGUAGES[language],
    }
    for word in words:
        catalogue.append(entry_for(word, before.get(word.key), PLURAL_FORMS[language]))
    return catalogue


def entry_for(word: Word, before: polib.POEntry | None, forms: int) -> polib.POEntry:
    entry = polib.POEntry(
        msgctxt=word.context,
        msgid=word.message,
        msgid_plural=word.plural,
        occurrences=[(place, "") for place in sorted(word.files)],
        flags=word.flags,
    )
    same = before if before is not None and before.msgid_plural == word.plural else None
    if word.plural:
        entry.msgstr_plural = dict(same.msgstr_plural) if same else dict.fromkeys(range(forms), "")
    else:
        entry.msgstr = same.msgstr if same else ""
    return entry


def save(catalogue: polib.POFile, language: str) -> None:
    path = catalogue_of(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    catalogue.save(str(path))


def missing(language: str, under: str = "") -> dict[str, str | list[str]]:
    """What has no translation yet, empty, ready to be filled in; only of the files under a path, if one is given."""
    return {
        written(entry.msgctxt, entry.msgid): [""] * PLURAL_FORMS[language] if entry.msgid_plural else ""
        for entry in polib.pofile(str(catalogue_of(language)))
        if not entry.translated() and any(place.startswith(under) for place, _line in entry.occurrences)
    }


def written(context: str | None, message: str) -> str:
    return message if context is None else f"{context}{CONTEXT_END}{message}"


def fill(language: str, translations: dict[str, str | list[str]]) -> list[str]:
    """Write translations into the catalogue; tells those it could not place."""
    catalogue = polib.pofile(str(catalogue_of(language)), wrapwidth=100)
    entries = {written(entry.msgctxt, entry.msgid): entry for entry in catalogue}
    complaints = []
    for key, words in translations.items():
        if complaint := put(entries.get(key), words, PLURAL_FORMS[language]):
            complaints.append(f"{key!r}: {complaint}")
    catalogue.save()
    return complaints


def put(entry: polib.POEntry | None, words: str | list[str], forms: int) -> str:
    if entry is None:
        return "no source says this"
    if not any(words):
        return ""
    if not entry.msgid_plural:
        if not isinstance(words, str):
            return "takes one translation, not a list"
        entry.msgstr = with_ends_of(entry.msgid, words)
        return ""
    if not isinstance(words, list) or len(words) != forms:
        return f"counts something: takes a list of {forms}"
    entry.msgstr_plural = {number: with_ends_of(entry.msgid, each) for number, each in enumerate(words)}
    return ""


def with_ends_of(message: str, words: str) -> str:
    """A line break at either end stands in both or in neither, as msgfmt asks."""
    if not words:
        return words
    head, tail = ("\n" if message.startswith("\n") else ""), ("\n" if message.endswith("\n") else "")
    return f"{head}{words.strip(chr(10))}{tail}"


def main(words: list[str]) -> int:
    options = parser().parse_args(words)
    if options.missing:
        json.dump(missing(*options.missing[:2]), sys.stdout, ensure_ascii=False, indent=1)
        print()
        return 0
    if options.fill:
        file, language = options.fill
        complaints = fill(language, json.loads(Path(file).read_text(encoding="utf-8")))
        print("\n".join(complaints) or "All are in.")
        return 1 if complaints else 0
    found = words_of_the_sources()
    for language in LANGUAGES:
        catalogue = merged(language, found)
        save(catalogue, language)
        print(f"{language}: {len(catalogue)} messages, {len(catalogue.untranslated_entries())} not translated")
    return 0


def parser() -> argparse.ArgumentParser:
    whole = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    whole.add_argument("--missing", nargs="+", metavar=("LANGUAGE", "PATH"), help="print what has no translation, as JSON")
    whole.add_argument("--fill", nargs=2, metavar=("FILE", "LANGUAGE"), help="fill in translations from JSON")
    return whole


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

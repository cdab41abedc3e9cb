"""The words and letters by which `spelling` compares names: kinds, sides, noise, near letters."""

from __future__ import annotations

_KINDS = {
    "city": "city cities municipality municipal municipio municipalidad municipalite ciudad cidade ville stadt"
    " comune kota belediyesi gorod город мэрия nagar 市 시 특별시 광역시 특별자치시 مدينه بلديه",
    "state": "state estado etat wilaya wilayah ولايه штат",
    "locality": "locality localite محليه",
    "region": "region oblast область منطقه",
    "province": "province provincial provincia provinsi propinsi 省 도 특별자치도 مقاطعه",
    "regency": "regency kabupaten",
    "prefecture": "prefecture 県 都 府",
    "district": "district distrito bezirk okrug район округ 구 区 區 حي",
    "county": "county 군 县 縣",
    "governorate": "governorate muhafazah محافظه",
    "department": "department departement departamento",
    "republic": "republic republica republique республика جمهوريه",
}
_LAST_WORDS = {"city": "si shi", "district": "gu ku", "county": "gun", "province": "do", "prefecture": "ken"}
"""Romanised Korean and Japanese kinds, which are kinds only as the last word (Songpa-gu)."""

_SIDES = {
    "north": "north northern norte nord utara شمال شماليه северный северная",
    "south": "south southern sur sul sud selatan جنوب جنوبيه южный южная",
    "east": "east eastern este leste est timur شرق شرقيه восточный восточная",
    "west": "west western oeste ouest barat غرب غربيه западный западная",
    "central": "central tengah وسط",
    "new": "new nueva nova nouvelle baru جديده новый новая",
    "greater": "greater",
    "upper": "upper",
    "lower": "lower",
}


def _by_word(table: dict[str, str]) -> dict[str, str]:
    return {word: meaning for meaning, words in table.items() for word in words.split()}


KINDS = _by_word(_KINDS)
LAST_WORDS = _by_word(_LAST_WORDS)
SIDES = _by_word(_SIDES)
SUFFIXES = ("특별자치도", "특별자치시", "특별시", "광역시", *"시구군도市県省区區县縣都府")

_NOISE = """the of de del la las los le les du da do dos di der die das and et y e pemerintah government governments
gobierno governo gouvernement council corporation authority administration metropolitan metropole hall office special
capital sar al el an ar as ad ash حكومه правительство администрация"""
NOISE = frozenset(_NOISE.split())

LETTERS = {
    "ı": "i", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "ħ": "h", "æ": "ae", "œ": "oe", "þ": "th", "ə": "e",
    "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ة": "ه", "ى": "ي", "ـ": "",
    "'": "", "’": "", "‘": "", "ʼ": "", "ʻ": "", "`": "",
}  # fmt: skip

DROPPED_MARKS = (("\u0300", "\u036f"), ("\u064b", "\u065f"), ("\u0670", "\u0670"), ("\u05b0", "\u05c7"))

VOWELS = frozenset("aeiouyаеиоуыэюя")
HALF_SILENT = frozenset("hьъ")
_NEAR = "ckq sz cs vw vb gj jdz dt fp iy uw ij gq gh xs"
NEAR = tuple(frozenset(group) for group in _NEAR.split())

VOWEL_FOR_VOWEL = 0.3
NEAR_LETTER = 0.4
DOUBLED = 0.25
VOWEL_MORE = 0.5
"""Costs are parts of one letter; they put Gazira beside Gezeera and keep Ankara from Antakya."""


def cost_of_change(letter: str, other: str) -> float:
    """What it costs to read one letter for another."""
    if letter == other:
        return 0.0
    if letter in VOWELS and other in VOWELS:
        return VOWEL_FOR_VOWEL
    return NEAR_LETTER if any(letter in group and other in group for group in NEAR) else 1.0


def cost_of_extra(word: str, place: int) -> float:
    """What it costs that a word has the letter at `place` and the other has not."""
    letter, before = word[place], word[place - 1] if place else ""
    if letter == before or (letter in VOWELS and before in VOWELS):
        return DOUBLED
    if letter in HALF_SILENT:
        return NEAR_LETTER
    return VOWEL_MORE if letter in VOWELS else 1.0

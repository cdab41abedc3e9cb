"""Letters and documents: the same bytes, every script, and no text of anyone's as code."""

import io

import pypdf
import pytest

from koinon.core.people.tests.factories import the_league
from koinon.core.web import pdf
from koinon.core.web.pdf import BadTemplate, path_of, typeset

pytestmark = pytest.mark.django_db
LETTER, PAPER = "core/web/tests/typst/letter.typ", "core/web/tests/typst/paper.typ"


def a_letter(**more):
    return {
        "to": ["Mayor Nguyễn Văn Hùng", "Da Nang"], "number": "2016-0014", "day": "4 March 2016", "signed": ["Secretary General"],
        "subject": "Da Nang is admitted", "paragraphs": ["Dear Mayor,", "Da Nang is a Full Member."], **more,
    }  # fmt: skip


def read(made):
    return pypdf.PdfReader(io.BytesIO(made))


def words(made):
    return " ".join(" ".join(page.extract_text() for page in read(made).pages).split())


def test_a_letter_names_the_league_and_its_reader():
    the_league()
    made = typeset(LETTER, a_letter(), "en")
    text = words(made)
    for expected in ("WeGO", "Mayor Nguyễn Văn Hùng", "2016-0014", "Da Nang is admitted", "Page 1 of 1"):
        assert expected in text
    assert read(made).metadata.title == "Da Nang is admitted"


def test_the_same_letter_has_the_same_bytes_and_no_path_of_this_machine():
    first = typeset(LETTER, a_letter(), "en")
    assert first == typeset(LETTER, a_letter(), "en")
    assert str(pdf.ROOT.parent).encode() not in first


@pytest.mark.parametrize(
    ("language", "subject", "font"),
    [("en", "Admitted", "SofiaSans"), ("ko", "정회원 가입 승인", "KoinonHangul"), ("ar", "قبول العضوية", "KoinonArabic")],
)
def test_every_language_has_its_letters(language, subject, font):
    made = typeset(LETTER, a_letter(subject=subject), language)
    document = read(made)
    fonts = {str(each["/BaseFont"]) for each in document.pages[0]["/Resources"]["/Font"].values()}
    assert any(font in name for name in fonts), fonts
    assert document.trailer["/Root"]["/Lang"] == language


def test_it_can_be_read_aloud():
    root = read(typeset(LETTER, a_letter(), "en")).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root


@pytest.mark.parametrize(
    "wrote", ['#panic("x")', "$x", "*bold*", "@ref", "<label>", "\\", '#import "/core"', "]", '"', "\u202e", "{page}"]
)
def test_what_people_wrote_is_never_code(wrote):
    made = typeset(LETTER, a_letter(subject=f"About {wrote}", paragraphs=[wrote], to=[wrote]), "en")
    assert made.startswith(b"%PDF")
    if wrote.isascii() and wrote.isprintable():
        assert wrote.replace(" ", "") in words(made).replace(" ", "")


def test_a_long_document_goes_on_over_pages():
    rows = [[f"Member {number}", "2015", "1,000.00"] for number in range(120)]
    heads, totals = ["What for", "Year", "Amount"], [["Due", "", "120,000.00"]]
    about = {"title": "Invoice", "number": "2015-0042", "to": ["Gimpo"], "about": [["Due", "31 March 2015"]], "note": ""}
    given = {**about, "heads": heads, "rows": rows, "totals": totals}
    made = typeset(PAPER, given, "en")
    assert len(read(made).pages) >= 3
    text = words(made)
    assert "Member 119" in text
    assert "120,000.00" in text
    assert text.count("What for") == len(read(made).pages)


def test_a_broken_template_says_so_without_a_path():
    with pytest.raises(BadTemplate) as broken:
        typeset(LETTER, {"to": []}, "en")
    assert str(pdf.ROOT) not in str(broken.value)
    assert "core/web" in str(broken.value)
    with pytest.raises(LookupError):
        path_of("nowhere/typst/x.typ")

"""The ten memoranda that the sources date."""

from __future__ import annotations

from datetime import date

from koinon.core.people.models import Person
from koinon.core.places.models import Country, Organization, free_slug
from koinon.league.partners import services
from koinon.league.partners.models import Memorandum

KINDS = Organization.Kind
P = Memorandum.Precision
# partner, other name, kind, country, day (the first of the month where only the month is stated), precision
MEMORANDA = (
    (
        "United Nations Department of Economic and Social Affairs",
        "UNDESA",
        KINDS.INTERNATIONAL_BODY,
        "US",
        date(2011, 1, 1),
        P.MONTH,
    ),
    ("World Bank", "", KINDS.INTERNATIONAL_BODY, "US", date(2011, 6, 1), P.MONTH),
    ("National Center for Digital Government", "NCDG", KINDS.INSTITUTION, "US", date(2011, 11, 1), P.MONTH),
    (
        "International Institute of Administrative Sciences",
        "IIAS",
        KINDS.INTERNATIONAL_BODY,
        "BE",
        date(2012, 2, 1),
        P.MONTH,
    ),
    ("National Information Society Agency", "NIA", KINDS.GOVERNMENT_AGENCY, "KR", date(2014, 8, 28), P.DAY),
    ("International Telecommunication Policy Program", "ITPP", KINDS.INSTITUTION, "KR", date(2014, 12, 23), P.DAY),
    (
        "United Cities and Local Governments Asia-Pacific",
        "UCLG ASPAC",
        KINDS.ASSOCIATION,
        "ID",
        date(2015, 9, 1),
        P.MONTH,
    ),
    ("Sangmyung University", "", KINDS.INSTITUTION, "KR", date(2015, 9, 1), P.MONTH),
    ("Export-Import Bank of Korea", "KEXIM", KINDS.GOVERNMENT_AGENCY, "KR", date(2016, 3, 1), P.MONTH),
    (
        "Korea Local Information Research and Development Institute",
        "KLID",
        KINDS.GOVERNMENT_AGENCY,
        "KR",
        date(2016, 3, 1),
        P.MONTH,
    ),
)
SOURCE = "Annual report 2014; brochure, March 2016"


def load(by: Person) -> None:
    """Enter the dated agreements once. Scope and last day are absent: no source states them."""
    for name, short, kind, country, day, precision in MEMORANDA:
        partner = _organization(name, short, kind, country)
        if not Memorandum.objects.filter(partner=partner, signed_on=day).exists():
            services.register(partner, by=by, signed_on=day, signed_on_precision=precision, source=SOURCE)


def _organization(name: str, short: str, kind: str, country: str) -> Organization:
    found = Organization.objects.filter(name=name).first()
    if found:
        return found
    place, _made = Country.objects.get_or_create(code=country)
    found = Organization.objects.create(name=name, slug=free_slug(short or name), kind=kind, country=place)
    if short:
        found.aliases.create(name=short)
    return found

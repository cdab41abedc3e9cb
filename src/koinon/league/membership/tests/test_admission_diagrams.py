"""The guide draws the flows as they are."""

from pathlib import Path

import koinon
from koinon.league.membership.rules import application_flow, departure_flow

PROJECT = Path(koinon.__file__).parents[2]


def test_the_page_of_the_module_shows_both_flows():
    page = (PROJECT / "docs" / "modules" / "membership.md").read_text(encoding="utf-8")

    assert application_flow.diagram() in page
    assert departure_flow.diagram() in page

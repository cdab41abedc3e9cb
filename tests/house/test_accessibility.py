"""axe (WCAG 2.2 AA) finds nothing on any page of the table of doors, as somebody who may see it.

Every page is looked at twice, as different as can be: a desk (1280 px, light, English) and a telephone
(360 px, dark, Arabic). None scrolls sideways, none breaks the content policy or another script.
"""

from __future__ import annotations

import pytest
from django.http import HttpResponse
from playwright.sync_api import Browser, BrowserContext, Page
from tests.browsing import AXE, Complaints, Site, context_of, faults_of
from tests.house.doors import DOORS, EVERYONE, Door
from tests.house.knocking import House

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

READERS = {
    "desk": {"width": 1280, "theme": "light", "language": "en"},
    "telephone": {"width": 360, "theme": "dark", "language": "ar"},
}
LIKELIEST = ("person", "focal_point", "secretariat", "administrator", "excom", "applicant", "anonymous")
"""Who looks, if the door opens to them. Whoever has more to do on a page sees more of it."""
BAD = '<img src="/no-such/" style="color:red"><canvas width="999"></canvas>'
FORMS = [door for door in DOORS if door.method == "POST" and not door.is_api and door.opens_to]
PAGES = [door for door in DOORS if door.method == "GET" and not door.is_api and door.opens_to]


@pytest.mark.parametrize("reader", READERS)
def test_axe_finds_nothing_on_any_page(reader: str, house: House, running: Browser) -> None:
    faults: dict[str, list[str]] = {}
    with Site().open() as site:
        for role, doors in by_role(house).items():
            context = context_of(running, site, **READERS[reader])  # type: ignore[arg-type]
            sign_in(context, house, role, site)
            page = context.new_page()
            for door in doors:
                if found := look(page, house.address_of(door), READERS[reader]["language"]):
                    faults[f"{door} as {role}"] = found
            context.close()

    assert faults == {}, "\n".join(f"{door}: {fault}" for door, found in faults.items() for fault in found)


def test_axe_finds_nothing_on_forms_with_mistakes(house: House, running: Browser) -> None:
    """What an empty form is answered with, shown on the telephone as if the browser had sent it."""
    reader = READERS["telephone"]
    faults: dict[str, list[str]] = {}
    with Site().open() as site:
        context = context_of(running, site, **reader)  # type: ignore[arg-type]
        sign_in(context, house, "anonymous", site)
        page = context.new_page()
        shown = 0
        for door in FORMS:
            refused = house.refused(door, role_of(door), language=str(reader["language"]), theme=str(reader["theme"]))
            if refused is not None:
                shown += 1
                faults[str(door)] = look_at(page, site.url + house.address_of(door), refused)
        context.close()

    assert shown > 40
    assert {door: found for door, found in faults.items() if found} == {}


def look_at(page: Page, address: str, response: HttpResponse) -> list[str]:
    """Show an answer under its address; styles and scripts come from the site."""
    page.route(address, lambda route: route.fulfill(status=200, headers=dict(response.headers), body=response.content))
    complaints = Complaints(page)
    page.goto(address)
    found = [*faults_of(page), *complaints.taken()]
    page.unroute(address)
    return found


@pytest.mark.parametrize(("address", "role"), [("/no-such-page/", "anonymous"), ("/admin/jobs/", "person")])
def test_axe_finds_nothing_on_pages_that_refuse(address: str, role: str, house: House, running: Browser) -> None:
    with Site().open() as site:
        context = context_of(running, site, **READERS["telephone"])  # type: ignore[arg-type]
        sign_in(context, house, role, site)
        page = context.new_page()
        page.goto(address)
        found = faults_of(page)
        context.close()

    assert found == []


def test_a_page_with_a_fault_is_found_out(house: House, running: Browser) -> None:
    """Whoever finds nothing has to be able to find something."""
    with Site().open() as site:
        context = context_of(running, site, **READERS["telephone"])  # type: ignore[arg-type]
        sign_in(context, house, "anonymous", site)
        page = context.new_page()
        complaints = Complaints(page)
        page.goto("/")
        page.evaluate("bad => document.querySelector('main').insertAdjacentHTML('beforeend', bad)", BAD)
        page.wait_for_timeout(100)
        found = " ".join([*faults_of(page), *complaints.taken()])
        context.close()

    assert "image-alt" in found
    assert "scrolls sideways" in found
    assert "404" in found
    assert "Content Security Policy" in found


def by_role(house: House) -> dict[str, list[Door]]:
    """The pages (not the papers and other files), by who shall look at them."""
    chosen: dict[str, list[Door]] = {}
    for door in PAGES:
        if house.is_a_page(door, role_of(door)):
            chosen.setdefault(role_of(door), []).append(door)
    return chosen


def role_of(door: Door) -> str:
    return "secretariat" if door.opens_to == EVERYONE else next(each for each in LIKELIEST if each in door.opens_to)


def sign_in(context: BrowserContext, house: House, role: str, site: Site) -> None:
    context.add_init_script(AXE)
    cookies = [{"name": name, "value": each.value, "url": site.url} for name, each in house.cookies[role].items()]
    context.add_cookies([cookie for cookie in cookies if cookie["name"] == "sessionid"])


def look(page: Page, address: str, language: str) -> list[str]:
    complaints = Complaints(page)
    page.goto(address)
    found = [*faults_of(page), *complaints.taken()]
    shown = page.locator("html").get_attribute("lang")
    return [*found, *([f"is in {shown}"] if shown != language else [])]

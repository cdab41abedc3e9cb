"""Knocking at a door as somebody, and what the answer means."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import Any

from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import reverse
from tests.house.doors import Door
from tests.house.world import World, give_a_second_factor

from koinon.core.people.tests.factories import PASSWORD
from koinon.league.membership.demo.persons import PASSWORD as DEMO_PASSWORD
from koinon.league.membership.demo.seeds import FOLDER

LOGIN = "/account/login/"
IN = {200, 201, 304, 409, 422}
ELSEWHERE = {301, 302}
OUT = {400, 401, 403, 404, 405}
SENT = {"csrfmiddlewaretoken": "-"}
"""What every form of the site sends: without it Django cannot tell an empty form from none."""
SIGNED_FORM = (FOLDER / "signed_form.pdf").read_bytes()


@dataclass(frozen=True)
class Answer:
    """What a door said: let in, kept out, or out of order."""

    status: int
    location: str

    @property
    def lets_in(self) -> bool:
        """Also when a form is not filled in (422), or the time for the deed is over or not yet come (409)."""
        return self.status in IN or (self.status in ELSEWHERE and not self.asks_to_sign_in)

    @property
    def asks_to_sign_in(self) -> bool:
        return self.location.partition("?")[0] == LOGIN

    @property
    def is_broken(self) -> bool:
        return not (self.lets_in or self.asks_to_sign_in or self.status in OUT)

    def __str__(self) -> str:
        return f"{self.status} {self.location}".strip()


class House:
    """The project with its world, and somebody of each role who can knock."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.client = Client()
        self.cookies = {role: self._signed_in(role) for role in world.persons}
        give_a_second_factor(world.persons["person"])

    def _signed_in(self, role: str) -> SimpleCookie:
        """Sign in as people do, so that what asks when one has last done so is content."""
        person, client = self.world.persons[role], Client()
        if person is not None:
            password = DEMO_PASSWORD if person.email.endswith("@koinon.example") else PASSWORD
            cache.clear()
            client.post(LOGIN, {"login": person.email, "password": password})
            assert "sessionid" in client.cookies, f"{role} could not sign in"
        return client.cookies

    def knock(self, door: Door, role: str, method: str = "") -> Answer:
        """Open the door as somebody, and leave everything as it was."""
        cache.clear()
        with transaction.atomic():
            response = self._ask_api(door, role) if door.is_api else self._ask_page(door, role, method or door.method)
            transaction.set_rollback(True)
        return Answer(response.status_code, response.headers.get("Location", ""))

    def opened(self, door: Door, role: str, query: dict[str, str] | None = None) -> Any:
        """The whole answer of a page to somebody."""
        self.client.cookies = deepcopy(self.cookies[role])
        return self.client.get(self.address_of(door), {**door.data, **(query or {})})

    def refused(self, door: Door, role: str, **cookies: str) -> Any:
        """The page that shows a form again with its mistakes; None where an empty one is no mistake."""
        cache.clear()
        with transaction.atomic():
            self.client.cookies = deepcopy(self.cookies[role])
            self.client.cookies.load(cookies)
            response = self.client.post(self.address_of(door), SENT | door.data)
            transaction.set_rollback(True)
        return response if response.status_code == 422 else None

    def is_a_page(self, door: Door, role: str) -> bool:
        """Whether somebody is shown a page of our own there: not a paper, not data, not sent elsewhere."""
        response = self.opened(door, role)
        return response.status_code == 200 and response.headers["Content-Type"].startswith("text/html")

    def _ask_page(self, door: Door, role: str, method: str) -> HttpResponseBase:
        self.client.cookies = deepcopy(self.cookies[role])
        if method == "POST":
            return self.client.post(self.address_of(door), SENT | door.data)
        return self.client.get(self.address_of(door), door.data)

    def _ask_api(self, door: Door, role: str) -> HttpResponseBase:
        """By a token, as programs do."""
        self.client.cookies = SimpleCookie()
        token = self.world.tokens.get(role)
        facts: dict[str, Any] = {"headers": {"Authorization": f"Bearer {token}"} if token else {}}
        data: dict[str, Any] = door.data
        if "file" in data:
            data = {"file": SimpleUploadedFile(data["file"], SIGNED_FORM, "application/pdf")}
        elif door.method != "GET":
            facts["content_type"] = "application/json"
        return getattr(self.client, door.method.lower())(self.address_of(door), data, **facts)

    def address_of(self, door: Door) -> str:
        things = {name: self.world.things[thing] for name, thing in door.things.items()}
        if door.is_api:
            return "/api" + door.name.format(**things)
        return door.name if door.name.startswith("/") else reverse(door.name, kwargs=things)

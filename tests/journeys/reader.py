"""Somebody who reads and acts in a browser, and what they can do there."""

from __future__ import annotations

import io
from typing import Any

from django.utils import translation
from playwright.sync_api import BrowserContext, Locator, expect
from pypdf import PdfReader
from tests.browsing import SECONDS, Complaints, faults_of

from koinon.league.membership.demo.persons import PASSWORD

REFUSED = "status of 422"
"""A form that is shown again with its mistakes says so to programs too; browsers note it on the console."""


class Reader:
    """A person at a browser of their own. Words are given in English and looked for in the reader's language."""

    def __init__(self, name: str, context: BrowserContext, *, language: str = "en", script: bool = True) -> None:
        self.name, self.language, self.script = name, language, script
        self.context = context
        self.page = context.new_page()
        self.complaints = Complaints(self.page)
        expect.set_options(timeout=10 * SECONDS)

    def said(self, words: str, **facts: Any) -> str:
        with translation.override(self.language):
            return translation.gettext(words) % facts if facts else translation.gettext(words)

    def goes_to(self, address: str) -> None:
        self.page.goto(address)

    def signs_in(self, email: str, password: str = PASSWORD) -> None:
        self.goes_to("/account/login/")
        self.fills_in(login=email, password=password)
        self.presses("Sign in")
        assert self.page.url.endswith("/desk/"), f"{email} is not at the desk but at {self.page.url}"

    def fills_in(self, **answers: Any) -> None:
        """By the names of the fields: text, a choice, a tick, or a file as (name, type, bytes)."""
        for name, answer in answers.items():
            self._fills(name, answer)

    def _fills(self, name: str, answer: Any) -> None:
        field = self.page.locator(f"main [name='{name}']")
        kind = field.first.evaluate("field => field.tagName == 'SELECT' ? 'select' : field.type")
        if kind == "select":
            field.select_option(answer)
        elif kind in {"radio", "checkbox"}:
            for value in [answer] if isinstance(answer, str) else answer:
                self.page.locator(f"main [name='{name}'][value='{value}']").check()
        elif kind == "file":
            field.set_input_files({"name": answer[0], "mimeType": answer[1], "buffer": answer[2]})
        else:
            field.fill(str(answer))

    def ticks_all(self, name: str) -> None:
        for box in self.page.locator(f"main [name='{name}']").all():
            box.check()

    def presses(self, words: str, **facts: Any) -> None:
        self._clicks(self.page.get_by_role("button", name=self.said(words, **facts), exact=True).first)

    def follows(self, words: str, **facts: Any) -> None:
        self._clicks(self.page.get_by_role("link", name=self.said(words, **facts), exact=True).first)

    def goes_on(self) -> None:
        """The one button that stands out."""
        self._clicks(self.page.locator("main .btn-primary").first)

    def _clicks(self, button: Locator) -> None:
        with self.page.expect_navigation():
            button.click()

    def sees(self, words: str, **facts: Any) -> None:
        expect(self.page.get_by_text(self.said(words, **facts)).locator("visible=true").first).to_be_visible()

    def unfolds(self, words: str) -> None:
        self.page.locator("summary", has_text=self.said(words)).first.click()

    def opens_mail(self, part_of_the_subject: str, to: str) -> None:
        """The newest mail of the outbox to an address whose subject says that."""
        self.goes_to("/outbox/")
        row = self.page.locator("main tr", has_text=to).filter(has_text=part_of_the_subject).first
        self._clicks(row.get_by_role("link").first)

    def follows_the_mail(self) -> None:
        """The link that the mail is about."""
        self._clicks(self.page.locator("article.letter a").first)

    def fetches(self, words: str) -> str:
        """A paper behind a link, as its text."""
        address = self.page.get_by_role("link", name=self.said(words), exact=True).first.get_attribute("href")
        return self.reads_paper(address or "")

    def reads_paper(self, address: str) -> str:
        answer = self.context.request.get(address)
        assert answer.status == 200, f"{address} says {answer.status}"
        return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.body())).pages)

    def looks_around(self) -> None:
        """The page has no fault that axe knows, fits the window, and nothing complained on the way here."""
        heard = [each for each in self.complaints.taken() if REFUSED not in each]
        found = [*(faults_of(self.page) if self.script else []), *heard]
        assert found == [], f"{self.name} at {self.page.url}: {found}"

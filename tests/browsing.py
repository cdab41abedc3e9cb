"""The site as a browser meets it: a server in this process, Debian's Chromium, and axe."""

from __future__ import annotations

import os
import shutil
import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

import pytest
from django.core.wsgi import get_wsgi_application
from django.db import connections
from django.test import override_settings
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from koinon.core.clock import standing_at

T = TypeVar("T")
AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
WCAG_2_2_AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
BROWSERS = ("chromium", "chromium-browser")
FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
]  # fmt: skip
SECONDS = 1000
LIVE = "/live/"
"""The live process's address: here, a stream with no news."""


def chromium() -> str:
    """Where the browser is. Where it is missing the test is skipped, and fails where CI is set."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        lacking = "Browser tests need Debian's Chromium, which is missing here: apt install chromium"
        (pytest.fail if os.environ.get("CI", "").lower() in {"1", "true"} else pytest.skip)(lacking)
    return str(found)


@contextmanager
def browser() -> Iterator[Browser]:
    """Chromium. Its driver keeps an event loop in this thread, for which Django would open a connection of its own."""
    path = chromium()
    ours = connections["default"]
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as driver:
        connections["default"] = ours
        running = driver.chromium.launch(executable_path=path, args=FLAGS)
        yield running
        running.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


class Server(socketserver.ThreadingMixIn, WSGIServer):
    daemon_threads = True
    request_queue_size = 50


class Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Requests are not news."""


class Site:
    """Koinon, served to a browser on this machine, on the test's own database connection.

    One thing happens at a time: a request, or what the test does itself inside `alone()`. The
    clock of both can be set by `stands_at`, as a test does with `standing_at` in one thread.
    """

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.instant: date | datetime | None = None
        self._connection = connections["default"]
        self._application = get_wsgi_application()
        self._server = Server(("127.0.0.1", 0), Quiet)
        self._server.set_app(self._answer)
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def stands_at(self, instant: date | datetime | None) -> None:
        """From now on it is this day (None: today)."""
        self.instant = instant

    @contextmanager
    def alone(self) -> Iterator[None]:
        """The test's own deeds and reads, at the site's day, while no request is answered."""
        with self.lock, standing_at(self.instant) if self.instant else nullcontext():
            yield

    def _answer(self, environ: dict[str, Any], start: Callable[..., Any]) -> list[bytes]:
        if environ["PATH_INFO"] == LIVE:
            start("200 OK", [("Content-Type", "text/event-stream")])
            return [b"retry: 3600000\n\n"]
        with self.alone():
            connections["default"] = self._connection
            answer = self._application(environ, start)
            try:
                return [b"".join(answer)]
            finally:
                answer.close()

    @contextmanager
    def open(self) -> Iterator[Site]:
        """Answer requests until the block ends."""
        thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._connection.inc_thread_sharing()
        with override_settings(ORIGIN=self.url):
            thread.start()
            yield self
            self._server.shutdown()
            thread.join()
        self._server.server_close()
        self._connection.dec_thread_sharing()


def context_of(
    running: Browser, site: Site, *, width: int = 1280, language: str = "en", theme: str = "light", script: bool = True
) -> BrowserContext:
    """A reader: width of the window in pixels, language, theme, with or without JavaScript."""
    context = running.new_context(
        base_url=site.url,
        viewport={"width": width, "height": 800},
        locale=language,
        color_scheme="dark" if theme == "dark" else "light",
        reduced_motion="reduce",
        java_script_enabled=script,
    )
    context.add_cookies(
        [{"name": name, "value": value, "url": site.url} for name, value in (("language", language), ("theme", theme))]
    )
    context.set_default_timeout(10 * SECONDS)
    return context


class Complaints:
    """What a browser complains of on its console: errors of scripts, missing files, breaches of the policy (CSP)."""

    def __init__(self, page: Page) -> None:
        self.heard: list[str] = []
        page.on("console", lambda message: self.heard.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: self.heard.append(str(error)))

    def taken(self) -> list[str]:
        heard, self.heard[:] = list(self.heard), []
        return heard


def faults_of(page: Page) -> list[str]:
    """What axe finds by WCAG 2.2 A and AA, and whether one has to scroll sideways."""
    found = page.evaluate(RUN_AXE, WCAG_2_2_AA)
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return [*found, *([f"scrolls sideways by {wide} px"] if wide > 0 else [])]


RUN_AXE = """async tags => {
  const found = await axe.run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']});
  const said = (rule, node) => {
    const why = node.failureSummary.split('\\n').slice(1).join(' ').trim();
    return `${rule}: ${node.target.join(' ')} (${why}) ${node.html.slice(0, 160)}`;
  };
  return found.violations.flatMap(each => each.nodes.map(node => said(each.id, node)));
}"""

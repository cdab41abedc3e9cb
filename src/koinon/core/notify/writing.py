"""From a Markdown template to a subject, a text and a piece of HTML.

A template's first line is `Subject: …`; the rest is Markdown (CommonMark). What the context
brings in is text, never markup: its punctuation is escaped before the template sees it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import nh3
from django.conf import settings
from django.db import models
from django.template import Context
from django.template.loader import get_template
from django.utils import timezone, translation
from django.utils.functional import Promise
from markdown_it import MarkdownIt
from markdown_it.token import Token

from koinon.core.notify.plain import plain_text

PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
ADDRESS = re.compile(r"(?:https?://|/)[^\s\\]*\Z")
UNSAFE_IN_ADDRESS = re.compile(r"[()<>\[\]\"*`|]")
SUBJECT_LENGTH = 300
TAGS = {"p", "a", "em", "strong", "ul", "ol", "li", "br", "hr", "blockquote", "code", "pre", "h1", "h2", "h3"}
TAGS |= {"table", "thead", "tbody", "tr", "th", "td"}
_markdown = MarkdownIt("commonmark", {"html": False}).enable("table")


class BadTemplate(ValueError):
    """Raised when a template has no subject line."""


@dataclass(frozen=True)
class Letter:
    subject: str
    text: str
    html: str


def write(template: str, context: Mapping[str, Any], *, language: str, time_zone: str) -> Letter:
    """Render `<template>.md` in a language and time zone. Raises TypeError for a value that is not plain."""
    with translation.override(language), timezone.override(time_zone):
        values = {name: marked(value) for name, value in context.items()}
        source = get_template(f"{template}.md").template.render(Context(values, autoescape=False))  # type: ignore[attr-defined]
    head, _newline, body = source.strip().partition("\n")
    if not head.startswith("Subject:"):
        raise BadTemplate(f"{template}.md does not begin with a line 'Subject: …'")
    tokens = absolute(_markdown.parse(body))
    html = nh3.clean(_markdown.renderer.render(tokens, _markdown.options, {}), tags=TAGS, attributes={"a": {"href"}})
    return Letter(subject=_one_line(head.removeprefix("Subject:")), text=plain_text(tokens), html=html)


def _one_line(head: str) -> str:
    return " ".join(plain_text(_markdown.parseInline(head.strip())).split())[:SUBJECT_LENGTH]


def marked(value: Any) -> Any:
    """The value as a template may show it: strings escaped for Markdown, addresses as they stand."""
    match value:
        case str() | Promise():
            return _marked_text(str(value))
        case None | bool() | int() | float() | Decimal() | date() | time() | timedelta():
            return value
        case UUID():
            return str(value)
        case Mapping():
            return {key: marked(each) for key, each in value.items()}
        case list() | tuple() | set() | frozenset():
            return [marked(each) for each in value]
        case models.Model():
            raise TypeError(f"a message takes plain values; give what it says of the {type(value).__name__}")
    raise TypeError(f"a message cannot show a {type(value).__name__}")


def _marked_text(words: str) -> str:
    if ADDRESS.match(words):
        return UNSAFE_IN_ADDRESS.sub(lambda found: f"%{ord(found[0]):02X}", words)
    lines = [PUNCTUATION.sub(r"\\\1", line.strip()) for line in words.splitlines() if line.strip()]
    return "\\\n".join(lines)


def absolute(tokens: list[Token]) -> list[Token]:
    """Links within the site become links from anywhere."""
    for token in tokens:
        absolute(token.children or [])
        address = str(token.attrGet("href") or "")
        if token.type == "link_open" and address.startswith("/") and not address.startswith("//"):
            token.attrSet("href", settings.ORIGIN + address)
    return tokens

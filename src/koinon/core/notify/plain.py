"""Markdown as the plain text of a mail: links written out, lists with dashes, nothing lost."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from markdown_it.token import Token

BREAKS = {"paragraph_close": "\n\n", "heading_close": "\n\n", "tr_close": "\n", "table_close": "\n"}
BREAKS |= {"bullet_list_close": "\n", "ordered_list_close": "\n"}
CELLS = {"th_close": "  ", "td_close": "  "}


def plain_text(tokens: Iterable[Token]) -> str:
    """The words of a document in reading order. Paragraphs are parted by an empty line."""
    text = "".join(_blocks(tokens))
    while "\n\n\n" in text:
        text = text.replace("\n\n\n", "\n\n")
    return text.strip()


def _blocks(tokens: Iterable[Token]) -> Iterator[str]:
    for token in tokens:
        if token.type == "inline":
            yield "".join(_inline(token.children or []))
        elif token.type == "list_item_open":
            yield f"{token.info}. " if token.info else "- "
        elif token.type in {"fence", "code_block"}:
            yield token.content + "\n"
        elif token.type == "hr":
            yield "--\n\n"
        elif token.type == "paragraph_close" and token.hidden:
            yield "\n"
        else:
            yield BREAKS.get(token.type, CELLS.get(token.type, ""))


def _inline(tokens: list[Token]) -> Iterator[str]:
    address, words = "", ""
    for token in tokens:
        if token.type == "link_open":
            address, words = str(token.attrGet("href") or ""), ""
        elif token.type == "link_close":
            yield address if words == address else f"{words}: {address}" if words else address
            address = ""
        else:
            piece = "\n" if token.type in {"softbreak", "hardbreak"} else token.content
            if address:
                words += piece
            else:
                yield piece

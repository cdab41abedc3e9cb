"""The chosen Bootstrap Icons, by the word we use for each, as the inside of a 16 by 16 SVG."""

import json
import re
from pathlib import Path

CHOSEN = {
    # our word: Bootstrap's name
    "abstain": "slash-circle",
    "add": "plus-lg",
    "address": "geo-alt",
    "alarm": "alarm-fill",
    "announce": "megaphone-fill",
    "approve": "check-lg",
    "attach": "paperclip",
    "back": "arrow-left",
    "bank": "bank",
    "bell": "bell",
    "book": "book",
    "building": "building",
    "calculator": "calculator",
    "calendar": "calendar3",
    "camera": "camera-fill",
    "check": "check-lg",
    "clock": "clock-fill",
    "close": "x-lg",
    "comment": "chat-left-text",
    "copy": "copy",
    "cross": "x-lg",
    "dark": "moon-fill",
    "decline": "x-lg",
    "delete": "trash",
    "desk": "inbox",
    "document": "file-earmark-text",
    "down": "arrow-down",
    "download": "download",
    "edit": "pencil",
    "external": "box-arrow-up-right",
    "eye": "eye",
    "figures": "bar-chart",
    "filter": "funnel",
    "fingerprint": "fingerprint",
    "forward": "arrow-right",
    "grid": "grid-3x3-gap",
    "history": "clock-history",
    "home": "house-door-fill",
    "hourglass": "hourglass-split",
    "info": "info-circle",
    "invoice": "receipt",
    "key": "key",
    "language": "translate",
    "letter": "envelope-paper",
    "light": "sun-fill",
    "link": "link-45deg",
    "list": "list-ul",
    "lock": "lock-fill",
    "mail": "envelope",
    "map": "map",
    "menu": "list",
    "money": "cash-coin",
    "next": "chevron-right",
    "open": "circle",
    "pause": "pause-fill",
    "people": "people",
    "person": "person-circle",
    "phone": "telephone-fill",
    "position": "crosshair",
    "previous": "chevron-left",
    "print": "printer",
    "question": "question-circle",
    "record": "shield-check",
    "repeat": "arrow-repeat",
    "save": "save",
    "search": "search",
    "send": "send",
    "settings": "gear",
    "sign-in": "box-arrow-in-right",
    "sign-out": "box-arrow-right",
    "sort": "arrow-down-up",
    "stop": "dash-circle",
    "system": "circle-half",
    "undo": "arrow-counterclockwise",
    "up": "arrow-up",
    "upload": "upload",
    "verified": "patch-check-fill",
    "vote": "check2-square",
    "wait": "hourglass-split",
    "warning": "exclamation-triangle-fill",
    "world": "globe2",
}
INSIDE = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)


def inside(svg: str) -> str:
    """The drawing alone, without its wrapper and without white space between elements."""
    found = INSIDE.search(svg)
    if not found:
        raise ValueError("This file holds no SVG.")
    return re.sub(r">\s+<", "><", found.group(1).strip())


def write(packages: Path, *, into: Path) -> Path:
    """Write icons.json: our word for each icon and its drawing."""
    folder = packages / "bootstrap-icons" / "icons"
    drawings = {word: inside((folder / f"{name}.svg").read_text(encoding="utf-8")) for word, name in CHOSEN.items()}
    file = into / "icons.json"
    file.write_text(json.dumps(drawings, indent=0, sort_keys=True) + "\n", encoding="utf-8")
    return file

"""What a form was sent with."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest


def sent(request: HttpRequest) -> tuple[Any, Any]:
    """Values and files of a POST, also where it is empty; nothing when the page is only looked at."""
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)

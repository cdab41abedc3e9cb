"""A filter with two answers; left alone, it does not filter."""

from __future__ import annotations

from typing import Any

import django_filters
from django.utils.translation import gettext_lazy as _

ANSWERS = (("true", _("Yes")), ("false", _("No")))


class YesOrNo(django_filters.TypedChoiceFilter):
    """Django's own has a third choice, "Unknown", where "all" is meant."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, choices=ANSWERS, coerce=lambda text: text == "true", **kwargs)

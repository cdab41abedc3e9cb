"""A form field for a file of a purpose."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.functional import lazy
from django.utils.translation import gettext as _

from koinon.core.files.purposes import purpose_of
from koinon.core.files.services import MEGABYTE, check
from koinon.core.refusal import Refusal


def _what_it_takes(key: str) -> str:
    purpose = purpose_of(key)
    return _("%(types)s, at most %(most)s MB.") % {"types": purpose.type_names, "most": purpose.max_bytes // MEGABYTE}


class UploadField(forms.FileField):
    """Checks type and size as `keep` will, so that the mistake stands beside the field."""

    def __init__(self, *, purpose: str, **options: Any) -> None:
        self.purpose = purpose
        options.setdefault("help_text", lazy(_what_it_takes, str)(purpose))
        super().__init__(**options)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        endings = (ending for kind in purpose_of(self.purpose).file_types for ending in kind.endings)
        return {**super().widget_attrs(widget), "accept": ",".join(endings)}

    def clean(self, data: Any, initial: Any = None) -> Any:
        upload = super().clean(data, initial)
        if isinstance(upload, UploadedFile):
            try:
                check(upload, purpose_of(self.purpose))
            except Refusal as refusal:
                raise ValidationError(str(refusal), code=refusal.code) from None
        return upload

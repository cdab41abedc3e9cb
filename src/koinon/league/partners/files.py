"""Files of this module."""

from django.utils.translation import gettext_lazy as _

from koinon.core.files.purposes import Purpose, register

DOCUMENT = "partners.document"

register(Purpose(DOCUMENT, _("Signed agreement"), types={"pdf"}, max_bytes=10_000_000, may_see=lambda person, stored: True))

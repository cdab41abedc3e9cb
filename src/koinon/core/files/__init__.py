"""Files: what people hand in and what the product makes, checked, kept and shown to whom they concern.

A *purpose* says which types a file may have, how large it may be and who may see it. The type is
read from the bytes, never from the name. Files lie outside the web root under names that tell nothing.
"""

from koinon.core.files.services import forget, keep, keep_bytes, link_for

__all__ = ["forget", "keep", "keep_bytes", "link_for"]

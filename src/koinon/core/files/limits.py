"""How much of a request is taken in.

A file beyond the limit is read to its end but not kept: the form comes back with what was typed
and with the mistake beside the field. A request far beyond it is not read at all.
"""

from __future__ import annotations

from tempfile import SpooledTemporaryFile
from typing import IO, Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

FILES_A_REQUEST = 4


class LimitedUpload(FileUploadHandler):
    """Small files stay in memory, larger ones go to a temporary file, bytes beyond the limit nowhere."""

    content: IO[bytes] | None = None
    counted: int = 0

    def handle_raw_input(
        self, input_data: Any, META: Any, content_length: int, boundary: Any, encoding: str | None = None
    ) -> None:
        if content_length > FILES_A_REQUEST * settings.UPLOAD_LIMIT:
            raise RequestDataTooBig("The request is larger than the files that a form may bring.")

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        # Django closes it with the request.
        self.content = SpooledTemporaryFile(max_size=settings.FILE_UPLOAD_MAX_MEMORY_SIZE)  # type: ignore[assignment]  # noqa: SIM115
        self.counted = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.counted += len(raw_data)
        if self.content and self.counted <= settings.UPLOAD_LIMIT:
            self.content.write(raw_data)
        elif self.content:
            self.content.seek(0)
            self.content.truncate()

    def file_complete(self, file_size: int) -> UploadedFile:
        """The upload, with its true size even where its bytes were not kept."""
        if self.content is None:
            raise RuntimeError("a file ended that never began")
        self.content.seek(0)
        return UploadedFile(
            file=self.content,
            name=self.file_name,
            content_type=self.content_type,
            size=self.counted,
            charset=self.charset,
            content_type_extra=self.content_type_extra,
        )

    def upload_interrupted(self) -> None:
        if self.content:
            self.content.close()

"""How much may be sent at a time: asked before a byte of it is read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler

if TYPE_CHECKING:
    from typing import Any

    from django.core.files.uploadedfile import UploadedFile

LARGEST_REQUEST: Final = 50 * 1024 * 1024  # bytes; docker/Caddyfile says the same


class BoundedUploadHandler(FileUploadHandler):
    """Refuses a request by the length that it declares; the server reads no further than that."""

    def handle_raw_input(self, *arguments: Any, **_more: Any) -> None:
        _input_data, _meta, content_length, *_rest = arguments
        if content_length > LARGEST_REQUEST:
            raise RequestDataTooBig("More was sent than is taken at a time.")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:  # noqa: ARG002
        return raw_data  # for the handlers after this one

    def file_complete(self, file_size: int) -> UploadedFile[bytes] | None:  # noqa: ARG002
        return None

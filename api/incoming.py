"""A file out of a multipart body, as it comes: never the whole of it in memory."""

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

from fastapi import Request
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from studio.errors import BadRequest
from studio.security.uploads import TooLarge

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks

FIELD = "file"
AROUND = 64 * 1024
"""Bytes of a body that are not the file: boundaries, headers, small fields that nobody asked for."""
HINT = "send multipart/form-data with the file in a field named `file`"
OPENAPI = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": [FIELD],
                    "properties": {FIELD: {"type": "string", "format": "binary"}},
                }
            }
        },
    }
}
"""How a route that takes a file says so."""


class Incoming:
    """The file of a request. `open()` first, then `chunks()` once."""

    def __init__(self, request: Request, most: int) -> None:
        """Look at the head of the request.

        Args:
            request: Of a multipart body.
            most: Bytes that a file may have.

        Raises:
            BadRequest: The body is of another form.
            TooLarge: Its head tells that it has more bytes.
        """
        kind, options = parse_options_header(request.headers.get("content-type"))
        if kind != b"multipart/form-data" or not options.get(b"boundary"):
            raise BadRequest("there is no file in the request", HINT)
        announced = request.headers.get("content-length", "")
        self._most = most + AROUND
        if announced.isdecimal() and int(announced[:20]) > self._most:
            raise self._too_large()
        self._body = request.stream()
        self._parser = MultipartParser(options[b"boundary"], self._callbacks())
        self._field, self._value = bytearray(), bytearray()
        self._seen = 0
        self._described = b""
        self._within = self._begun = self._ended = False
        self._data: list[bytes] = []
        self.name = ""

    async def open(self) -> str:
        """Read as far as the file begins; tells its name.

        Raises:
            BadRequest: There is no file, or the body cannot be read.
        """
        while not self._begun and await self._more():
            pass
        if not self._begun:
            raise BadRequest("there is no file in the request", HINT)
        return self.name

    async def chunks(self) -> AsyncIterator[bytes]:
        """The bytes of the file.

        Raises:
            BadRequest: The body was cut short.
        """
        while True:
            for piece in self._data:
                yield piece
            self._data.clear()
            if self._ended:
                return
            if not await self._more():
                raise BadRequest("the file was cut short", "send it again")

    async def _more(self) -> bool:
        """Parse one more piece of the body; False at its end."""
        try:
            chunk = await anext(self._body)
            self._seen += len(chunk)
            if self._seen > self._most:
                raise self._too_large()
            self._parser.write(chunk)
        except StopAsyncIteration:
            return False
        except FormParserError:
            raise BadRequest("the request cannot be read", HINT) from None
        return True

    def _too_large(self) -> TooLarge:
        return TooLarge(
            f"the file has more than {(self._most - AROUND) / 1e6:.0f} MB", "make it smaller or shorter first"
        )

    def _callbacks(self) -> "MultipartCallbacks":
        return {
            "on_part_begin": self._on_part,
            "on_header_begin": self._on_header,
            "on_header_field": lambda data, start, end: self._field.extend(data[start:end]),
            "on_header_value": lambda data, start, end: self._value.extend(data[start:end]),
            "on_header_end": self._on_header_end,
            "on_headers_finished": self._on_headers,
            "on_part_data": self._on_data,
            "on_part_end": self._on_part_end,
        }

    def _on_part(self) -> None:
        self._described = b""

    def _on_header(self) -> None:
        self._field.clear()
        self._value.clear()

    def _on_header_end(self) -> None:
        if bytes(self._field).lower() == b"content-disposition":
            self._described = bytes(self._value)

    def _on_headers(self) -> None:
        _, options = parse_options_header(self._described)
        if not self._begun and options.get(b"name") == FIELD.encode() and b"filename" in options:
            self.name = options[b"filename"].decode("utf-8", "replace")
            self._begun = self._within = True

    def _on_data(self, data: bytes, start: int, end: int) -> None:
        if self._within:
            self._data.append(data[start:end])

    def _on_part_end(self) -> None:
        if self._within:
            self._within, self._ended = False, True

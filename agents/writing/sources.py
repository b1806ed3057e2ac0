"""Reads a source the user names: a text, Markdown or HTML file, or a page on the public internet."""

import codecs
import re
from pathlib import Path

from agents.writing.page import html_to_text
from studio.errors import BadRequest
from studio.security.net import PUBLIC, Fetched, Rules, fetch_now

MAX_BYTES = 5_000_000
_TEXT = ("text/plain", "text/markdown", "text/x-markdown")
_HTML = ("text/html", "application/xhtml+xml")
_HEADERS = {"user-agent": "ai-clone-studio/0.1", "accept": "text/html, text/plain, text/markdown"}


def load_source(ref: str, *, rules: Rules = PUBLIC) -> str:
    """The text of a source, without the page around it.

    Args:
        ref: A path (`.txt`, `.md`, `.html`, or no suffix) or an http(s) address.
        rules: Which addresses may be asked; public ones only when left out.

    Raises:
        BadRequest: It cannot be read, is no text, is too large, or lies on a private network.
    """
    if re.match(r"^[a-zA-Z][a-zA-Z0-9+.\-]*://", ref):
        return _page(fetch_now(ref, rules, headers=_HEADERS))
    return _read(Path(ref).expanduser())


def _read(path: Path) -> str:
    if not path.is_file():
        raise BadRequest(f"no such file: {path}", "give the path of a .txt, .md or .html file, or an http(s) address")
    if path.suffix.lower() not in ("", ".txt", ".md", ".markdown", ".html", ".htm", ".text"):
        raise BadRequest(
            f"{path.suffix} files cannot be read as a source",
            "save it as .txt, .md or .html, for a PDF copy its text",
        )
    if path.stat().st_size > MAX_BYTES:
        raise BadRequest(f"{path.name} is larger than {MAX_BYTES // 1_000_000} MB", "give a shorter text")
    text = _decode(path.read_bytes(), "", path.name)
    return _some(html_to_text(text) if path.suffix.lower() in (".html", ".htm") else text, path.name)


def _page(found: Fetched) -> str:
    if found.status != 200:
        raise BadRequest(f"{found.url} answered {found.status}", "check the address, or save the page as a file")
    kind = found.headers.get("content-type", "text/html").split(";")[0].strip().lower()
    if kind not in (*_TEXT, *_HTML):
        raise BadRequest(f"{found.url} is {kind}, not text", "give a page or a text file")
    text = _decode(found.body, found.charset, found.url)
    return _some(html_to_text(text) if kind in _HTML else text, found.url)


def _decode(data: bytes, charset: str, name: str) -> str:
    for encoding in (charset, "utf-8-sig", "cp1252"):
        try:
            text = data.decode(codecs.lookup(encoding).name) if encoding else ""
        except (LookupError, UnicodeDecodeError):
            continue
        if text and "\x00" not in text:
            return text
    raise BadRequest(f"{name} is not readable text", "give a .txt, .md or .html file in UTF-8")


def _some(text: str, name: str) -> str:
    if not text.strip():
        raise BadRequest(f"{name} has no text", "give a page or a file with sentences in it")
    return text

"""Reading a source: files and pages, never the machine's own network."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_network
from pathlib import Path

import pytest

from agents.writing.sources import load_source
from studio.errors import BadRequest
from studio.security.net import Rules

PAGE = """<!doctype html><html><head><title>T</title><style>p{}</style></head><body>
<nav><a>Home</a><a>Shop</a></nav><div class="cookie-banner">We use cookies.</div>
<article><h1>Rye bread</h1><p>Rye &amp; water make a simple dough.</p><script>alert(1)</script>
<p>It rests for an hour<br>before it is baked, because rye needs time to drink the water it was given
and a dough that had its rest is far easier to shape with wet hands on a board.</p>
<ul><li>Use a scale.</li></ul></article><footer>Imprint</footer></body></html>"""


def test_text_and_markdown_are_read_as_they_are(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_bytes("\ufeff# Título\n\nUna frase.".encode())
    assert load_source(str(path)) == "# Título\n\nUna frase."


def test_a_page_is_read_without_what_surrounds_it(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text(PAGE, "utf-8")
    text = load_source(str(path))
    assert text.startswith("Rye bread\n\nRye & water make a simple dough.")
    assert "Use a scale." in text
    assert not any(word in text for word in ("Home", "cookies", "alert", "Imprint", "p{}"))


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("a.pdf", b"%PDF-1.7", "PDF"),
        ("a.docx", b"PK", ".docx"),
        ("a.txt", b"\x00\x01\x02", "not readable text"),
        ("a.txt", b"   \n", "no text"),
        ("a.txt", b"a" * 5_000_001, "5 MB"),
    ],
)
def test_what_is_no_text_is_refused(tmp_path: Path, name: str, data: bytes, told: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(BadRequest) as refused:
        load_source(str(path))
    assert told in f"{refused.value.message} {refused.value.hint}"


def test_a_missing_file_is_told() -> None:
    with pytest.raises(BadRequest, match="no such file"):
        load_source("nowhere/at-all.txt")


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://localhost:8080/x",
        "http://10.0.0.1/",
        "http://192.168.1.1/admin",
        "http://169.254.169.254/latest/meta-data/",
        "http://[::1]/",
        "http://[64:ff9b::7f00:1]/",
        "http://[2002:7f00:1::]/",
        "http://[::ffff:127.0.0.1]/",
        "http://192.0.0.192/",
        "http://224.0.0.1/",
        "http://0.0.0.0/",
        "http://100.64.0.1/",
        "http://2130706433/",
        "file:///etc/passwd",
        "ftp://example.org/a",
        "http://user:secret@example.org/",
        "http://example.org:99999/",
    ],
)
def test_private_places_are_never_asked(url: str) -> None:
    with pytest.raises(BadRequest):
        load_source(url)


@contextmanager
def site(pages: dict[str, tuple[int, dict[str, str], bytes]]) -> Iterator[str]:
    """A web site on loopback."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, headers, body = pages[self.path]
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Keep the test's output clean."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://pages.test:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


async def only_the_test_site(host: str, port: int) -> list[str]:
    return ["127.0.0.1"] if host == "pages.test" else ["10.0.0.1"]


LOOPBACK = Rules(ports=None, also=(ip_network("127.0.0.1/32"),), resolve=only_the_test_site)
HTML = {"Content-Type": "text/html; charset=utf-8"}


def test_a_page_on_the_web_is_read_through_redirects() -> None:
    pages = {"/old": (301, {"Location": "/new"}, b""), "/new": (200, HTML, PAGE.encode())}
    with site(pages) as root:
        assert "simple dough" in load_source(f"{root}/old", rules=LOOPBACK)


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ((302, {"Location": "http://169.254.169.254/"}, b""), "not on the public internet"),
        ((302, {"Location": "file:///etc/passwd"}, b""), "not an http"),
        ((302, {"Location": "/page"}, b""), "too often"),
        ((404, HTML, b"gone"), "404"),
        ((200, {"Content-Type": "image/png"}, b"x"), "not text"),
        ((200, HTML, b"x" * 5_000_001), "5 MB"),
        ((200, HTML, b"<nav>Home</nav>"), "no text"),
    ],
)
def test_answers_that_cannot_be_used_are_told(answer: tuple[int, dict[str, str], bytes], told: str) -> None:
    with site({"/page": answer}) as root, pytest.raises(BadRequest, match=told):
        load_source(f"{root}/page", rules=LOOPBACK)

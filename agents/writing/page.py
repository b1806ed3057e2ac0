"""The readable text of an HTML page: paragraphs without menus, scripts and footers."""

import re
from html.parser import HTMLParser

_SKIPPED = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "nav",
        "header",
        "footer",
        "aside",
        "form",
        "button",
        "select",
        "svg",
        "iframe",
        "figure",
        "menu",
        "dialog",
    ]
)
_BLOCKS = frozenset(
    [
        "p",
        "li",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "blockquote",
        "div",
        "section",
        "article",
        "main",
        "td",
        "th",
        "pre",
        "dd",
        "dt",
        "br",
        "ul",
        "ol",
    ]
)
_VOID = frozenset(
    ["br", "img", "input", "meta", "link", "hr", "source", "wbr", "area", "base", "col", "embed", "track"]
)
_NOISE = re.compile(r"\b(?:nav|menu|footer|cookie|banner|sidebar|comment|share|social|promo|advert|subscribe)", re.I)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[tuple[str, bool]] = []
        self._text: list[str] = []
        self._stack: list[tuple[str, bool]] = []
        self._main = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BLOCKS:
            self._flush()
        if tag in _VOID:
            return
        marks = " ".join(value or "" for name, value in attrs if name in ("class", "id", "role"))
        noise = tag in _SKIPPED or (tag not in ("html", "body", "main", "article") and bool(_NOISE.search(marks)))
        self._stack.append((tag, noise))
        self._main += tag in ("article", "main")

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self._flush()
        if tag not in {name for name, _ in self._stack}:
            return
        while self._stack:
            name, _ = self._stack.pop()
            self._main -= name in ("article", "main")
            if name == tag:
                return

    def handle_data(self, data: str) -> None:
        names = {name for name, _ in self._stack}
        if not any(noise for _, noise in self._stack) and "head" not in names:
            self._text.append(data)

    def close(self) -> None:
        super().close()
        self._flush()

    def _flush(self) -> None:
        text = " ".join("".join(self._text).split())
        self._text.clear()
        if text:
            self.blocks.append((text, self._main > 0))


def html_to_text(html: str) -> str:
    """The paragraphs of a page, a blank line between; those of its main part when it marks one."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    main = [text for text, inside in reader.blocks if inside]
    blocks = main if sum(map(len, main)) >= 200 else [text for text, _ in reader.blocks]
    return "\n\n".join(blocks)

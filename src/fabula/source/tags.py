"""Markup as a stream of tags and text, each with its place in the source.

HTML and XML parsers of the usual libraries do not say where an element stands, and expand entities. This scanner does
the first and never the second: a declaration is passed over, an unknown entity stays as it is written. It is linear
in the length of the source for any input, and never fails: what is no tag is text.
"""

from __future__ import annotations

import html
import re
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field

RAW = frozenset({"script", "style", "textarea", "title", "xmp", "noembed", "noframes"})
LONGEST_TAG = 100_000

_NAME = re.compile(r"[A-Za-z_][^\s/>\x00]*")
_ATTRIBUTE = re.compile(r"""([^\s=/>"']+)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s"'>]+))?""")
_UNQUOTED = re.compile(r"[^<>\"']*")


@dataclass(frozen=True, slots=True)
class Tag:
    """A start or end tag from `start` to `end` of the source; `name` in lower case, with its prefix."""

    name: str
    start: int
    end: int
    closing: bool = False
    empty: bool = False
    attributes: dict[str, str] = field(default_factory=dict)

    def get(self, name: str) -> str:
        """The value of an attribute, empty where there is none."""
        return self.attributes.get(name, "")


@dataclass(frozen=True, slots=True)
class Text:
    """Text between tags from `start` to `end` of the source, its character references resolved."""

    text: str
    start: int
    end: int


def scan(source: str) -> Iterator[Tag | Text]:
    """The tags and texts of HTML or XML, in order; comments, declarations and instructions are passed over."""
    at, length = 0, len(source)
    while at < length:
        opened = source.find("<", at)
        if opened < 0:
            yield _text(source, at, length)
            return
        end = _skipped(source, opened)
        if end is not None:
            if opened > at:
                yield _text(source, at, opened)
            if source.startswith("<![CDATA[", opened):
                stop = end - 3 if source.endswith("]]>", opened, end) else end
                yield Text(source[opened + 9 : stop], opened + 9, stop)
            at = end
            continue
        tag = _tag(source, opened)
        if tag is None:
            yield Text(html.unescape(source[at:opened]) + "<", at, opened + 1)
            at = opened + 1
            continue
        if opened > at:
            yield _text(source, at, opened)
        yield tag
        at = tag.end
        if tag.name in RAW and not tag.closing and not tag.empty:
            at = yield from _raw(source, tag)


def _text(source: str, start: int, end: int) -> Text:
    return Text(html.unescape(source[start:end]), start, end)


def _skipped(source: str, at: int) -> int | None:
    """The end of a comment, declaration or instruction at `at`; None where a tag may start."""
    if source.startswith("<!--", at):
        return _after(source, "-->", at + 4)
    if source.startswith("<![CDATA[", at):
        return _after(source, "]]>", at + 9)
    if source.startswith("<?", at):
        return _after(source, ">", at + 2)
    if source.startswith("<!", at):
        close, subset = source.find(">", at), source.find("[", at, at + 2000)
        if 0 <= subset < close:
            return _after(source, "]>", subset)
        return _after(source, ">", at)
    return None


def _after(source: str, mark: str, start: int) -> int:
    found = source.find(mark, start)
    return len(source) if found < 0 else found + len(mark)


def _tag(source: str, at: int) -> Tag | None:
    closing = source.startswith("/", at + 1)
    name = _NAME.match(source, at + 1 + closing, at + 200)
    if name is None:
        return None
    end = _tag_end(source, name.end())
    if end is None:
        return None
    body = source[name.end() : end - 1]
    empty = body.endswith("/")
    attributes = {} if closing or not body.strip("/ \t\r\n") else _attributes(body)
    return Tag(name.group().lower(), at, end, closing, empty, attributes)


def _tag_end(source: str, at: int) -> int | None:
    """The offset after the `>` that closes a tag; a `>` in a quoted value closes none."""
    start, limit = at, min(len(source), at + LONGEST_TAG)
    while True:
        match = _UNQUOTED.match(source, at, limit)
        at = match.end() if match else limit
        if at >= limit:
            break
        if source[at] == ">":
            return at + 1
        if source[at] == "<":  # a tag never closed; looking further would make the scan quadratic
            return None
        close = source.find(source[at], at + 1, limit)
        if close < 0:
            break
        at = close + 1
    found = source.find(">", start, min(limit, start + 2000))
    return None if found < 0 else found + 1


def _attributes(body: str) -> dict[str, str]:
    out: dict[str, str] = {}
    for match in _ATTRIBUTE.finditer(body):
        value = match.group(2) or ""
        if value[:1] in "\"'" and value:
            value = value[1:-1]
        out.setdefault(match.group(1).lower(), html.unescape(value))
    return out


def _raw(source: str, tag: Tag) -> Generator[Text, None, int]:
    """The content of an element that holds no tags; returns where its end tag starts."""
    match = re.compile(rf"</{re.escape(tag.name)}(?=[\s/>])", re.IGNORECASE).search(source, tag.end)
    end = match.start() if match else len(source)
    if end > tag.end:
        yield Text(
            html.unescape(source[tag.end : end]) if tag.name in ("title", "textarea") else source[tag.end : end],
            tag.end,
            end,
        )
    return end

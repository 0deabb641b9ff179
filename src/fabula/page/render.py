"""A story as one HTML file: text, payload and assets put together under a policy that forbids the network."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from pathlib import PurePath

from fabula.page.blocks import sections
from fabula.page.body import body
from fabula.page.cast import DOUBTFUL, cast
from fabula.page.payload import encode, payload
from fabula.page.units import Units, keepable
from fabula.story import Story

SCRIPTS = (
    "store.js",
    "book.js",
    "names.js",
    "theme.js",
    "tell.js",
    "select.js",
    "highlight.js",
    "cast.js",
    "network.js",
    "chart.js",
    "scenes.js",
    "here.js",
    "limit.js",
    "find.js",
    "sheet.js",
    "keys.js",
    "start.js",
)


@dataclass(frozen=True, slots=True)
class Addition:
    """What an editor adds to the page: style and script behind the page's own, which may ask its own server."""

    style: str
    script: str


def render(story: Story, addition: Addition | None = None) -> str:
    """The page of a story: a whole HTML document that makes no request and runs no script but its own.

    NUL and lone surrogates, which HTML cannot hold, are shown as U+FFFD; every other character is the author's.
    """
    from jinja2 import Environment

    story = replace(story, text=keepable(story.text))
    units = Units(story.text)
    people = cast(story)
    parts = sections(story)
    text = body(story, people, parts, units)
    style = _asset("page.css") + "".join(
        f"#leaf{at}{{contain-intrinsic-size:auto {height:.1f}rem}}\n" for at, height in enumerate(text.heights)
    )
    script = "".join(_asset(name) for name in SCRIPTS)
    if addition is not None:
        style, script = style + addition.style, script + addition.script
    key = hashlib.sha256(story.text.encode()).hexdigest()[:16]
    title = keepable(story.title or PurePath(story.source.name or "").stem or "A story")
    opening = next((block.span.of(story.text) for section in parts for block in section.blocks), "")
    environment = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    return environment.from_string(_asset("page.html.j2")).render(
        title=title,
        titled=opening.strip().casefold() == title.strip().casefold(),  # the text brings its own title
        author=keepable(story.author) if story.author else None,
        language=story.language or "en",
        style=_Trusted(style),
        script=_Trusted(script),
        body=_Trusted(text.html),
        payload=_Trusted(encode(payload(story, people, units, key, DOUBTFUL))),
        policy=_policy(style, script) + ("" if addition is None else "; connect-src 'self'"),
        warnings=[keepable(warning) for warning in story.warnings],
    )


class _Trusted(str):
    """Markup made here, which the template must not escape again."""

    __slots__ = ()

    def __html__(self) -> str:
        return str(self)


def _policy(style: str, script: str) -> str:
    """A content security policy: nothing is loaded, and only this very script and style are used."""
    return (
        f"default-src 'none'; img-src data:; style-src '{_digest(style)}'; script-src '{_digest(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )


def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


@cache
def _asset(name: str) -> str:
    return files("fabula.page").joinpath("assets", name).read_text(encoding="utf-8")

"""LitBank's own repository: brat files of entities, events and coreference, quotations, and the books as printed.

Layers (github.com/dbamman/litbank): `entities/brat/ID_brat.txt` has the tokens set apart by blanks, a sentence a line;
`ID_brat.ann` there, in `events/brat` and in `coref/brat` has spans of that text; `quotations/tsv/ID_brat.ann` has
rows of `QUOTE` and `ATTRIB`; `original/ID.txt` is the book from which the passage is, which tells the paragraphs.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from fabula.errors import RequestError

Row = dict[str, Any]
Range = tuple[int, int]

_SUFFIX = "_brat"
_FORMS = ("PROP", "NOM", "PRON")
_RELATIONS = {"cop": "copula", "appos": "apposition"}
_ALIKE = ('"“”„', "'‘’`", "-–—―")  # signs that one of two texts may have for the other's
_BLANK_LINE = re.compile(r"\n[^\S\n]*\n")


class Mark(NamedTuple):
    """A text-bound annotation of brat: its id, its label, code points of the brat text."""

    id: str
    label: str
    start: int
    end: int


class Layout(NamedTuple):
    """Tokens and their spans in the brat text, sentences as ranges of tokens."""

    tokens: tuple[str, ...]
    spans: tuple[Range, ...]
    sentences: tuple[Range, ...]

    def covered(self, start: int, end: int) -> Range:
        """The tokens that a span touches, as a range."""
        first = bisect_right(self.spans, start, key=lambda s: s[1])
        last = bisect_left(self.spans, end, key=lambda s: s[0])
        if last <= first:
            raise ValueError(f"no token stands at {start} to {end}")
        return first, last


def is_here(folder: Path) -> bool:
    """Whether a folder is a checkout of the repository."""
    return (folder / "entities" / "brat").is_dir()


def documents(folder: Path) -> Iterator[tuple[Row, str]]:
    """Every document as a row of the joined form, with its text, in the order of ids. Raises RequestError."""
    files = sorted((folder / "entities" / "brat").glob(f"*{_SUFFIX}.txt"), key=lambda f: f.stem.removesuffix(_SUFFIX))
    if not files:
        raise RequestError("no documents of LitBank here", where=str(folder))
    for file in files:
        try:
            yield document(folder, file.stem.removesuffix(_SUFFIX))
        except (OSError, ValueError, LookupError) as error:
            raise RequestError(f"a document of LitBank cannot be read: {error}", where=str(file)) from error


def document(folder: Path, name: str) -> tuple[Row, str]:
    """One document: the row (`token_spans` in code points of the text, else ranges of tokens) and the text.

    The text is the passage as printed where `original` has the book, else the brat text with a line a paragraph.
    """
    layout = _layout(_read(folder / "entities" / "brat" / f"{name}{_SUFFIX}.txt"))
    text, spans = _printed(folder / "original" / f"{name}.txt", layout)
    coref, relations = _coreference(folder / "coref" / "brat" / f"{name}{_SUFFIX}.ann", layout)
    forms = {(m["start"], m["end"]): m["form"] for m in coref}
    entities: list[Row] = []
    for mark in _marks(folder / "entities" / "brat" / f"{name}{_SUFFIX}.ann"):
        start, end = layout.covered(mark.start, mark.end)
        entities.append({"start": start, "end": end, "type": mark.label, "form": forms.get((start, end))})
    events = {layout.covered(m.start, m.end)[0] for m in _marks(folder / "events" / "brat" / f"{name}{_SUFFIX}.ann")}
    row = {
        "id": name,
        "splits": {},
        "text_file": f"{name}.txt",
        "tokens": list(layout.tokens) if text is None else [text[a:b] for a, b in spans],
        "token_spans": [list(s) for s in spans],
        "sentences": [list(s) for s in layout.sentences],
        "paragraphs": _paragraphs(text, layout, spans),
        "entities": sorted(entities, key=lambda e: (e["start"], e["end"])),
        "events": sorted(events),
        "coref": coref,
        "coref_relations": relations,
        "quotations": _quotations(folder / "quotations" / "tsv" / f"{name}{_SUFFIX}.ann", layout),
    }
    return row, "\n".join(" ".join(layout.tokens[a:b]) for a, b in layout.sentences) if text is None else text


def _read(file: Path) -> str:
    with file.open(encoding="utf-8", newline="") as content:
        return content.read().replace("\r\n", "\n")


def _layout(text: str) -> Layout:
    spans = [m.span() for m in re.finditer(r"\S+", text)]
    sentences: list[Range] = []
    at = 0
    for line in re.finditer(r"[^\n]+", text):
        size = len(line.group().split())
        if size:
            sentences.append((at, at + size))
            at += size
    return Layout(tuple(text[a:b] for a, b in spans), tuple(spans), tuple(sentences))


def _marks(file: Path) -> Iterator[Mark]:
    """The text-bound annotations of a file, without those of a missing one (not every layer has every document)."""
    if not file.exists():
        return
    for line in _read(file).split("\n"):
        if line.startswith("T"):
            key, place, _ = line.split("\t", 2)
            label, start, end = place.split(" ")[0], place.split(" ")[1], place.split(" ")[-1]
            yield Mark(key, label, int(start), int(end))


def _coreference(file: Path, layout: Layout) -> tuple[list[Row], list[Row]]:
    """Mentions with their entities, and relations of copula and apposition.

    A mention is there twice: as `PROP_PER` with its form and type, and once more under the name of its entity.
    """
    mentions: dict[Range, Row] = {}
    entities: dict[Range, str] = {}
    for mark in _marks(file):
        form, _, kind = mark.label.partition("_")
        span = layout.covered(mark.start, mark.end)
        if form in _FORMS and kind.isupper() and "-" not in kind:
            mentions[span] = {"id": mark.id, "start": span[0], "end": span[1], "type": kind, "form": form}
        else:
            entities[span] = mark.label
    rows = [{**row, "entity": entities.get(span)} for span, row in sorted(mentions.items())]
    return rows, list(_relations(file)) if file.exists() else []


def _relations(file: Path) -> Iterator[Row]:
    for line in _read(file).split("\n"):
        if line.startswith("R"):
            kind, first, second = line.split("\t")[1].split(" ")
            mention, of = first.partition(":")[2], second.partition(":")[2]
            yield {"type": _RELATIONS.get(kind, kind), "mention": mention, "of": of}


def _quotations(file: Path, layout: Layout) -> list[Row]:
    """Quotations with their marks; a row tells the sentence and the token in it, the last one included."""
    if not file.exists():
        return []
    rows = [line.split("\t") for line in _read(file).split("\n") if line]
    speakers = {row[1]: row[2] for row in rows if row[0] == "ATTRIB"}
    found: list[Row] = []
    for row in rows:
        if row[0] == "QUOTE":
            first, last = (layout.sentences[int(row[k])][0] + int(row[k + 1]) for k in (2, 4))
            found.append({"id": row[1], "start": first, "end": last + 1, "speaker": speakers.get(row[1])})
    return sorted(found, key=lambda q: int(q["start"]))


def _printed(file: Path, layout: Layout) -> tuple[str | None, Sequence[Range]]:
    """The passage as printed and where its tokens stand in it; None and the brat spans where it cannot be found."""
    book = _read(file) if file.exists() else ""
    start = 0
    first = re.compile(r"\s*".join(map(_pattern, layout.tokens[:8])))
    while found := first.search(book, start):
        spans = _aligned(book, found.start(), layout.tokens)
        if spans is not None:
            low = spans[0][0]
            return book[low : spans[-1][1]], [(a - low, b - low) for a, b in spans]
        start = found.start() + 1
    return None, layout.spans


def _aligned(book: str, start: int, tokens: Sequence[str]) -> list[Range] | None:
    """The spans of the tokens one after another, only white space between them."""
    spans: list[Range] = []
    for token in tokens:
        while start < len(book) and book[start].isspace():
            start += 1
        found = re.compile(_pattern(token)).match(book, start)
        if found is None:
            return None
        spans.append(found.span())
        start = found.end()
    return spans


def _pattern(token: str) -> str:
    """The token as a regular expression, whichever quotation marks and dashes it is written with."""
    return "".join(next((f"[{re.escape(s)}]" for s in _ALIKE if c in s), re.escape(c)) for c in token)


def _paragraphs(text: str | None, layout: Layout, spans: Sequence[Range]) -> list[list[int]]:
    """Paragraphs as ranges of tokens: blank lines set them apart; without the printed text a sentence each."""
    if text is None:
        return [list(s) for s in layout.sentences]
    opens = [0] + [i for i in range(1, len(spans)) if _BLANK_LINE.search(text, spans[i - 1][1], spans[i][0])]
    return [[a, b] for a, b in zip(opens, [*opens[1:], len(spans)], strict=True)]

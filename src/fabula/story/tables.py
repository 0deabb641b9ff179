"""The tables of a story as flat rows with typed columns: what CSV, Parquet and SQL hold.

Ids and lists of ids are kept, spans are two columns, and rows that stand on words have these words as a column, so
that a question can be asked without the text at hand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain, repeat
from typing import Literal, NamedTuple

from fabula.story.records import Story, TokenTable

Type = Literal["text", "number", "real", "truth", "texts", "spans"]
Cell = str | int | float | bool | list[str] | list[list[int]] | None


class Column(NamedTuple):
    """A column: its name and the type of its cells, any of which may be None."""

    name: str
    type: Type


class Table(NamedTuple):
    """A table: its name, its columns, and the function that gives its rows, a cell for each column."""

    name: str
    columns: tuple[Column, ...]
    rows: Callable[[Story], Iterator[tuple[Cell, ...]]]


def table(name: str) -> Table:
    """The table of this name; KeyError when there is none."""
    for one in TABLES:
        if one.name == name:
            return one
    raise KeyError(name)


def _columns(spec: str) -> tuple[Column, ...]:
    """Columns from a line like "id name:text start:number"; text where no type is given."""
    out = []
    for word in spec.split():
        name, _, type = word.partition(":")
        out.append(Column(name, type or "text"))  # type: ignore[arg-type]
    return tuple(out)


def _story(story: Story) -> Iterator[tuple[Cell, ...]]:
    s = story.source
    head = (story.format, story.title, story.author, story.language, story.generator)
    filled = {"tokens": story.tokens, **{n: getattr(story, n) for n in ("events", "feelings", "knowledge", "beliefs")}}
    unknown = [name for name, rows in filled.items() if rows is None]
    yield (*head, s.name, s.media_type, s.sha256, len(story.text), unknown, story.text)


def _parts(story: Story) -> Iterator[tuple[Cell, ...]]:
    for p in story.parts:
        yield p.id, p.kind, p.title, p.start, p.end


def _paragraphs(story: Story) -> Iterator[tuple[Cell, ...]]:
    sources = chain(((o.file, o.start, o.end) for o in story.layout.origins), repeat((None, None, None)))
    for (start, end), source in zip(story.paragraphs, sources, strict=False):
        yield start, end, *source, story.text[start:end]


def _sentences(story: Story) -> Iterator[tuple[Cell, ...]]:
    for start, end in story.sentences:
        yield start, end, story.text[start:end]


def _layout(story: Story) -> Iterator[tuple[Cell, ...]]:
    layout = story.layout
    for kind, spans in (("heading", layout.headings), ("break", layout.breaks), ("emphasis", layout.emphasis)):
        for start, end in spans:
            yield kind, start, end, story.text[start:end]


def _tokens(story: Story) -> Iterator[tuple[Cell, ...]]:
    t = story.tokens or TokenTable()
    columns = (t.upos, t.lemma, t.feats, t.head, t.relation)
    for i, (start, end) in enumerate(zip(t.start, t.end, strict=True)):
        yield i, start, end, story.text[start:end], *(c[i] if i < len(c) else None for c in columns)


def _characters(story: Story) -> Iterator[tuple[Cell, ...]]:
    for c in story.characters:
        yield c.id, c.name, list(c.aliases), c.pronouns, c.kind, c.group, c.confidence


def _places(story: Story) -> Iterator[tuple[Cell, ...]]:
    for p in story.places:
        yield p.id, p.name, list(p.aliases), p.within, p.confidence


def _mentions(story: Story) -> Iterator[tuple[Cell, ...]]:
    for m in story.mentions:
        yield m.start, m.end, m.entity, m.form, m.type, m.confidence, story.text[m.start : m.end]


def _quotations(story: Story) -> Iterator[tuple[Cell, ...]]:
    for q in story.quotations:
        start = min((s[0] for s in q.spans), default=None)
        end = max((s[1] for s in q.spans), default=None)
        who = (q.speaker, list(q.addressees), list(q.heard_by))
        cue = story.text[q.cue[0] : q.cue[1]] if q.cue else None
        cue_at = (q.cue[0], q.cue[1]) if q.cue else (None, None)
        head = (q.id, start, end, [[s[0], s[1]] for s in q.spans], q.mode, *who)
        yield *head, *cue_at, cue, q.manner, q.cut_off, q.confidence, q.parent, story.words(q)


def _scenes(story: Story) -> Iterator[tuple[Cell, ...]]:
    for s in story.scenes:
        present = list(dict.fromkeys(p.character for p in s.presence))
        yield s.id, s.start, s.end, s.place, s.time, list(s.pov), present, s.when, s.confidence


def _presence(story: Story) -> Iterator[tuple[Cell, ...]]:
    for s in story.scenes:
        for p in s.presence:
            yield s.id, p.character, p.start, p.end, list(p.hidden_from), p.confidence


def _events(story: Story) -> Iterator[tuple[Cell, ...]]:
    for e in story.events or ():
        who = (list(e.agents), list(e.patients))
        yield e.id, e.start, e.end, e.lemma, *who, e.scene, e.when, e.confidence, story.text[e.start : e.end]


def _feelings(story: Story) -> Iterator[tuple[Cell, ...]]:
    for f in story.feelings or ():
        yield f.character, f.emotion, f.start, f.end, f.confidence, story.text[f.start : f.end]


def _knowledge(story: Story) -> Iterator[tuple[Cell, ...]]:
    for k in story.knowledge or ():
        yield k.character, k.start, k.end, k.about, k.how, k.confidence, story.text[k.start : k.end]


def _beliefs(story: Story) -> Iterator[tuple[Cell, ...]]:
    for b in story.beliefs or ():
        by = (b.by[0], b.by[1]) if b.by else (None, None)
        head = (b.character, b.start, b.end, b.attitude, list(b.about), b.status)
        yield *head, *by, b.confidence, story.text[b.start : b.end]


def _groups(story: Story) -> Iterator[tuple[Cell, ...]]:
    for g in story.groups:
        yield g.id, list(g.members)


def _warnings(story: Story) -> Iterator[tuple[Cell, ...]]:
    for warning in story.warnings:
        yield (warning,)


_AT = "start:number end:number"
_SURE = "confidence:real"

TABLES: tuple[Table, ...] = (
    Table(
        "stories",
        _columns(
            "format title author language generator source_name media_type sha256 length:number unknown:texts text"
        ),
        _story,
    ),
    Table("parts", _columns(f"id kind title {_AT}"), _parts),
    Table("paragraphs", _columns(f"{_AT} source_file source_start:number source_end:number words"), _paragraphs),
    Table("sentences", _columns(f"{_AT} words"), _sentences),
    Table("layout", _columns(f"kind {_AT} words"), _layout),
    Table("tokens", _columns(f"token:number {_AT} words upos lemma feats head:number relation"), _tokens),
    Table("characters", _columns(f"id name aliases:texts pronouns kind group:truth {_SURE}"), _characters),
    Table("places", _columns(f"id name aliases:texts within {_SURE}"), _places),
    Table("mentions", _columns(f"{_AT} entity form type {_SURE} words"), _mentions),
    Table(
        "quotations",
        _columns(
            f"id {_AT} spans:spans mode speaker addressees:texts heard_by:texts cue_start:number cue_end:number cue "
            f"manner cut_off:truth {_SURE} parent words"
        ),
        _quotations,
    ),
    Table("scenes", _columns(f"id {_AT} place time pov:texts present:texts when {_SURE}"), _scenes),
    Table("presence", _columns(f"scene character {_AT} hidden_from:texts {_SURE}"), _presence),
    Table("events", _columns(f"id {_AT} lemma agents:texts patients:texts scene when {_SURE} words"), _events),
    Table("feelings", _columns(f"character emotion {_AT} {_SURE} words"), _feelings),
    Table("knowledge", _columns(f"character {_AT} about how {_SURE} words"), _knowledge),
    Table(
        "beliefs",
        _columns(f"character {_AT} attitude about:texts status by_start:number by_end:number {_SURE} words"),
        _beliefs,
    ),
    Table("groups", _columns("id members:texts"), _groups),
    Table("warnings", _columns("warning"), _warnings),
)

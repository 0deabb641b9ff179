"""The files that BookNLP writes, so that scripts made for it run.

Columns, order, inclusive ends and the keys of `.book` are those of BookNLP 1.0.8 (`english_booknlp.py`,
https://github.com/booknlp/booknlp). What it calls bytes are code points there too. There is no `.supersense`.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from typing import NamedTuple

from fabula.export.filenames import of_source
from fabula.export.product import Folder, Wishes
from fabula.export.setting import paragraphs
from fabula.export.words import sentences, tokens
from fabula.story.records import Mention, Quotation, Story

NARRATOR = 0  # BookNLP's id for a first-person narrator
_PRONOUNS = {"he": "he/him/his", "she": "she/her", "they": "they/them/their"}
_OPENING = "\"'“‘«„‹「『"


class Token(NamedTuple):
    """A row of `.tokens`; numbers are from 0."""

    paragraph: int
    sentence: int
    in_sentence: int
    word: str
    lemma: str
    start: int
    end: int
    pos: str
    relation: str
    head: int


class Entity(NamedTuple):
    """A row of `.entities`: tokens from `start` to `end`, both included."""

    start: int
    end: int
    form: str
    type: str
    text: str
    who: int


@dataclass(frozen=True, slots=True)
class Quote:
    """A row of `.quotes`: tokens from `start` to `end`, both included, and the mention that names who speaks."""

    start: int
    end: int
    mention: Entity | None
    who: int | None


def make(story: Story, wishes: Wishes) -> Folder:
    """`NAME.tokens`, `.entities`, `.quotes`, `.book` and `.book.html`; NAME is that of the source."""
    book = _Book(story)
    name = of_source(story, "book")
    return Folder(
        {
            f"{name}.tokens": _tokens_file(book),
            f"{name}.entities": _entities_file(book.entities),
            f"{name}.quotes": _quotes_file(book),
            f"{name}.book": json.dumps({"characters": _characters(book)}, ensure_ascii=False).encode(),
            f"{name}.book.html": _page(book),
        }
    )


class _Book:
    """The story counted in tokens."""

    def __init__(self, story: Story) -> None:
        self.story = story
        self.tokens = _tokens(story)
        self.starts = [t.start for t in self.tokens]
        self.numbers = _numbers(story)
        self.mention_of: dict[Mention, Entity] = {}
        for mention in story.mentions:
            entity = self._entity(mention)
            if entity is not None:
                self.mention_of[mention] = entity
        self.entities = sorted(self.mention_of.values())
        self.quotes = self._quotes()
        self.events = {i for e in story.events or () for i in self.within((e.start, e.end))}

    def within(self, span: tuple[int, int]) -> range:
        """Numbers of the tokens that start inside a span of code points."""
        return range(bisect_left(self.starts, span[0]), bisect_left(self.starts, span[1]))

    def words(self, start: int, end: int) -> str:
        """The tokens from `start` to `end`, both included, with blanks between."""
        return " ".join(t.word for t in self.tokens[start : end + 1])

    def _entity(self, mention: Mention) -> Entity | None:
        inside = self.within((mention.start, mention.end))
        if not inside:
            return None
        words = self.words(inside[0], inside[-1])
        return Entity(inside[0], inside[-1], mention.form, mention.type, words, self.numbers[mention.entity])

    def _quotes(self) -> list[Quote]:
        by_speaker: dict[str, list[Mention]] = {}
        for mention in sorted(self.mention_of, key=lambda m: (m.start, m.end)):
            by_speaker.setdefault(mention.entity, []).append(mention)
        out = []
        for row in self.story.quotations:
            if row.mode != "speech" and not any(self.story.text[s[0] : s[0] + 1] in _OPENING for s in row.spans):
                continue
            naming = _naming(row, by_speaker.get(row.speaker or "", []))
            entity = self.mention_of[naming] if naming else None
            who = None if row.speaker is None else self.numbers.get(row.speaker)
            for span in row.spans:
                inside = self.within(span)
                if inside:
                    out.append(Quote(inside[0], inside[-1], entity, who))
        return sorted(out, key=lambda q: (q.start, q.end))


def _numbers(story: Story) -> dict[str, int]:
    """BookNLP's whole numbers for the ids of a story: 0 for a first-person narrator, then as they come."""
    out: dict[str, int] = {}
    for one in story.characters:
        if one.pronouns == "I" and NARRATOR not in out.values():
            out[one.id] = NARRATOR
    ids = [*(c.id for c in story.characters), *(p.id for p in story.places), *(m.entity for m in story.mentions)]
    number = NARRATOR + 1
    for id in ids:
        if id not in out:
            out[id] = number
            number += 1
    return out


def _naming(row: Quotation, mentions: Sequence[Mention]) -> Mention | None:
    """The speaker's mention in the cue, else the nearest one outside the words spoken."""
    if not mentions or not row.spans:
        return None
    outside = [m for m in _near(row, mentions) if not any(s[0] <= m.start < s[1] for s in row.spans)]
    if row.cue is not None:
        for m in outside:
            if row.cue[0] <= m.start and m.end <= row.cue[1]:
                return m
    first, last = row.spans[0][0], row.spans[-1][1]
    return min(outside, key=lambda m: max(first - m.end, m.start - last, 0), default=None)


def _near(row: Quotation, mentions: Sequence[Mention], count: int = 12) -> Sequence[Mention]:
    """So many mentions before and after a quotation, and those inside its stretch."""
    first = bisect_left(mentions, row.spans[0][0], key=lambda m: m.start)
    last = bisect_left(mentions, row.spans[-1][1], key=lambda m: m.start)
    return mentions[max(0, first - count) : last + count]


def _tokens(story: Story) -> list[Token]:
    """The tokens of the story; where it has none they are made, without tags."""
    given = story.tokens if story.tokens and story.tokens.start else None
    spans = tokens(story)
    paragraph_starts = [p.start for p in paragraphs(story)]
    sentence_starts = [s.start for s in sentences(story, spans)]
    out: list[Token] = []
    for i, (start, end) in enumerate(spans):
        sentence = max(0, bisect_left(sentence_starts, start + 1) - 1)
        before = out[-1].in_sentence if out and out[-1].sentence == sentence else -1
        word = _flat(story.text[start:end]).replace(" ", "S")
        head = given.head[i] if given and given.head else -1
        out.append(
            Token(
                paragraph=max(0, bisect_left(paragraph_starts, start + 1) - 1),
                sentence=sentence,
                in_sentence=before + 1,
                word=word,
                lemma=_flat(given.lemma[i]) if given and given.lemma else word,
                start=start,
                end=end,
                pos=_flat(given.upos[i]) if given and given.upos else "_",
                relation=_flat(given.relation[i]) if given and given.relation else "_",
                head=i if head < 0 else head,  # a root governs itself there
            )
        )
    return out


_TOKENS = (
    "paragraph_ID sentence_ID token_ID_within_sentence token_ID_within_document word lemma byte_onset byte_offset "
    "POS_tag fine_POS_tag dependency_relation syntactic_head_ID event"
)


def _tokens_file(book: _Book) -> bytes:
    rows = (
        (t.paragraph, t.sentence, t.in_sentence, i, t.word, t.lemma, t.start, t.end)
        + (t.pos, t.pos, t.relation, t.head, "EVENT" if i in book.events else "O")
        for i, t in enumerate(book.tokens)
    )
    return _lines(_TOKENS.split(), rows)


def _entities_file(entities: Sequence[Entity]) -> bytes:
    rows = ((e.who, e.start, e.end, e.form, e.type, e.text) for e in entities)
    return _lines(["COREF", "start_token", "end_token", "prop", "cat", "text"], rows)


def _quotes_file(book: _Book) -> bytes:
    head = ["quote_start", "quote_end", "mention_start", "mention_end", "mention_phrase", "char_id", "quote"]
    rows = []
    for q in book.quotes:
        mention = (q.mention.start, q.mention.end, q.mention.text) if q.mention else (None, None, None)
        rows.append((q.start, q.end, *mention, q.who, book.words(q.start, q.end)))
    return _lines(head, rows)


def _lines(head: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """Tab-separated lines as BookNLP writes them: no quoting, None for nothing; texts are flat already."""
    out = ["\t".join(head)]
    out.extend("\t".join(map(str, row)) for row in rows)
    return ("\n".join(out) + "\n").encode("utf-8", "surrogatepass")


@lru_cache(maxsize=65536)
def _flat(cell: str) -> str:
    """A text without what would end a cell or a line: white space of any kind is a blank."""
    return cell if cell.isprintable() else " ".join(cell.split())


def _characters(book: _Book) -> list[dict[str, object]]:
    """The rows of `.book`, those most often mentioned first: what each one does, suffers, has and is."""
    deeds = _deeds(book)
    counts: dict[int, dict[str, Counter[str]]] = {}
    for e in book.entities:
        counts.setdefault(e.who, {}).setdefault(e.form, Counter())[e.text] += 1
    rows: list[tuple[int, dict[str, object]]] = []
    for one in book.story.characters:
        who = book.numbers[one.id]
        forms = counts.get(who, {})
        total = sum(c.total() for c in forms.values())
        does = deeds.get(who, {})
        row: dict[str, object] = {k: does.get(k, []) for k in ("agent", "patient", "mod", "poss")}
        gender = _PRONOUNS.get(one.pronouns or "")
        row["id"] = who
        row["g"] = {"inference": {}, "argmax": gender, "max": None} if gender else None
        row["count"] = total
        row["mentions"] = {
            key: [{"c": n, "n": text} for text, n in forms.get(form, Counter()).most_common()]
            for key, form in (("proper", "PROP"), ("common", "NOM"), ("pronoun", "PRON"))
        }
        rows.append((total, row))
    rows.sort(key=lambda r: -r[0])
    return [row for _, row in rows]


def _deeds(book: _Book) -> dict[int, dict[str, list[dict[str, object]]]]:
    """Words for what characters do, suffer, have and are: by syntax where there is any, else from the events."""
    out: dict[int, dict[str, list[dict[str, object]]]] = {}

    def note(who: int, key: str, token: int) -> None:
        out.setdefault(who, {}).setdefault(key, []).append({"w": book.tokens[token].word, "i": token})

    if book.story.tokens and book.story.tokens.relation:
        for e in book.entities:
            if e.type == "PER":
                _by_syntax(book, e, note)
        return out
    for event in book.story.events or ():
        inside = book.within((event.start, event.end))
        for key, ids in (("agent", event.agents), ("patient", event.patients)):
            for id in ids:
                if inside and id in book.numbers:
                    note(book.numbers[id], key, inside[0])
    return out


def _by_syntax(book: _Book, e: Entity, note: object) -> None:
    """Universal Dependencies' relations for BookNLP's four kinds."""
    assert callable(note)
    heads = [i for i in range(e.start, e.end + 1) if not e.start <= book.tokens[i].head <= e.end]
    if not heads:
        return
    token = book.tokens[heads[0]]
    relation, head = token.relation, token.head
    if relation == "nsubj":
        note(e.who, "agent" if book.tokens[head].pos == "VERB" else "mod", head)
    elif relation in ("obj", "nsubj:pass"):
        note(e.who, "patient", head)
    elif relation == "obl:agent":
        note(e.who, "agent", head)
    elif relation == "nmod:poss":
        note(e.who, "poss", head)


def _page(book: _Book) -> bytes:
    """`.book.html` as BookNLP lays it out, with every word of the story escaped."""
    named = {book.numbers[c.id]: c.name for c in book.story.characters}
    named |= {book.numbers[p.id]: p.name for p in book.story.places}
    out = ['<html><head>\n\t\t  <meta charset="UTF-8">\n\t\t</head><h2>Named characters</h2>\n']
    totals = Counter(e.who for e in book.entities)
    for one in sorted(book.story.characters, key=lambda c: -totals[book.numbers[c.id]]):
        who = book.numbers[one.id]
        name = one.name + ("/[NARRATOR]" if who == NARRATOR else "")
        out.append(f"{totals[who]} {escape(name)} <br />\n")
    out.append("<p>\n<h2>Text</h2>\n")
    before = [""] * len(book.tokens)
    after = [""] * len(book.tokens)
    for e in book.entities:
        label = escape(f"{e.who}-{named.get(e.who, e.text).lower()}")
        before[e.start] += '<font color="#D0D0D0">[</font>'
        after[e.end] = f'<font color="#D0D0D0">]</font><font color="#FF00FF"><sub>{label}</sub></font>' + after[e.end]
    for q in book.quotes:
        label = "None-None" if q.who is None else escape(f"{q.who}-{named.get(q.who, '').lower()}")
        before[q.start] += '<font color="#666699">'
        after[q.end] += f"</font><sub>[{label}]</sub>"
    last = -1
    for i, token in enumerate(book.tokens):
        if token.paragraph != last:
            out.append("<p />")
        out.append(f"{before[i]}{escape(token.word)}{after[i]} ")
        last = token.paragraph
    out.append("</html>")
    return "".join(out).encode("utf-8", "surrogatepass")

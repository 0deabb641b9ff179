"""Drafts built by hand: names are mentions, words in straight double marks are speech, one scene, no signals."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from fabula.reading.draft import Cue, Draft, Phrase, Turn, Utterance
from fabula.source.manuscript import Block, Manuscript
from fabula.spans import Span
from fabula.story.records import Character, Presence, Scene
from fabula.text import words


def draft_of(
    text: str,
    cast: Mapping[str, Sequence[str]],
    said: Sequence[tuple[str, tuple[str, ...]]] = (),
    *,
    unseen: tuple[str, str] | None = None,
    viewer: str | None = None,
) -> Draft:
    """A draft of `text`, a paragraph a line; `said` has speaker and addressees of each quotation.

    `cast` has the words for each. Words in square brackets behind a quotation would be its cue: "..." [said Ann].
    `unseen`: who listens, hidden from whom. `viewer`: through whose eyes it is told.
    """
    cues = {m.start(1): Span(m.start(1), m.end(1)) for m in re.finditer(r'" ((?:said|cried|asked) [^.,"]*)', text)}
    quotes = [Span(m.start(), m.end()) for m in re.finditer(r'"[^"]*"', text)]
    utterances = tuple(
        Utterance(spans=(s,), cue=Cue(span=cues[s.end + 1]) if s.end + 1 in cues else None) for s in quotes
    )
    named = sorted(
        (m.start(), m.end(), who)
        for who, names in cast.items()
        for name in names
        for m in re.finditer(rf"\b{re.escape(name)}\b", text)
    )
    blocks, at = [], 0
    for line in text.split("\n"):
        blocks.append(Block(start=at, end=at + len(line), kind="paragraph"))
        at += len(line) + 1
    manuscript = Manuscript(text=text, blocks=tuple(b for b in blocks if b.end > b.start))
    heard = [(*to, unseen[0]) if unseen and unseen[0] != who else to for who, to in said]
    there = tuple(
        Presence(character=c, start=0, end=len(text), hidden_from=unseen[1:] if unseen and c == unseen[0] else ())
        for c in cast
    )
    return Draft(
        manuscript=manuscript,
        words=words(manuscript),
        utterances=utterances,
        phrases=tuple(
            Phrase(
                start=a,
                end=b,
                head=Span(a, b),
                form="PROP" if text[a].isupper() and b - a > 3 else "PRON",
                utterance=next((n for n, s in enumerate(quotes) if s.start <= a < s.end), None),
            )
            for a, b, _ in named
        ),
        entities=tuple(who for _, _, who in named),
        characters=tuple(Character(id=c, name=names[0]) for c, names in cast.items()),
        turns=tuple(Turn(speaker=who, addressees=to, heard_by=h) for (who, to), h in zip(said, heard, strict=True)),
        scenes=(Scene(id="s1", start=0, end=len(text), pov=(viewer,) if viewer else (), presence=there),),
    )

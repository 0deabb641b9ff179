"""Drafts built by hand: names are mentions, text in straight double marks is speech, `# # #` is a break."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from fabula.reading.draft import Draft, Phrase, Turn, Utterance
from fabula.source.manuscript import Block, Manuscript
from fabula.spans import Span
from fabula.story.records import Character, Scene
from fabula.text import words

Said = tuple[str | None, tuple[str, ...]]  # speaker, addressees


def draft_of(
    text: str,
    cast: Mapping[str, Sequence[str]],
    said: Sequence[Said] = (),
    *,
    narrator: str | None = None,
    groups: Sequence[str] = (),
    one_scene: bool = False,
) -> Draft:
    """A draft of `text`, a paragraph a line; `cast` has the names of each, `said` a row for each quotation."""
    blocks, at = [], 0
    for line in text.split("\n"):
        if line.strip():
            kind = "break" if line.strip() == "# # #" else "paragraph"
            blocks.append(Block(start=at, end=at + len(line), kind=kind))
        at += len(line) + 1
    manuscript = Manuscript(text=text, blocks=tuple(blocks))
    utterances = tuple(Utterance(spans=(Span(m.start(), m.end()),)) for m in re.finditer(r'"[^"]*"', text))
    assert len(said) == len(utterances), f"{len(utterances)} quotations, {len(said)} rows"
    phrases, entities = [], []
    for start, end, who in sorted(
        (m.start(), m.end(), who)
        for who, names in cast.items()
        for name in names
        for m in re.finditer(rf"\b{re.escape(name)}\b", text)
    ):
        inside = next((n for n, u in enumerate(utterances) if u.start <= start < u.end), None)
        form = "PROP" if text[start].isupper() and end - start > 3 else "PRON"
        phrases.append(Phrase(start=start, end=end, head=Span(start, end), form=form, utterance=inside))
        entities.append(who)
    return Draft(
        manuscript=manuscript,
        words=words(manuscript),
        utterances=utterances,
        phrases=tuple(phrases),
        entities=tuple(entities),
        characters=tuple(Character(id=c, name=names[0], group=c in groups) for c, names in cast.items()),
        narrator=narrator,
        turns=tuple(Turn(speaker=speaker, addressees=to) for speaker, to in said),
        scenes=(Scene(id="s1", start=0, end=len(text)),) if one_scene else (),
    )

"""What a correction changes around it: the lines of its conversation, decided again with it as evidence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from fabula.api import manuscript_of, read_draft
from fabula.corrections.journal import Journal
from fabula.reading.draft import Draft
from fabula.reading.speakers.decide import Lines
from fabula.serve.behind import Line
from fabula.story.records import Story

ALIKE = 0.9  # the share of lines that a reading behind the scenes must decide as the story file does
CHOICES = 9


class Surroundings:
    """The evidence on every line of a story, gathered by reading its text as far as the speakers.

    `journal` is what was evidence for the story. `fits` is false where the reader decides otherwise than the story
    says, since another version made it: then nothing can follow. `known` is an earlier draft of the text, of which
    whatever still holds is kept.
    """

    def __init__(self, reading: Story, journal: Journal, known: Draft | None = None) -> None:
        draft = read_draft(manuscript_of(reading), corrections=journal, last="speakers", known=known)
        found = {(u.start, u.end): i for i, u in enumerate(draft.utterances)}
        rows = [q for q in reading.quotations if q.spans]
        at = {q.id: found.get((q.spans[0].start, q.spans[-1].end)) for q in rows}
        same = sum(i is not None and draft.turns[i].speaker == q.speaker for q in rows for i in [at[q.id]])
        cast = {(c.id, c.name) for c in reading.characters} <= {(c.id, c.name) for c in draft.characters}
        self.fits = cast and same >= ALIKE * len(rows)
        # As the reading does: what the evidence says of pronouns must not know yet who speaks.
        self.lines = Lines(replace(draft, turns=()), dict(draft.constraints.speakers))
        self._turns = draft.turns
        self._index = {id: i for id, i in at.items() if i is not None}
        self._id = {i: id for id, i in self._index.items()}

    def unchanging(self) -> Draft:
        """The part of the draft that no correction changes, and which takes longest to find."""
        draft = self.lines.draft
        return Draft(
            manuscript=draft.manuscript, words=draft.words, signals=draft.signals, antecedents=draft.antecedents
        )

    def again(self, fixed: Mapping[str, str | None]) -> list[Line]:
        """The lines of every conversation in which a fixed speaker is another than before, now that `fixed` holds."""
        lines = self.lines
        for who in fixed.values():
            if who is not None:
                lines.book.cast.setdefault(who, None)
        turns = lines.again({self._index[id]: who for id, who in fixed.items() if id in self._index})
        out = []
        for i, turn in turns.items():
            if i in self._id:
                same = turn == replace(self._turns[i], heard_by=turn.heard_by)
                sure = None if turn.confidence is None else round(turn.confidence, 3)
                out.append(Line(self._id[i], turn.speaker, turn.addressees, sure, same))
        return out

    def likely(self, ids: Iterable[str] | None = None) -> dict[str, list[str]]:
        """The likeliest speakers of each line (of all lines), the likeliest first."""
        wanted = self._index if ids is None else [id for id in ids if id in self._index]
        return {id: self.lines.likely(self._index[id])[:CHOICES] for id in wanted}

"""The finished story from a full draft: rows with ids, in text order."""

from __future__ import annotations

from collections.abc import Sequence

from fabula.reading.draft import Draft
from fabula.story.records import Layout, Mention, Origin, Quotation, Story, TokenTable


def assemble(draft: Draft, generator: str) -> Story:
    """The story of the draft; tables that no stage filled are None."""
    manuscript, words = draft.manuscript, draft.words
    meant = {*draft.entities, *(c.id for c in draft.characters)}
    return Story(
        text=manuscript.text,
        title=manuscript.title,
        author=manuscript.author,
        language=manuscript.language,
        source=manuscript.source,
        generator=generator,
        parts=manuscript.parts,
        paragraphs=tuple(block.span for block in words.blocks),
        sentences=tuple(words.chars(s) for s in words.sentences),
        characters=draft.characters,
        places=draft.places,
        mentions=_mentions(draft),
        quotations=_quotations(draft),
        scenes=draft.scenes,
        events=draft.events,
        feelings=draft.feelings,
        knowledge=draft.knowledge,
        beliefs=draft.beliefs,
        groups=tuple(g for g in draft.groups if g.id in meant),
        layout=_layout(draft),
        tokens=_tokens(draft),
        warnings=manuscript.warnings,
    )


def _tokens(draft: Draft) -> TokenTable | None:
    """Every token with its tags, None where the encoder did not read the text."""
    signals, words = draft.signals, draft.words
    if signals is None:
        return None
    names = [name for name, _ in signals.labels.features]
    values = [v for _, v in signals.labels.features]

    def told(row: Sequence[int]) -> str:
        return "|".join(f"{n}={v[k]}" for n, v, k in zip(names, values, row, strict=True) if v[k])

    known: dict[tuple[int, ...], str] = {}
    rows = [tuple(row) for row in signals.feats.tolist()]
    for row in rows:
        if row not in known:
            known[row] = told(row)
    return TokenTable(
        start=tuple(t.start for t in words.tokens),
        end=tuple(t.end for t in words.tokens),
        upos=tuple(signals.labels.upos[k] for k in signals.upos.tolist()),
        lemma=signals.lemmas,
        feats=tuple(known[row] for row in rows),
        head=tuple(signals.head.tolist()),
        relation=tuple(signals.labels.relations[k] for k in signals.relation.tolist()),
    )


def _mentions(draft: Draft) -> tuple[Mention, ...]:
    """A mention for each phrase; one that stands for nobody known is an entity of its own."""
    taken = {e for e in draft.entities if e}
    free = (f"e{n}" for n in range(1, len(draft.phrases) + len(taken) + 2) if f"e{n}" not in taken)
    rows = [
        Mention(
            start=p.start,
            end=p.end,
            entity=entity or next(free),
            form=p.form,
            type=p.type,
            confidence=round(p.confidence, 3),
        )
        for p, entity in zip(draft.phrases, draft.entities, strict=True)
    ]
    for m in draft.signals.mentions if draft.signals is not None else ():
        if m.part:
            start, end = draft.words.chars((m.start, m.end))
            sure = round(m.score, 3)
            rows.append(Mention(start=start, end=end, entity=next(free), form="NOM", type=m.type, confidence=sure))
    return tuple(sorted(rows, key=lambda m: (m.start, -m.end)))


def _quotations(draft: Draft) -> tuple[Quotation, ...]:
    rows = []
    for n, (u, turn) in enumerate(zip(draft.utterances, draft.turns, strict=True), 1):
        manner = u.cue.manner.of(draft.manuscript.text) if u.cue and u.cue.manner else None
        rows.append(
            Quotation(
                id=f"q{n}",
                spans=u.spans,
                mode=u.mode,
                speaker=turn.speaker,
                addressees=turn.addressees,
                heard_by=turn.heard_by,
                cue=u.cue.span if u.cue else None,
                manner=manner,
                cut_off=u.cut_off,
                confidence=None if turn.confidence is None else round(turn.confidence, 3),
                parent=None if u.parent is None else f"q{u.parent + 1}",
            )
        )
    return tuple(rows)


def _layout(draft: Draft) -> Layout:
    blocks = draft.manuscript.blocks
    return Layout(
        headings=tuple(b.span for b in blocks if b.kind == "heading"),
        breaks=tuple(b.span for b in blocks if b.kind == "break"),
        emphasis=draft.manuscript.emphasis,
        origins=tuple(b.origin or Origin(file=None, start=0, end=0) for b in draft.words.blocks)
        if any(b.origin for b in draft.words.blocks)
        else (),
    )

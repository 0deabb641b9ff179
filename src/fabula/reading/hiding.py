"""Who is there without the others knowing: behind the curtain, at a distance, or proved by a later word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from fabula.reading.draft import Draft
from fabula.reading.narration import Narration
from fabula.reading.staging_words import phrase_list, verb_forms, word_list
from fabula.story.records import Presence, Scene

Proofs = dict[str, list[int]]  # offsets by character
NEAR = 1500  # code points between a listener's showing and the words that prove the listening


def proofs_of_hearing(draft: Draft) -> Proofs:
    """Offsets where it comes out that a character has been listening, by character.

    "How much did you hear?" proves it of the one it is said to, "I heard every word" of the one who says it.
    """
    out: Proofs = {}
    asked, owned = phrase_list("discovery", "asked"), phrase_list("discovery", "owned")
    for utterance, turn in zip(draft.utterances, draft.turns, strict=True):
        if utterance.mode != "speech" or utterance.parent is not None:
            continue
        said = " ".join(" ".join(s.of(draft.manuscript.text) for s in utterance.spans).lower().split())
        said = said.replace("’", "'")
        if any(p in said for p in asked) and "?" in said:
            for one in turn.addressees:
                out.setdefault(one, []).append(utterance.start)
        if turn.speaker is not None and any(p in said for p in owned):
            out.setdefault(turn.speaker, []).append(utterance.start)
    return out


def mark_hidden(
    draft: Draft, told: Narration, scene: Scene, rows: Sequence[Presence], *, talk: Sequence[int], proofs: Proofs
) -> list[Presence]:
    """The presence of a scene with each stretch that somebody spends unseen marked by whom it is unseen.

    `talk` are the indices of what is said aloud in the scene, `proofs` what `proofs_of_hearing` found.
    """
    first_talk, spoken = _first_exchange(draft, talk), _first_words(draft, talk)
    out: list[Presence] = []
    unseen = {r.character: _unseen(told, scene, r, first_talk, spoken, proofs) for r in rows}
    hiders = {c for c, span in unseen.items() if span is not None}
    for row in rows:
        span = unseen[row.character]
        others = {r.character for r in rows if r.character != row.character and r.character not in hiders}
        if span is None or not others or any(o.character == row.character for o in out):
            out.append(row)
            continue
        start, until = span
        blind = tuple(sorted(o.character for o in rows if o.character in others and o.start < until and o.end > start))
        if not blind:
            out.append(row)
            continue
        if start > row.start:
            out.append(replace(row, end=start))
        sure = round((row.confidence or 0.6) * 0.7, 3)
        out.append(replace(row, start=start, end=min(until, row.end), hidden_from=blind, confidence=sure))
        if until < row.end:
            out.append(replace(row, start=until))
    return out


def _first_exchange(draft: Draft, talk: Sequence[int]) -> dict[str, int]:
    """Where each character first speaks to somebody or is spoken to."""
    out: dict[str, int] = {}
    for n in talk:
        turn = draft.turns[n]
        if turn.addressees or turn.speaker is None:
            for one in (turn.speaker, *turn.addressees):
                if one is not None:
                    out.setdefault(one, draft.utterances[n].start)
    return out


def _first_words(draft: Draft, talk: Sequence[int]) -> dict[str, int]:
    """Where each character first speaks."""
    out: dict[str, int] = {}
    for n in talk:
        speaker = draft.turns[n].speaker
        if speaker is not None:
            out.setdefault(speaker, draft.utterances[n].start)
    return out


def _unseen(
    told: Narration, scene: Scene, row: Presence, first_talk: dict[str, int], spoken: dict[str, int], proofs: Proofs
) -> tuple[int, int] | None:
    """From where to where a character is there unseen; None where nothing says so."""
    who = row.character
    spoke = spoken.get(who, row.end)  # nobody can speak to one who is not known to be there
    if any(scene.start <= p and spoke <= p + 1 <= spoke + NEAR for p in proofs.get(who, ())):
        return (scene.start, spoke) if spoke > scene.start else None
    until = first_talk.get(who, row.end)
    for deed in told.between(row.start, min(until, row.end)):
        if deed.character == who and deed.role == "subject" and deed.tense != "unreal" and hides(deed.words):
            start = row.start if deed.start - row.start < 700 else deed.start
            return (start, min(until, row.end)) if min(until, row.end) > start else None
    return None


def _watches_from_afar(clause: Sequence[str]) -> bool:
    """Whether the words say that it watches from a distance: "stood ten yards off, gazing at him"."""
    watching = [at for at, w in enumerate(clause) if w in verb_forms("watch") or w in {"watched", "watching"}]
    return bool(watching) and bool(set(clause[: watching[-1] + 8]) & word_list("particles", "afar"))


def hides(clause: Sequence[str]) -> bool:
    """Whether the words after a subject say that it keeps out of sight: "crouched behind the hedge"."""
    near = list(clause[:16])
    if set(near) & word_list("particles", "unseen") or _watches_from_afar(near):
        return True
    for at, word in enumerate(near):
        after = near[at + 1 : at + 7]
        if word in verb_forms("hide") and set(after) & {"behind", "under", "inside", "beneath", "in", "among"}:
            return bool(set(after) & word_list("particles", "covers")) or word in {"hid", "lurked", "eavesdropped"}
        if word in {"behind", "under"} and set(near[at + 1 : at + 4]) & word_list("particles", "covers"):
            return bool(set(near[:at]) & (verb_forms("watch") | verb_forms("perceive")))
    return False

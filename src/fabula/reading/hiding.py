"""Who is there without the others knowing: behind the curtain, at a distance, or proved by a later word."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence, Set
from dataclasses import dataclass, field, replace

from fabula.reading.draft import Draft
from fabula.reading.narration import Narration
from fabula.reading.staging_words import phrase_list, verb_forms, word_list
from fabula.story.records import Presence, Scene

Proofs = dict[str, list[int]]  # offsets by character
MANY = 2  # turns
CLOSE = 700  # code points from where somebody is first shown to where it is said to hide
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
    talked = _talked(draft, talk)
    words = [draft.utterances[n].start for n in talk]
    unseen = {r.character: _unseen(told, scene, r, talked.get(r.character, Talked()), words, proofs) for r in rows}
    hiders = {c for c, span in unseen.items() if span is not None}
    out: list[Presence] = []
    for row in rows:
        span = unseen[row.character]
        blind = () if span is None else _blind(rows, hiders, span)
        if span is None or not blind or any(o.character == row.character for o in out):
            out.append(row)
        else:
            out.extend(_split(row, span, blind))
    return out


@dataclass(slots=True)
class Talked:
    """Where one character speaks, and where it speaks to somebody or is spoken to: offsets in text order."""

    speaks: list[int] = field(default_factory=list)
    cued: set[int] = field(default_factory=set)  # those of `speaks` that a cue attributes
    meets: list[int] = field(default_factory=list)


def _talked(draft: Draft, talk: Sequence[int]) -> dict[str, Talked]:
    out: dict[str, Talked] = defaultdict(Talked)
    for n in talk:
        turn, start = draft.turns[n], draft.utterances[n].start
        if turn.speaker is not None:
            out[turn.speaker].speaks.append(start)
            if draft.utterances[n].cue is not None:
                out[turn.speaker].cued.add(start)
        if turn.addressees or turn.speaker is None:
            for one in (turn.speaker, *turn.addressees):
                if one is not None:
                    out[one].meets.append(start)
    return out


def _blind(rows: Sequence[Presence], hiders: Set[str], span: tuple[int, int]) -> tuple[str, ...]:
    """Those who are there with a hidden one and do not hide themselves."""
    start, until = span
    return tuple(sorted({r.character for r in rows if r.character not in hiders and r.start < until and r.end > start}))


def _split(row: Presence, span: tuple[int, int], blind: tuple[str, ...]) -> list[Presence]:
    """A stretch of presence as what comes before hiding, the hiding, and what comes after."""
    start, until = span
    sure = round((row.confidence or 0.6) * 0.7, 3)
    out = [replace(row, end=start)] if start > row.start else []
    out.append(replace(row, start=start, end=min(until, row.end), hidden_from=blind, confidence=sure))
    return [*out, replace(row, start=until)] if until < row.end else out


def _unseen(
    told: Narration, scene: Scene, row: Presence, talked: Talked, talk: Sequence[int], proofs: Proofs
) -> tuple[int, int] | None:
    """From where to where a character is there unseen; None where nothing says so."""
    who = row.character
    for proof in proofs.get(who, ()):
        spoke = _first_words(talked, talk, proof, row.end)
        if scene.start < spoke <= proof + 1 <= spoke + NEAR and _newly_met(talked, proof):
            return scene.start, spoke
    own = [d for d in told.between(scene.start, row.end) if d.character == who and d.role == "subject"]
    came_out = next((d.start for d in own if emerges(d.words)), None)
    if came_out is not None and came_out > scene.start and not any(m < came_out for m in talked.meets):
        return scene.start, came_out
    until = min(talked.meets[0] if talked.meets else row.end, row.end)
    silent = sum(n not in talked.speaks for n in talk if row.start <= n < until) >= MANY
    signs = [d for d in own if row.start <= d.start < until and d.tense != "unreal"]
    quiet = [d for d in signs if silent and (concealed(d.words) or (d.tense == "now" and stealthy(d.words)))]
    signs = [d for d in signs if hides(d.words) or d in quiet]
    if signs and until > row.start:
        return (row.start if signs[0].start - row.start < CLOSE else signs[0].start), until
    since = talked.meets[-1] if talked.meets else row.start
    signs = [d for d in own if d.start > since and d.tense == "now" and hides(d.words)]
    return (signs[0].start, row.end) if talked.meets and signs and row.end - signs[0].start > CLOSE else None


def _first_words(talked: Talked, talk: Sequence[int], proof: int, end: int) -> int:
    """Where one who has listened unseen first speaks: in words with a cue, or right before the proof.

    Nobody can speak to one who is not known to be there, and a turn without a cue that was given to the listener by
    turns alone belongs to whoever was listened to.
    """
    at = bisect_left(talk, proof)
    near = set(talk[max(0, at - MANY) : at + 1])
    return next((s for s in talked.speaks if s in talked.cued or s in near), end)


def stealthy(clause: Sequence[str]) -> bool:
    """Whether the words after a subject say that it keeps quiet or listens: "held her breath", "crept nearer"."""
    return bool(set(clause) & word_list("particles", "stealth"))


def concealed(clause: Sequence[str]) -> bool:
    """Whether the words after a subject say that it is where nobody sees it: "climbed into the empty cask"."""
    verbs = verb_forms("stay") | verb_forms("get")
    behind, within, under = (word_list("particles", key) for key in ("covers", "containers", "undersides"))
    places = {"behind": behind, "in": within, "into": within, "inside": within, "among": within, "amongst": within}
    places |= {"under": under, "beneath": under, "underneath": under}
    for at, word in enumerate(clause[:16]):
        near = clause[at + 1 : at + 5]
        if word in places and set(clause[max(0, at - 6) : at]) & verbs and places[word] & set(near):
            return True
    return False


def _newly_met(talked: Talked, at: int) -> bool:
    """Whether somebody has hardly talked before an offset: what is proved there holds for all before."""
    return sum(m < at for m in talked.cued) <= MANY and sum(m < at for m in talked.meets) <= 3 * MANY


def emerges(clause: Sequence[str]) -> bool:
    """Whether the words after a subject say that it comes out of hiding: "crawled out from under the bed"."""
    for at, word in enumerate(clause[:8]):
        out = word in verb_forms("move") and "out" in clause[at + 1 : at + 3]
        if (out or word == "emerged") and set(clause[at + 1 : at + 10]) & word_list("particles", "covers"):
            return bool({"from", "of"} & set(clause[at + 1 : at + 6]))
    return False


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

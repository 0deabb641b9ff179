"""Who comes to know what: by being told, overhearing, reading, seeing, or understanding."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from fabula.reading.draft import Draft, Utterance
from fabula.reading.minds.lexicon import word_set
from fabula.reading.minds.telling import Segment, Telling, dependents, telling
from fabula.reading.minds.weighing import likelihood, threshold
from fabula.story.records import How, Knowledge

HOWS: tuple[How, ...] = ("read", "overheard", "realised", "saw")
DENIED = frozenset({"not", "n't", "never", "no"})
UNREAL = frozenset({"would", "could", "should", "might", "may", "will", "can", "must", "'ll", "if", "shall"})
WORDS = (6, 12, 25, 50)
STATED = 6  # words of a statement that tells something
HEARERS = 4  # of one utterance that are asked what they learn


@dataclass(frozen=True, slots=True)
class Learned:
    """Something that a character may come to know, with the signs that it is weighed by."""

    character: str
    start: int
    end: int
    how: How
    about: str | None
    signs: tuple[str, ...]


def find_knowledge(draft: Draft) -> Draft:
    """The draft with what each character is told, overhears, reads, sees and understands, in text order."""
    rows, least = [], threshold("knowledge")
    for found in knowledge_candidates(telling(draft)):
        sure = likelihood("knowledge", found.signs)
        if sure >= least:
            rows.append(_row(found, sure))
    rows.sort(key=lambda r: (r.start, r.end, r.character, r.how))
    return replace(draft, knowledge=tuple(rows))


def _row(found: Learned, sure: float) -> Knowledge:
    return Knowledge(
        character=found.character,
        start=found.start,
        end=found.end,
        about=found.about,
        how=found.how,
        confidence=round(sure, 3),
    )


def knowledge_candidates(told: Telling) -> Iterator[Learned]:
    """Everything that somebody may come to know, from words and with the senses."""
    yield from _heard(told)
    yield from _senses(told)
    yield from _retold(told)


def _heard(told: Telling) -> Iterator[Learned]:
    """What may be learned from words spoken or written: by those addressed, and by those who listen unseen."""
    draft = told.draft
    for n, (utterance, turn) in enumerate(zip(draft.utterances, draft.turns, strict=True)):
        if utterance.mode == "thought" or utterance.parent is not None:
            continue
        span = max(utterance.spans, key=len)
        said = _said(told, n)
        if not any(w[0].isalpha() for w in said):
            continue
        signs = _signs_of_words(told, n, said)
        for who, how in _learners(told, n):
            more = ["in words", f"how {how}", *_signs_of_learner(told, n, who)]
            if len(turn.addressees) > 1:
                more.append("to several")
            more.extend(told.footing(who, told.words.at(utterance.start)))
            yield Learned(who, span.start, span.end, how, f"q{n + 1}", (*signs, *more))


def _said(told: Telling, n: int) -> list[str]:
    return [told.lower[k] for s in told.draft.utterances[n].spans for k in told.words.within(s)]


def _learners(told: Telling, n: int) -> Iterator[tuple[str, How]]:
    """Those spoken to, and those who listen unseen; who merely stands by learns nothing more often than by chance."""
    utterance, turn = told.draft.utterances[n], told.draft.turns[n]
    how: How = "read" if utterance.mode == "writing" else "told"
    for who in turn.addressees[:HEARERS]:
        if who in turn.heard_by and who != turn.speaker:
            yield who, how
    scene = told.scene_at(utterance.start)
    if scene is None or turn.speaker is None:
        return
    for row in scene.presence:
        unseen = turn.speaker in row.hidden_from and row.start <= utterance.start < row.end
        if unseen and row.character in turn.heard_by and row.character not in turn.addressees:
            yield row.character, "overheard"


def _signs_of_words(told: Telling, n: int, said: list[str]) -> tuple[str, ...]:
    """What the words of an utterance tell of its weight: length, news, an answer or a question."""
    utterance = told.draft.utterances[n]
    plain = [w for w in said if w[0].isalpha()]
    signs = [f"over {size} words" for size in WORDS if len(plain) >= size]
    had = set(said)
    for key in ("news", "was", "number"):
        if had & word_set("knowledge", "signs", key):
            signs.append(key)
    signs += [f"has {w}" for w in ("i", "you", "he", "she", "they", "'ll", "n't", "not", "because", "if") if w in had]
    if informs(told.draft, utterance):
        signs.append("informs")
    if "?" in said:
        signs.append("question" if "?" in said[-2:] else "asks too")
    if "!" in said:
        signs.append("exclamation")
    if plain[0] in word_set("beliefs", "signs", "yes"):
        signs.append("yes")
    if plain[0] in word_set("beliefs", "signs", "no"):
        signs.append("no")
    if plain[0] in word_set("beliefs", "signs", "imperative"):
        signs.append("order")
    if utterance.cut_off:
        signs.append("cut off")
    named = {told.named[k] for s in utterance.spans for k in told.words.within(s)} - {-1}
    if any(told.draft.phrases[p].form == "PROP" for p in named):
        signs.append("names somebody")
    if {who for p in named for who in told.who[p]} - {told.draft.turns[n].speaker, *told.draft.turns[n].addressees}:
        signs.append("of a third")
    return tuple(signs)


def informs(draft: Draft, utterance: Utterance) -> bool:
    """Whether the words say that something is so: long enough, and no mere question, call or command."""
    words = draft.words
    said = [words.forms[i].lower() for s in utterance.spans for i in words.within(s)]
    plain = [w for w in said if w[0].isalpha()]
    if len(plain) < STATED:
        return False
    stated = " ".join(said).replace("!", ".").split(".")
    return any("?" not in part and len(part.split()) >= STATED for part in stated)


def _signs_of_learner(told: Telling, n: int, who: str) -> Iterator[str]:
    """What the learner asked before, and does after."""
    draft = told.draft
    if who == told.viewer(told.words.at(draft.utterances[n].start)):
        yield "viewer learns"
    if n and draft.turns[n - 1].speaker == who and draft.utterances[n - 1].parent is None:
        before = _said(told, n - 1)
        yield "answer" if "?" in before[-2:] else "reply"
        if "?" in before[-2:] and word_set("beliefs", "signs", "asking") & set(before[:4]):
            yield "answer to what"
    if n + 1 < len(draft.turns) and draft.turns[n + 1].speaker == who:
        after = _said(told, n + 1)
        if "?" in after:
            yield "asked back"
        if "!" in after:
            yield "cried out at"
        if len(after) < 8:
            yield "short reply"
    if n == 0 or draft.utterances[n].start - draft.utterances[n - 1].end > 400:
        yield "after a silence"


def _senses(told: Telling) -> Iterator[Learned]:
    """What may be learned with one's own eyes, ears and mind: "she saw that the boat was gone", "he realised"."""
    verbs = {how: word_set("knowledge", "knowing_verbs", how) for how in HOWS}
    done: set[tuple[str, int, str]] = set()
    for k, word in enumerate(told.lower):
        hows = [how for how in HOWS if word in verbs[how]]
        if not hows:
            continue
        segment = told.segment_at(k)
        if segment.utterance is not None and told.draft.utterances[segment.utterance].mode == "writing":
            continue
        held = told.holders(k)
        for how in hows:
            for who in held.people[:2]:
                if (who, segment.start, how) in done:
                    continue
                done.add((who, segment.start, how))
                yield _perceived(told, k, segment, (who, how, held.by))


def _retold(told: Telling) -> Iterator[Learned]:
    """What the words say that somebody was told: "he told them the whole of it", "she was informed that"."""
    signals = told.signals
    if signals is None:
        return
    verbs = word_set("knowledge", "telling_verbs", "told")
    marked = dependents(signals, "obl")
    around = dependents(signals, "aux")
    for k, word in enumerate(told.lower):
        if word not in verbs or signals.upos_of(k) != "VERB" or k in told.cued:
            continue
        subject = told.subjects.get(k)
        passive = subject is not None and signals.relation_of(subject) == "nsubj:pass"
        heard = [subject] if passive and subject is not None else [*told.objects.get(k, ()), *marked.get(k, ())]
        segment = told.segment_at(k)
        for at in heard:
            for who in told.named_by(at)[:2]:
                span = told.span(told.from_subject(segment, k), segment.end)
                held = {told.lower[a] for a in around.get(k, ())}
                signs = ["retold", "how told", f"told by {word}", "in speech" if told.voice[k] >= 0 else "in narration"]
                signs += ["unreal"] if held & UNREAL else []
                signs += ["earlier"] if "had" in held else []
                signs += _signs_behind(told, k, segment, (who, "told"))
                yield Learned(who, span.start, span.end, "told", None, (*signs, *told.footing(who, k)))


def _perceived(told: Telling, k: int, segment: Segment, row: tuple[str, How, str]) -> Learned:
    who, how, by = row
    span = told.span(told.from_subject(segment, k), segment.end)
    signs = ["by the senses", f"how {how}", f"{how} by {told.lower[k]}", f"by {by}"]
    signs += _signs_before(told, k, segment, how)
    signs += _signs_behind(told, k, segment, (who, how))
    if segment.utterance is not None:
        signs.append(f"in {told.draft.utterances[segment.utterance].mode}")
        if "?" in told.lower[segment.start : segment.end]:
            signs.append("asked")
    elif k in told.cued:
        signs.append("in a cue")
    if who == told.viewer(k):
        signs.append("viewer perceives")
    if told.signals is not None and told.signals.upos_of(k) not in {"VERB", "AUX"}:
        signs.append("no verb")
    signs.extend(told.footing(who, k))
    return Learned(who, span.start, span.end, how, None, tuple(signs))


def _signs_before(told: Telling, k: int, segment: Segment, how: How) -> Iterator[str]:
    """Whether the words before a verb deny, wish or date back what it says."""
    before = told.lower[max(segment.start, k - 4) : k]
    if DENIED & set(before):
        yield "negated"
    if UNREAL & set(before):
        yield "unreal"
    if "could" in before and how in {"saw", "overheard"}:
        yield "could see"
    if "had" in before:
        yield "earlier"


def _signs_behind(told: Telling, k: int, segment: Segment, row: tuple[str, How]) -> Iterator[str]:
    """What follows a verb of perceiving: a clause, a thing, a person, something written."""
    who, how = row
    after = told.lower[k + 1 : min(segment.end, k + 4)]
    if word_set("knowledge", "signs", "behind") & set(after[:1]):
        yield "a clause behind"
        yield f"{how} a clause"
    if any(told.people(j) and told.people(j) != (who,) for j in range(k + 1, min(segment.end, k + 5))):
        yield "somebody"
    if set(after[:1]) & {"the", "a", "an", "his", "her"}:
        yield "something"
    if after[:1] == ("at",):
        yield "looked at"
    if word_set("knowledge", "signs", "things") & set(told.lower[k + 1 : min(segment.end, k + 8)]):
        yield "something written"

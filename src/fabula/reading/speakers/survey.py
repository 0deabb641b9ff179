"""A book as the evidence on its speakers sees it: looked up once, before any line is weighed."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fabula.reading.coreference.name_index import plain
from fabula.reading.dialogue import Dialogue, dialogue
from fabula.reading.draft import Draft, Phrase, Utterance
from fabula.reading.introductions import self_named, signed
from fabula.reading.speakers.company import Company
from fabula.reading.speakers.doubt import pronoun_shares
from fabula.reading.speakers.links import Links, links
from fabula.reading.vocatives import is_vocative
from fabula.spans import Span

EMPTY = Company((), (), (), ())


@dataclass(slots=True)
class Field:
    """Everything that evidence is read from: looked up once for a book."""

    draft: Draft
    cast: dict[str, str | None]  # the pronoun of each in the narration: of the narrator it is "I"
    groups: frozenset[str]
    narration: list[int]
    narration_starts: list[int]
    by_utterance: dict[int, list[int]]
    subjects: frozenset[int]
    counts: Counter[str]
    speaking: Counter[str]
    vocatives: list[list[str]]
    cue_entity: list[str | None]
    cue_phrase: list[Phrase | None]
    links: Links
    names: Mapping[str, frozenset[str]]  # of each character, in plain form
    given: frozenset[str]  # ids of the characters whom the user gave
    shares: Mapping[int, Mapping[str, float]]  # of those whom a pronoun of the narration can stand for, by its index
    cue_at: list[int | None]  # index of the phrase that is the subject of each cue
    dialogue: Dialogue | None
    signed: Mapping[int, str]  # the writers of letters that are signed, by index of the utterance
    silent: Sequence[frozenset[str]]  # for each utterance those who stand in its cue beside the one who speaks
    company: Company = EMPTY


def survey(draft: Draft) -> Field:
    """The book as the evidence sees it."""
    cast = {c.id: "I" if c.id == draft.narrator else c.pronouns for c in draft.characters}
    pairs = [(i, p) for i, p in enumerate(draft.phrases) if draft.entities[i] in cast]
    narration = [i for i, p in pairs if p.utterance is None]
    by_utterance: dict[int, list[int]] = defaultdict(list)
    for i, p in pairs:
        if p.utterance is not None:
            by_utterance[p.utterance].append(i)
    vocatives: list[list[str]] = [[] for _ in draft.utterances]
    for n, members in by_utterance.items():
        vocatives[n] = [draft.entities[i] or "" for i in members if is_vocative(draft, draft.phrases[i])]
    by_span = {(p.start, p.end): i for i, p in enumerate(draft.phrases)}
    cue_at: list[int | None] = []
    cue_phrase: list[Phrase | None] = []
    cue_entity: list[str | None] = []
    below = signed(draft)
    introduced = below | self_named(draft)
    silent: list[frozenset[str]] = []
    for n, u in enumerate(draft.utterances):
        at = _phrase_at(draft, by_span, u.cue.subject) if u.cue and u.cue.subject else None
        if n in introduced and (at is None or draft.phrases[at].form != "PROP"):
            at = introduced[n]
        cue_at.append(at)
        cue_phrase.append(None if at is None else draft.phrases[at])
        silent.append(_silent(draft, u, at))
        entity = None if at is None else draft.entities[at]
        cue_entity.append(entity if entity in cast and entity not in silent[n] else None)
    return Field(
        draft=draft,
        cast=cast,
        groups=frozenset(c.id for c in draft.characters if c.group),
        narration=narration,
        narration_starts=[draft.phrases[i].start for i in narration],
        by_utterance=by_utterance,
        subjects=frozenset(i for i in narration if _is_subject(draft, draft.phrases[i])),
        counts=Counter(draft.entities[i] or "" for i, _ in pairs),
        speaking=Counter(e for e in cue_entity if e),
        vocatives=vocatives,
        cue_entity=cue_entity,
        cue_phrase=cue_phrase,
        links=links(draft),
        names={c.id: frozenset(plain(text) for text in (c.name, *c.aliases)) for c in draft.characters},
        given=frozenset(c.id for c in draft.given),
        shares=pronoun_shares(draft),
        cue_at=cue_at,
        dialogue=dialogue(draft),
        signed={n: who for n, i in below.items() if (who := draft.entities[i]) in cast and who is not None},
        silent=silent,
    )


def _silent(draft: Draft, utterance: Utterance, at: int | None) -> frozenset[str]:
    """Those who stand in the sentence of a cue beside its subject, and so do not speak.

    These are whose friend or husband the subject is, who is named behind it ("he said, with a look at Fen"), and the
    narrator where the subject is somebody else.
    """
    if at is None or draft.phrases[at].utterance is not None:
        return frozenset()
    subject, out = draft.phrases[at], set[str | None]()
    if subject.person == 3 and draft.narrator is not None:
        out.add(draft.narrator)
    stop = _sentence_end(draft, utterance, subject)
    lo = bisect_left(draft.phrases, subject.start, key=lambda p: p.start)
    for i in range(lo, len(draft.phrases)):
        phrase = draft.phrases[i]
        if phrase.start >= stop:
            break
        owner = subject.form == "NOM" and i != at and phrase.start == subject.start and phrase.end < subject.head.start
        if owner or (phrase.start >= subject.end and phrase.utterance is None and phrase.form == "PROP"):
            out.add(draft.entities[i])
    if subject.form != "PRON":
        out.discard(draft.entities[at])
    return frozenset(who for who in out if who is not None)


def _sentence_end(draft: Draft, utterance: Utterance, subject: Phrase) -> int:
    """Where the sentence of a cue ends, or the words that it brings in go on."""
    words = draft.words
    token = words.at(subject.end - 1)
    while token + 1 < len(words.forms) and words.forms[token] not in {".", "!", "?", ";"}:
        token += 1
    end = words.tokens[token].end
    return min([end, *(s.start for s in utterance.spans if s.start >= subject.end)])


def _phrase_at(draft: Draft, by_span: dict[tuple[int, int], int], span: Span) -> int | None:
    """Index of the phrase that stands for a cue's subject.

    That is the phrase of the same span, the widest one inside it, or else the narrowest one around it that has its head
    there ("said the lady | who had been a nurse").
    """
    exact = by_span.get((span.start, span.end))
    if exact is not None:
        return exact
    lo = bisect_left(draft.phrases, span.start, key=lambda p: p.start)
    inside: int | None = None
    around: int | None = None
    for i in range(max(0, lo - 4), min(lo + 8, len(draft.phrases))):
        phrase = draft.phrases[i]
        if phrase.start >= span.end:
            break
        if span.start <= phrase.start and phrase.end <= span.end:
            inside = i if inside is None else max(inside, i, key=lambda n: len(draft.phrases[n].span))
        elif phrase.utterance is None and span.start <= phrase.head.start and phrase.head.end <= span.end:
            around = i if around is None else min(around, i, key=lambda n: len(draft.phrases[n].span))
    return around if inside is None else inside


_NOT_AFTER_SUBJECT = frozenset(
    "'s ’s ' ’ and or of , . ; : ! ? in on at with from to by for as than that who whom which whose — – -- ) ( nor but"
    .split()
)  # fmt: skip
_NOT_BEFORE_SUBJECT = frozenset(
    "of to at with from by for in on into upon over under behind beside towards toward after before against about than "
    "like near round through without between among off".split()
)


def _is_subject(draft: Draft, phrase: Phrase) -> bool:
    """Whether a phrase looks like the subject of a clause: no preposition before it and a verb's place behind it."""
    words = draft.words
    first, last = words.at(phrase.start), words.at(phrase.end - 1)
    after = words.forms[last + 1].lower() if last + 1 < len(words.forms) else "."
    before = words.forms[first - 1].lower() if first else "."
    if after in _NOT_AFTER_SUBJECT or not (after[0].isalpha() or after[0] in "'’"):
        return False
    if phrase.form == "PRON" and words.forms[last].lower() in _OBJECTIVE:
        return False
    return before not in _NOT_BEFORE_SUBJECT


_OBJECTIVE = frozenset("him her them me us his their my your our its himself herself themselves myself".split())

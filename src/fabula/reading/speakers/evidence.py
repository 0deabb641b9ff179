"""What speaks for and against each candidate speaker of an utterance, before any turn is decided."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

import numpy as np

from fabula.reading.coreference.name_index import plain
from fabula.reading.draft import Draft, Utterance
from fabula.reading.speakers.company import FEATURES as COMPANY
from fabula.reading.speakers.company import Company
from fabula.reading.speakers.links import FEATURES as LINKS
from fabula.reading.speakers.said import FEATURES as SAID
from fabula.reading.speakers.said import Turning, said, turning
from fabula.reading.speakers.survey import Field

LOCAL = (
    "cue name", "cue noun", "cue pronoun", "cue agrees, resolved to another", "cue names another",
    "cue pronoun is another", "cue agrees", "cue disagrees", "cue is I, narrator", "has cue", "has cue, no subject",
    "subject before in paragraph", "subject after in paragraph", "mention before in paragraph",
    "mention after in paragraph", "other subject before in paragraph", "other subject after in paragraph",
    "last subject of lead-in", "mention in lead-in", "lead-in ends with colon", "subject of paragraph before",
    "last mention of paragraph before", "mention in paragraph before", "subject of paragraph after",
    "vocative here", "named here", "vocative in turn before", "vocative in turn after", "cue before listens",
    "next cue is candidate", "next cue is another", "second next cue is candidate", "second next cue is another",
    "cue before is candidate", "second cue before is candidate", "recency", "recent", "mentions near",
    "mentions in book", "speaks elsewhere", "narrator", "group", "first-person book", "no pronouns known",
    "own paragraph has narration", "length", "asks", "exclaims", "mentioned after",
    "paragraph begins with speech", "candidate count", "only one in lead-in",
    "next cue pronoun agrees", "next cue pronoun disagrees", "cue before agrees", "cue before disagrees",
    "polite to the other", "cue is a name of theirs", "beside a given cast", "cast given",
    "share of cue pronoun", "cue pronoun is doubtful", "share of subject before", "share of subject after",
    "share of last subject of lead-in", "share of subject of paragraph after", *LINKS, *COMPANY, *SAID,
)  # fmt: skip
WINDOW_TOKENS = 900
AHEAD_TOKENS = 60
MOST_CANDIDATES = 14
MOST_COMPANY = 6  # of them at most come from the talk around alone


@dataclass(slots=True)
class Evidence:
    """The evidence on one utterance: its candidates and a row of `LOCAL` features for each.

    `gap` says what stands between it and the turn before: 0 the same paragraph, 1 nothing, 2 narration, 3 the
    conversation is new.
    """

    utterance: int
    gap: int
    candidates: tuple[str, ...] = ()
    local: np.ndarray = field(default_factory=lambda: np.zeros((0, len(LOCAL)), np.float32))
    cued: bool = False
    cut_before: bool = False  # the utterance before breaks off
    asked_before: bool = False  # the utterance before asks
    called_before: bool = False  # the utterance before calls on somebody by name
    same_as_last: float = 0.0  # how far the encoder takes "I" here for "I" in the utterance before
    same_as_second: float = 0.0  # and in the one before that
    turned_from_last: float = 0.0  # how far "I" and "you" have changed places since the utterance before
    turning: Turning = field(default_factory=Turning)
    fixed: int | None = None  # index of the candidate whom a person has named: no other may speak


_SIR = frozenset("sir sire monsieur father papa gentlemen".split())
_MADAM = frozenset("madam ma'am ma’am miss madame mademoiselle mamma mother ladies".split())


def evidence(draft: Draft, order: Iterable[int], book: Field) -> list[Evidence]:
    """The evidence on each utterance of `order` (indices in text order)."""
    order = list(order)
    gaps = _gaps(draft, order)
    book.company = _company(book, order, gaps)
    return [weigh(book, order, k, gaps[k]) for k in range(len(order))]


def _company(book: Field, order: list[int], gaps: list[int]) -> Company:
    draft = book.draft
    spoken_of = [
        frozenset(
            draft.entities[j] or "" for j in book.by_utterance.get(i, ()) if draft.phrases[j].person == 3
        ).difference(book.vocatives[i])
        for i in order
    ]
    talks = list(accumulate(int(gap == 3) for gap in gaps))
    return Company([book.cue_entity[i] for i in order], [book.vocatives[i] for i in order], spoken_of, talks)


def _gaps(draft: Draft, order: list[int]) -> list[int]:
    words, us = draft.words, draft.utterances
    breaks = [b.start for b in draft.manuscript.blocks if b.kind in ("break", "heading")]
    out: list[int] = []
    for k, i in enumerate(order):
        if k == 0:
            out.append(3)
            continue
        before, here = us[order[k - 1]], us[i]
        a, b = words.paragraph_of(words.at(before.end - 1)), words.paragraph_of(words.at(here.start))
        broken = bisect_left(breaks, here.start) > bisect_left(breaks, before.end)
        tokens = words.at(here.start) - words.at(before.end - 1)
        if broken or tokens > 400:
            out.append(3)
        elif a == b:
            out.append(0)
        else:
            bare = words.text[before.end : here.start].strip(" \n\t\u2003") == ""
            out.append(1 if bare or tokens <= 3 else 2)
    return out


def weigh(book: Field, order: list[int], k: int, gap: int, also: Sequence[str] = ()) -> Evidence:
    """The evidence on the utterance at place `k` of `order`, with what stands between it and the one before.

    `also` are candidates beside those whom the words around it name.
    """
    draft = book.draft
    i = order[k]
    utterance = draft.utterances[i]
    near = _surroundings(book, utterance)
    candidates = tuple(dict.fromkeys((*_candidates(book, order, k, near), *also)))
    rows = np.zeros((len(candidates), len(LOCAL)), np.float32)
    shared = _shared(book, utterance, len(candidates))
    told = said(book.dialogue, draft.entities, order, k, draft.constraints.addressees)
    company = book.company.features(k, candidates)
    for row, who, around in zip(rows, candidates, company, strict=True):
        values = {**shared, **around, **_cue_features(book, i, who), **_place_features(book, near, who)}
        values.update(_turn_evidence(book, order, k, who))
        values.update(_prior_features(book, i, who))
        values.update(_link_features(book, i, near, who))
        values.update(told.features(who))
        for name, value in values.items():
            row[_AT[name]] = value
    cued = book.cue_entity[i] is not None
    if k == 0 or gap == 3:
        return Evidence(i, gap, candidates, rows, cued)
    before = draft.utterances[order[k - 1]]
    asked = before.spans[-1].of(draft.manuscript.text).rstrip("\"'”’» ").endswith("?")
    called = bool(book.vocatives[order[k - 1]])
    same, turned = book.links.between(i, order[k - 1])
    second = book.links.between(i, order[k - 2])[0] if k > 1 else 0.0
    whose = turning(book.dialogue, order, k)
    return Evidence(i, gap, candidates, rows, cued, before.cut_off, asked, called, same, second, turned, whose)


_AT = {name: n for n, name in enumerate(LOCAL)}


@dataclass(slots=True)
class _Near:
    """Narration phrases around an utterance, as indices into the phrases, each list in text order."""

    before: list[int]  # in its paragraph, before it
    after: list[int]
    lead: list[int]  # in the paragraph before, when it ends in narration
    follow: list[int]  # in the paragraph after
    window: list[int]  # up to WINDOW_TOKENS before it, nearest last
    ahead: list[int]
    colon: bool
    opens: bool


def _surroundings(book: Field, utterance: Utterance) -> _Near:
    draft = book.draft
    words = draft.words
    token = words.at(utterance.start)
    here = words.paragraph_of(token)
    end = words.paragraph_of(words.at(utterance.end - 1))
    paragraph = words.chars(words.paragraphs[here])
    last = words.chars(words.paragraphs[end])

    def between(a: int, b: int) -> list[int]:
        lo = bisect_left(book.narration_starts, a)
        return book.narration[lo : bisect_left(book.narration_starts, b)]

    lead: list[int] = []
    colon = False
    if here:
        earlier = words.chars(words.paragraphs[here - 1])
        lead = between(earlier.start, earlier.end)
        colon = draft.manuscript.text[earlier.end - 1] in ":,"
    follow: list[int] = []
    if end + 1 < len(words.paragraphs):
        later = words.chars(words.paragraphs[end + 1])
        follow = between(later.start, later.end)[:3]
    back = words.tokens[max(0, token - WINDOW_TOKENS)].start
    on = words.tokens[min(len(words.tokens) - 1, words.at(utterance.end - 1) + AHEAD_TOKENS)].start
    before, after = between(paragraph.start, utterance.start), between(utterance.start, last.end)
    opens = draft.manuscript.text[paragraph.start : utterance.start].strip() == ""
    return _Near(
        before, after, lead, follow, between(back, utterance.start), between(utterance.start, on), colon, opens
    )


def _candidates(book: Field, order: list[int], k: int, near: _Near) -> tuple[str, ...]:
    entities = book.draft.entities
    found: dict[str, None] = {}

    def add(who: str | None) -> None:
        if who and who in book.cast:
            found.setdefault(who)

    add(book.cue_entity[order[k]])
    for n in range(max(0, k - 5), min(len(order), k + 4)):
        add(book.cue_entity[order[n]])
    for n in (k - 2, k - 1, k + 1):
        if 0 <= n < len(order):
            for who in book.vocatives[order[n]]:
                add(who)
    for i in [*near.after[:3], *reversed(near.before), *reversed(near.lead)]:
        add(entities[i])
    add(book.draft.narrator)
    for who in book.company.people(k)[:MOST_COMPANY]:
        add(who)
    for i in reversed(near.window):
        if len(found) >= MOST_CANDIDATES:
            break
        add(entities[i])
    for i in near.ahead:
        if len(found) >= MOST_CANDIDATES + 2:
            break
        add(entities[i])
    return tuple(found)


def _shared(book: Field, utterance: Utterance, candidates: int) -> dict[str, float]:
    text = book.draft.manuscript.text
    last = utterance.spans[-1].of(text).rstrip("\"'”’» ")
    length = sum(len(s) for s in utterance.spans)
    return {
        "has cue": float(utterance.cue is not None),
        "has cue, no subject": float(utterance.cue is not None and utterance.cue.subject is None),
        "first-person book": float(book.draft.narrator is not None),
        "length": min(1.0, math.log1p(length) / 8),
        "asks": float(last.endswith("?")),
        "exclaims": float(last.endswith("!")),
        "candidate count": candidates / MOST_CANDIDATES,
        "cast given": float(bool(book.given)),
    }


def _cue_features(book: Field, i: int, who: str) -> dict[str, float]:
    phrase, entity = book.cue_phrase[i], book.cue_entity[i]
    if phrase is None:
        return {}
    pronouns = book.cast[who]
    if phrase.person == 1:
        return {"cue is I, narrator": float(who == book.draft.narrator), "cue names another": float(who != entity)}
    agrees = phrase.gender is None or pronouns is None or phrase.gender == pronouns
    if phrase.plural != (who in book.groups):
        agrees = agrees and not phrase.plural
    agrees = agrees and who not in book.silent[i]
    out = {"cue agrees": float(agrees), "cue disagrees": float(not agrees)}
    if phrase.form != "PRON" and entity == who:
        out["cue is a name of theirs"] = float(plain(phrase.span.of(book.draft.words.text)) in book.names[who])
    if phrase.form == "PRON":
        at = book.cue_at[i]
        shares = {} if at is None else book.shares.get(at, {})
        out["share of cue pronoun"] = shares.get(who, 0.0)
        out["cue pronoun is doubtful"] = 1.0 - max(shares.values(), default=0.0)
    if entity == who:
        out[{"PROP": "cue name", "NOM": "cue noun", "PRON": "cue pronoun"}[phrase.form]] = 1.0
    elif phrase.form == "PRON":
        out["cue agrees, resolved to another"] = float(agrees)
        out["cue pronoun is another"] = float(entity is not None)
    else:
        out["cue names another"] = float(entity is not None)
    return out


def _place_features(book: Field, near: _Near, who: str) -> dict[str, float]:
    """Where the candidate stands in the narration around the utterance."""
    entities = book.draft.entities

    def is_who(items: list[int]) -> bool:
        return any(entities[i] == who for i in items)

    def share(items: list[int]) -> float:
        return sum(book.shares[i].get(who, 0.0) if i in book.shares else float(entities[i] == who) for i in items)

    before = [i for i in near.before if i in book.subjects]
    after = [i for i in near.after if i in book.subjects]
    lead = [i for i in near.lead if i in book.subjects]
    follow = [i for i in near.follow if i in book.subjects]
    out = {
        "subject before in paragraph": float(is_who(before[-1:])),
        "subject after in paragraph": float(is_who(after[:1])),
        "mention before in paragraph": float(is_who(near.before)),
        "mention after in paragraph": float(is_who(near.after)),
        "other subject before in paragraph": float(bool(before) and not is_who(before[-1:])),
        "other subject after in paragraph": float(bool(after) and not is_who(after[:1])),
        "last subject of lead-in": float(is_who(lead[-1:])) * near.opens,
        "mention in lead-in": float(is_who(near.lead)) * near.opens,
        "lead-in ends with colon": float(near.colon and near.opens and is_who(lead[-1:])),
        "subject of paragraph before": float(is_who(lead[:1])),
        "last mention of paragraph before": float(is_who(near.lead[-1:])),
        "mention in paragraph before": float(is_who(near.lead)),
        "subject of paragraph after": float(is_who(follow[:1])),
        "own paragraph has narration": float(bool(near.before or near.after)),
        "paragraph begins with speech": float(near.opens),
        "mentioned after": float(is_who(near.ahead)),
        "share of subject before": share(before[-1:]),
        "share of subject after": share(after[:1]),
        "share of last subject of lead-in": share(lead[-1:]) * near.opens,
        "share of subject of paragraph after": share(follow[:1]),
        "only one in lead-in": float({entities[i] for i in near.lead} == {who}) * near.opens,
    }
    seen: dict[str, int] = {}
    for i in reversed(near.window):
        seen.setdefault(entities[i] or "", len(seen))
    rank = seen.get(who)
    out["recency"] = 0.0 if rank is None else 1.0 / (1 + rank)
    out["recent"] = float(rank is not None)
    out["mentions near"] = math.log1p(sum(entities[i] == who for i in near.window)) / 4
    return out


def _turn_evidence(book: Field, order: list[int], k: int, who: str) -> dict[str, float]:
    """What the utterances around tell: who is called on, who is named by their cues."""
    i = order[k]
    draft = book.draft
    out = {
        "vocative here": float(who in book.vocatives[i]),
        "named here": float(
            any(draft.entities[j] == who and draft.phrases[j].person == 3 for j in book.by_utterance.get(i, ()))
        ),
    }
    for step, name in ((1, "next"), (2, "second next")):
        if k + step < len(order):
            entity = book.cue_entity[order[k + step]]
            out[f"{name} cue is candidate"] = float(entity == who)
            out[f"{name} cue is another"] = float(entity is not None and entity != who)
    for step, name in ((1, "next cue pronoun"), (-1, "cue before")):
        other = book.cue_phrase[order[k + step]] if 0 <= k + step < len(order) else None
        if other is not None and other.gender is not None and book.cast[who] is not None:
            agrees = other.gender == book.cast[who]
            out[f"{name} {'agrees' if agrees else 'disagrees'}"] = 1.0
    if k + 1 < len(order):
        out["vocative in turn after"] = float(who in book.vocatives[order[k + 1]])
    if k:
        before = order[k - 1]
        out["vocative in turn before"] = float(who in book.vocatives[before])
        out["cue before is candidate"] = float(book.cue_entity[before] == who)
        cue = draft.utterances[before].cue
        if cue and cue.listener:
            at = bisect_right(draft.phrases, cue.listener.start, key=lambda p: p.start) - 1
            out["cue before listens"] = float(at >= 0 and draft.entities[at] == who)
    if k > 1:
        out["second cue before is candidate"] = float(book.cue_entity[order[k - 2]] == who)
    return out


def _link_features(book: Field, i: int, near: _Near, who: str) -> dict[str, float]:
    """What the encoder says of the candidate and of the pronouns in the line and its cue."""
    draft, phrase = book.draft, book.cue_phrase[i]
    before = [draft.phrases[n].span for n in near.window if draft.entities[n] == who]
    behind = [draft.phrases[n].span for n in (*near.after, *near.follow) if draft.entities[n] == who]
    out = book.links.features(i, phrase.span if phrase is not None else None, before, behind)
    words = {w.lower() for s in draft.utterances[i].spans for w in draft.words.forms_in(s)}
    called = {"he": words & _SIR, "she": words & _MADAM}.get(book.cast[who] or "")
    other = {"he": words & _MADAM, "she": words & _SIR}.get(book.cast[who] or "")
    out["polite to the other"] = float(bool(other)) - float(bool(called))
    return out


def _prior_features(book: Field, i: int, who: str) -> dict[str, float]:
    own = book.speaking[who] - (book.cue_entity[i] == who)
    return {
        "mentions in book": math.log1p(book.counts[who]) / 8,
        "speaks elsewhere": math.log1p(own) / 6,
        "narrator": float(who == book.draft.narrator),
        "group": float(who in book.groups),
        "no pronouns known": float(book.cast[who] is None),
        "beside a given cast": float(bool(book.given) and who not in book.given and not _cue_names(book, i, who)),
    }


def _cue_names(book: Field, i: int, who: str) -> bool:
    """Whether the cue of an utterance has the candidate's name."""
    phrase = book.cue_phrase[i]
    return phrase is not None and phrase.form == "PROP" and book.cue_entity[i] == who

"""Whom a description stands for ("the old man", "her brother", "sir")."""

from __future__ import annotations

import math
from collections.abc import Set

from fabula.reading.coreference.context import Standing, beside, follows_copula
from fabula.reading.coreference.memory import Memory
from fabula.reading.coreference.pronoun_rules import second_person
from fabula.reading.coreference.ranking import Candidate, score
from fabula.reading.coreference.referents import ORDER, Referent
from fabula.reading.draft import Phrase
from fabula.reading.lexicon import beings, fabled, kin, nouns
from fabula.reading.vocatives import RANKS, is_vocative

NEAR = 5  # sentences that a description of somebody named reaches back
GUESS = 3.0  # how much likelier one just spoken of must be than one called by the same noun before
REACH = 8  # sentences in which the encoder's word is taken
TAKEN = 1.5  # score of the encoder above which a description is taken for one spoken of
SURER = 0.5  # how much surer it must be that one who was called by this noun before is meant
OVER = 3.0  # how much surer it must be to take it for another than the words do
REFUSED = -4.0  # score below which a description is taken for somebody new
WORD_FOR_WORD = 1.0  # weight of the times that the whole description was used of somebody before ("the old man")
FAR = 60  # sentences that "the man" reaches back to another "man"
GENERIC = frozenset(
    "man woman boy girl lady gentleman fellow child creature lad lass chap person youth old-timer thing lassie "
    "beast wretch animal maiden damsel guy kid companion visitor guest speaker devil rascal one".split()
)
_HUMAN = frozenset("man woman boy girl lady gentleman lad lass chap guy maiden damsel youth".split())
_DEFINITE = frozenset("the this that these those".split())
_INDEFINITE = frozenset("a an some any another no every each such what".split())
_ADDRESS = frozenset("sir sire madam ma'am ma’am m'lord m'lady milord milady".split())
_YOUNG = frozenset("boy girl lad lass child kid youngster maiden".split())
_OLD = frozenset("gentleman lady widow mother father husband wife grandmother grandfather".split())
_HOLDERS = {
    "ladyship": frozenset({"lady", "countess", "duchess", "baroness"}),
    "lordship": frozenset({"lord", "earl", "count", "judge", "bishop"}),
    "majesty": frozenset({"king", "queen", "emperor", "empress"}),
    "highness": frozenset({"prince", "princess"}),
}


def resolve_noun(memory: Memory, i: int, phrase: Phrase) -> Referent | None:
    """The referent of a description, a new one where it brings somebody in; None for whom nobody can tell."""
    at = memory.standings[i]
    head = phrase.head.of(memory.words.text).lower()
    if i in memory.introduced:
        return _introduced(memory, i)
    if head in _ADDRESS or is_vocative(memory.draft, phrase):
        return second_person(memory, phrase)
    opening = memory.out[memory.opened[i]] if i in memory.opened else None
    if opening is not None:
        return memory.root(opening)
    linked = _predicate(memory, i, phrase)
    if linked is not None:
        memory.relate(i, linked)
        return linked
    lead = memory.words.forms[at.first].lower()
    if i in memory.owners or (head in kin() and lead == head):
        return _owned(memory, i, phrase, head)
    if (given := memory.given_as(i)) is not None:
        return given
    if lead == "the" and (ordered := _ordered(memory, i, phrase, head)) is not None:
        return ordered
    if lead in _INDEFINITE or (phrase.plural and lead not in _DEFINITE):
        return _heard_of(memory, i, phrase, None) or memory.new(phrase)
    exact = memory.names.by_text(memory.texts[i])
    if exact and memory.known(exact[0]).agrees(phrase.gender, phrase.plural):
        return memory.known(exact[0])
    return _heard_of(memory, i, phrase, _definite(memory, i, phrase, head)) or memory.new(phrase)


def _heard_of(memory: Memory, i: int, phrase: Phrase, found: Referent | None) -> Referent | None:
    """The one whom the encoder takes a description for, where it is surer than the words alone; else `found`."""
    head = phrase.head.of(memory.words.text).lower()
    near = memory.candidates(i, phrase, REACH)
    judged = [c for c in near if c.encoder is not None and not _no_human(c.referent, head)]
    best = max(judged, key=lambda c: c.encoder or 0.0, default=None)
    own = next((c.encoder for c in judged if found is not None and c.referent.id == found.id), None)
    if best is not None and (best.encoder or 0.0) > (TAKEN if found is None else max(TAKEN, (own or 0.0) + OVER)):
        return best.referent
    return None if own is not None and own < REFUSED else found


def _introduced(memory: Memory, i: int) -> Referent:
    """The character whom the phrase brings in, known from here on by whose relative it is."""
    made = memory.known(memory.introduced[i])
    made.plural = made.plural or (memory.draft.phrases[i].plural and not made.named)
    memory.relate(i, made)
    return made


def _ordered(memory: Memory, i: int, phrase: Phrase, head: str) -> Referent | None:
    """Whom "the youngest" or "the youngest brother" tells from others that the text has put in order.

    The word alone brings in somebody new beside the others, of their gender.
    """
    order = memory.order_of(i)
    ids = dict.fromkeys(id for word in order for id in memory.by_order.get(word, ()))
    fits = [r for id in ids if _same_order(r := memory.root(id), phrase, head, order)]
    near = [r for r in fits if memory.standings[i].sentence - memory.standings[r.last].sentence <= 3 * FAR]
    if near:
        return max(near, key=lambda r: r.last)
    if head not in order:
        return None
    others = [memory.root(s.referent) for s in reversed(memory.recent) if memory.root(s.referent).is_other(order)]
    made = memory.new(phrase)
    made.gender = made.gender or next((r.gender for r in others), None)
    return made


def _same_order(referent: Referent, phrase: Phrase, head: str, order: Set[str]) -> bool:
    """Whether somebody was told from others by these words, and called by a noun that does not clash."""
    if not referent.agrees(phrase.gender, phrase.plural) or referent.is_other(order):
        return False
    called = set(referent.heads) - ORDER
    return head in ORDER or not called or head in called or (head in kin() and bool(called & kin()))


def _definite(memory: Memory, i: int, phrase: Phrase, head: str) -> Referent | None:
    """Who was called so before, or, for a noun that fits anybody, who was just spoken of."""
    at, key = memory.standings[i], memory.head_key(i)
    order = memory.order_of(i)
    best: tuple[float, Referent] | None = None
    for id in memory.by_head.get(key, ()):
        referent = memory.root(id)
        if not referent.agrees(phrase.gender, phrase.plural) or not (referent.count or referent.named):
            continue
        if referent.is_other(order):
            continue
        gap = at.sentence - memory.standings[referent.last].sentence if referent.last >= 0 else 3 * FAR
        if (head in GENERIC or head in fabled()) and gap > FAR:
            continue
        value = 1.2 + math.log1p(referent.heads[key]) - 0.5 * math.log1p(gap) + (head not in GENERIC)
        value += WORD_FOR_WORD * math.log1p(memory.described(i, referent))
        if best is None or value > best[0]:
            best = (value, referent)
    if head in GENERIC or head in fabled():
        near = memory.candidates(i, phrase, NEAR)
        called_so = max((c.encoder for c in near if key in c.referent.heads and c.encoder is not None), default=None)
        for candidate in near:
            if (
                called_so is not None
                and not candidate.referent.named
                and (candidate.encoder or 0.0) + SURER <= called_so
            ):
                continue  # the encoder likes one better who was called by this very noun
            if head not in GENERIC and not (_may_be(candidate.referent, phrase) and _likely(candidate)):
                continue
            if key in candidate.referent.heads or _clash(candidate.referent, head):
                continue
            value = score(candidate, at, phrase.utterance) - GUESS
            if best is None or value > best[0]:
                best = (value, candidate.referent)
    return None if best is None else best[1]


def _may_be(referent: Referent, phrase: Phrase) -> bool:
    """Whether somebody named is not yet known as any kind of being, and so may be a dragon (a mare if "she")."""
    if phrase.gender in ("he", "she") and referent.gender != phrase.gender:
        return False
    return referent.named and not any(head.lower() in nouns() for head in referent.heads)


def _likely(candidate: Candidate) -> bool:
    """Whether the encoder, where it knows of the two, takes a kind of being for somebody named just before."""
    return candidate.encoder is None or candidate.encoder > TAKEN


def _clash(referent: Referent, head: str) -> bool:
    """Whether the one is known as something that the noun rules out: no "boy" for whom the text calls a widow."""
    if _no_human(referent, head):
        return True
    shown = nouns().get(head)
    if shown is not None and shown.gender in ("he", "she") and referent.gender not in (None, shown.gender):
        return True
    return bool((head in _YOUNG and _OLD & set(referent.heads)) or (head in _OLD and _YOUNG & set(referent.heads)))


def _no_human(referent: Referent, head: str) -> bool:
    """Whether somebody called by a noun for people is an animal that no story calls so, as it may a dragon: a goose."""
    if head not in _HUMAN or referent.named:
        return False
    return any(noun in beings() and noun not in fabled() for noun in referent.heads)


def _predicate(memory: Memory, i: int, phrase: Phrase) -> Referent | None:
    """The one whom an apposition or a predicate noun describes: "Fen, the baker" and "he was a barn owl"."""
    if phrase.plural:
        return None
    at = memory.standings[i]
    for last in list(memory.recent)[-1:-5:-1]:
        if last.standing.sentence != at.sentence:
            return None
        referent = memory.root(last.referent)
        if not referent.agrees(phrase.gender, phrase.plural) or last.standing.last >= at.first:
            continue
        if referent.is_other(memory.order_of(i)):
            continue
        if beside(memory.words, last.standing, at) and last.standing.role != "possessive" and not last.pronoun:
            return referent if not _taken(memory, i, referent) and _closed(memory, at) else None
        if follows_copula(memory.words, at) and last.standing.role == "subject" and at.first - last.standing.last <= 4:
            return None if _taken(memory, i, referent) else referent
    return None


def _taken(memory: Memory, i: int, referent: Referent) -> bool:
    """Whether somebody else is already called by the head of the phrase, more than once."""
    key = memory.head_key(i)
    others = (memory.root(x) for x in memory.by_head.get(key, ()))
    return any(other.id != referent.id and other.heads[key] > 1 for other in others)


def _closed(memory: Memory, at: Standing) -> bool:
    """Whether a mark closes an apposition, and no list goes on after it ("Fen, the baker, and his boy")."""
    after = [f.lower() for f in memory.words.forms[at.last + 1 : at.last + 3]]
    return bool(after) and after[0] in {",", ".", ";", "—", "!", "?", ":"} and after[1:] not in (["and"], ["or"])


def _owned(memory: Memory, i: int, phrase: Phrase, head: str) -> Referent | None:
    """Somebody's relative or servant: the same for the same owner, somebody named where the names tell who."""
    owner_at = memory.owners.get(i)
    owner = memory.out[owner_at] if owner_at is not None else memory.speaker(phrase)
    if head in RANKS:
        return _ranked(memory, i, phrase, head)
    if owner is None:
        if owner_at is None:
            return _definite(memory, i, phrase, head) or memory.new(phrase)
        return None if head in kin() else (_definite(memory, i, phrase, head) or memory.new(phrase))
    owner = memory.root(owner).id
    key = memory.owned_as(i)
    told = memory.relative(owner, key, phrase.gender)
    if told is not None and told.id != owner:
        return told
    relative = memory.family.relative(owner, head)
    if relative is not None:
        made = memory.known(relative)
    elif head in GENERIC:
        barred = frozenset({owner})
        near = [c for c in memory.candidates(i, phrase, NEAR, barred) if not _clash(c.referent, head)]
        if near:
            return max(near, key=lambda c: score(c, memory.standings[i], phrase.utterance)).referent
        made = memory.new(phrase)
    else:
        made = memory.new(phrase)
    memory.kinship.tell(owner, key, made.id)
    return made


def _ranked(memory: Memory, i: int, phrase: Phrase, head: str) -> Referent | None:
    """Her ladyship, his majesty: the last mentioned of that rank."""
    wanted = _HOLDERS.get(head, frozenset())
    fits = [r for h in sorted(wanted) for x in memory.by_head.get(h, ()) if (r := memory.root(x)).count]
    if fits:
        return max(fits, key=lambda r: r.last)
    return second_person(memory, phrase) if phrase.utterance is not None else memory.new(phrase)

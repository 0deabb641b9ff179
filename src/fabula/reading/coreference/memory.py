"""What a reader has in mind while going through a text: who was mentioned, where, as what."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Mapping, Sequence

from fabula.reading.coreference.context import standings, texts
from fabula.reading.coreference.descriptions import Descriptions, descriptions
from fabula.reading.coreference.family import Family, family
from fabula.reading.coreference.kinship import Kinship
from fabula.reading.coreference.name_index import NameIndex, name_index
from fabula.reading.coreference.ranking import Candidate
from fabula.reading.coreference.referents import Referent, Sighting, order_of
from fabula.reading.draft import Draft, Phrase
from fabula.reading.introductions import self_named
from fabula.reading.lexicon import kin, nouns, titles
from fabula.reading.mentions.name_forms import written_out

WINDOW = 60  # sightings looked back on
LOOKS = 4  # phrases of a candidate that the encoder's scores are taken of


class Memory:
    """The referents of a text so far, the latest sightings of them, and the ways to find one again.

    `introduced` says which phrases bring in a character who has no name. `out` is the entity of every phrase so far.
    """

    def __init__(self, draft: Draft, introduced: Mapping[int, str]) -> None:
        self.draft = draft
        self.words = draft.words
        self.introduced = introduced
        self.standings = standings(draft)
        self.texts = texts(draft)
        self.names: NameIndex = name_index(draft.characters)
        self.given: Descriptions = descriptions(draft.given)
        self.family: Family = family(draft.characters)
        self.owners = _owners(draft)
        self.opened = _opened(draft)
        self.owns = {owner: i for i, owner in self.owners.items()}
        self.cue_speakers = _cue_speakers(draft)
        self.cue_subjects = {u.cue.subject.start for u in draft.utterances if u.cue is not None and u.cue.subject}
        self.own_names = _own_names(draft)
        self.referents: dict[str, Referent] = {}
        self.recent: deque[Sighting] = deque(maxlen=WINDOW)
        self.kinship = Kinship()
        self.by_head: dict[str, list[str]] = {}
        self.by_order: dict[str, list[str]] = {}
        self.by_text: dict[str, str] = {}
        self.by_description: dict[str, Counter[str]] = {}
        self.pairs: dict[frozenset[str], str] = {}
        self.same: dict[str, str] = {}
        self.out: list[str | None] = [None] * len(draft.phrases)
        self.fresh = 0
        for one in draft.characters:
            self._seat(one.id, (one.name, *one.aliases), one.pronouns, one.group, bool(one.aliases))

    def _seat(self, id: str, names: tuple[str, ...], pronouns: str | None, group: bool, named: bool) -> None:
        gender = pronouns if pronouns in ("he", "she", "it") else None
        self.referents[id] = Referent(id, gender, plural=group, named=named)
        for text in names:
            for word in map(written_out, text.lower().split()):
                rank = word in titles() and titles()[word].sort == "rank"
                if rank or word in nouns():
                    self.call(self.referents[id], word)
                    self.call(self.referents[id], word.capitalize())

    def root(self, id: str) -> Referent:
        """The referent that an id stands for now, after what was found to be one."""
        while id in self.same:
            id = self.same[id]
        return self.referents[id]

    def merge(self, old: Referent, into: Referent) -> None:
        """Take two referents for one from here on, and for all mentions before."""
        self.same[old.id] = into.id
        self.kinship.merge(old.id, into.id)
        into.count += old.count
        into.order |= old.order
        for head, count in old.heads.items():
            self.call(into, head, count)

    def new(self, phrase: Phrase | None = None, *, plural: bool | None = None) -> Referent:
        """A referent not mentioned before."""
        self.fresh += 1
        shown = (phrase is not None and phrase.plural) if plural is None else plural
        gender = None if phrase is None or phrase.gender == "they" else phrase.gender
        made = self.referents[f"e{self.fresh}"] = Referent(f"e{self.fresh}", gender, plural=shown)
        return made

    def call(self, referent: Referent, head: str, times: int = 1) -> None:
        """Remember that a noun was used of somebody; `head` as `head_key` gives it."""
        referent.heads[head] += times
        ids = self.by_head.setdefault(head, [])
        if referent.id not in ids:
            ids.append(referent.id)

    def described(self, i: int, referent: Referent) -> int:
        """How often the same words were used of somebody, where they tell one from others ("the old woman")."""
        return self.by_description.get(self.texts[i], Counter())[referent.id]

    def given_as(self, i: int) -> Referent | None:
        """The character of a given cast whom a description names word for word, or by some of its telling words.

        Who is brought in ("a man") is one of the cast where the clause of saying has them as its subject.
        """
        if not self.draft.given:
            return None
        phrase, at = self.draft.phrases[i], self.standings[i]
        lead = self.words.forms[at.first].lower()
        if lead in ("a", "an") and phrase.start not in self.cue_subjects:
            return None
        ids = {c.id for c in self.draft.given} & {*self.names.by_text(self.texts[i])}
        id = ids.pop() if len(ids) == 1 else self.given.find(self.words.forms[at.first : at.last + 1])
        found = None if id is None else self.known(id)
        return found if found is not None and found.agrees(phrase.gender, phrase.plural) else None

    def _describe(self, i: int, referent: Referent) -> None:
        phrase, at = self.draft.phrases[i], self.standings[i]
        if phrase.head.start > phrase.start and self.words.at(phrase.head.start) - at.first > 1:
            self.by_description.setdefault(self.texts[i], Counter())[referent.id] += 1

    def order_of(self, i: int) -> frozenset[str]:
        """The words of `ORDER` in a description of the narration: "eldest" in "the eldest brother"."""
        return order_of(self.words, self.draft.phrases[i])

    def head_key(self, i: int) -> str:
        """The head of a phrase in the singular; with its capital where that is its own ("the King")."""
        phrase = self.draft.phrases[i]
        head = phrase.head.of(self.words.text)
        own = head[0].isupper() and not head.isupper() and phrase.head.start > phrase.start
        return singular(head.lower()).capitalize() if own else singular(head.lower())

    def pair(self, who: frozenset[str]) -> Referent:
        """The group that these make together, one for each set."""
        if who not in self.pairs:
            made = self.new(plural=True)
            made.members = who
            self.pairs[who] = made.id
        return self.root(self.pairs[who])

    def note(self, i: int, referent: Referent) -> None:
        """Remember that phrase `i` stands for a referent."""
        phrase = self.draft.phrases[i]
        self.out[i] = referent.id
        if referent.gender is None and phrase.gender in ("he", "she") and not referent.plural:
            referent.gender = phrase.gender
        if phrase.form == "NOM":
            for word in self.order_of(i):
                referent.order.add(word)
                self.by_order.setdefault(word, []).append(referent.id)
            self.call(referent, self.head_key(i))
            self._describe(i, referent)
        referent.count += 1
        referent.last = i
        self.recent.append(Sighting(referent.id, i, self.standings[i], phrase.utterance, phrase.form == "PRON"))

    def candidates(self, i: int, phrase: Phrase, reach: int, barred: frozenset[str] = frozenset()) -> list[Candidate]:
        """Those mentioned in the last `reach` sentences with whom the phrase agrees, the nearest first."""
        at = self.standings[i]
        gender = None if phrase.gender == "they" else phrase.gender
        order = self.order_of(i)
        found: dict[str, Candidate] = {}
        for sighting in reversed(self.recent):
            if at.sentence - sighting.standing.sentence > reach:
                break
            referent = self.root(sighting.referent)
            known = found.get(referent.id)
            if known is not None:
                known.seen += 1
                if len(known.phrases) < LOOKS:
                    known.phrases.append(sighting.phrase)
            elif referent.id in barred or not referent.agrees(gender, phrase.plural) or referent.is_other(order):
                continue
            elif phrase.gender != "it" or referent.gender == "it":
                found[referent.id] = Candidate(referent, sighting, 1, len(found), [sighting.phrase])
        for candidate in found.values():
            candidate.encoder = self.encoder_score(i, candidate.phrases)
        return list(found.values())

    def encoder_score(self, i: int, earlier: Sequence[int]) -> float | None:
        """The encoder's score of earlier phrases as antecedents of phrase `i`; None where it has none."""
        if self.draft.antecedents is None:
            return None
        phrases = self.draft.phrases
        return self.draft.antecedents.score(phrases[i].span, [phrases[j].span for j in earlier])

    def speaker(self, phrase: Phrase) -> str | None:
        """Who says the words that the phrase stands in, where that is known; the narrator outside speech."""
        if phrase.utterance is None:
            return self.draft.narrator
        return self.draft.turns[phrase.utterance].speaker if self.draft.turns else None

    def hearers(self, phrase: Phrase) -> tuple[str, ...]:
        """Those whom the words around the phrase are said to, where that is known."""
        if phrase.utterance is None or not self.draft.turns:
            return ()
        return self.draft.turns[phrase.utterance].addressees

    def relate(self, i: int, relative: Referent) -> None:
        """Remember whose the one is for whom phrase `i` stands, where it says so ("her brother", a bare "mother")."""
        at = self.owners.get(i)
        owner = self.out[at] if at is not None else self.speaker(self.draft.phrases[i]) if self.bare_kin(i) else None
        if owner is not None:
            self.kinship.tell(self.root(owner).id, self.owned_as(i), relative.id)

    def bare_kin(self, i: int) -> bool:
        """Whether phrase `i` is a noun of kinship alone, so that whoever says it is whose relative that is."""
        phrase = self.draft.phrases[i]
        return phrase.form == "NOM" and phrase.start == phrase.head.start and self.texts[i] in kin()

    def owned_as(self, i: int) -> str:
        """The noun by which phrase `i` calls somebody's relative or servant."""
        head = self.draft.phrases[i].head.of(self.words.text).lower()
        return head if self.draft.phrases[i].plural else singular(head)

    def relative(self, owner: str, noun: str, gender: str | None) -> Referent | None:
        """Whom the text has told, either way round, to be the `noun` of an owner; None where nobody or several are.

        Of several the only one with a name is taken: the keeper of whom a title speaks may be the same.
        """
        told = self.kinship.named(owner, noun)
        if told is not None:
            return self.root(told)
        turned = {r.id: r for x in self.kinship.turned(owner, noun) if (r := self.root(x)).agrees(gender, False)}
        fits = [r for r in turned.values() if r.named or len(turned) == 1]
        return fits[0] if len(fits) == 1 else None

    def known(self, id: str) -> Referent:
        """The referent of a character's id, made where the cast does not have it."""
        if id not in self.referents:
            self.referents[id] = Referent(id)
        return self.root(id)


def singular(head: str) -> str:
    """The singular of a noun for somebody; other words stay."""
    noun = nouns().get(head)
    return noun.singular if noun is not None and noun.plural and noun.gender != "they" else head


def _owners(draft: Draft) -> dict[int, int]:
    """For phrases that start with a possessive, the index of the phrase that owns: [[her] brother]."""
    return {i: j for i, j in _opening(draft).items() if draft.phrases[j].form == "PRON" or not _apposed(draft, j)}


def _opened(draft: Draft) -> dict[int, int]:
    """For phrases that start with a name and then say who that is, the index of the name: [[Fen] the baker]."""
    return {
        i: j
        for i, j in _opening(draft).items()
        if draft.phrases[j].form == "PROP" and not draft.phrases[i].plural and _apposed(draft, j)
    }


def _opening(draft: Draft) -> dict[int, int]:
    """For phrases that start with another before their head, the index of the longest of those."""
    by_start: dict[int, list[int]] = {}
    for i, phrase in enumerate(draft.phrases):
        by_start.setdefault(phrase.start, []).append(i)
    out: dict[int, int] = {}
    for i, phrase in enumerate(draft.phrases):
        inner = [j for j in by_start[phrase.start] if draft.phrases[j].end < phrase.head.start]
        if phrase.form != "PRON" and inner:
            out[i] = max(inner, key=lambda j: draft.phrases[j].end)
    return out


def _apposed(draft: Draft, index: int) -> bool:
    """Whether "the" comes right after a phrase, so that it owns nothing of what follows ("Fen the baker")."""
    after = draft.words.at(draft.phrases[index].end)
    return draft.words.forms[after : after + 1] == ("the",)


def _own_names(draft: Draft) -> dict[int, int]:
    """The name that somebody gives as his own, by where the pronoun stands that says who it is: "… ,” she said"."""
    out = {}
    for said, index in self_named(draft).items():
        cue = draft.utterances[said].cue
        if cue is not None and cue.subject is not None:
            out[cue.subject.start] = index
    return out


def _cue_speakers(draft: Draft) -> dict[int, str]:
    """Speakers by where the subject of their clause of saying starts."""
    found = {}
    for utterance, turn in zip(draft.utterances, draft.turns, strict=bool(draft.turns)):
        if utterance.cue is not None and utterance.cue.subject is not None and turn.speaker is not None:
            found[utterance.cue.subject.start] = turn.speaker
    return found

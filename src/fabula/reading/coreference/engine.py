"""One pass over the phrases of a text: each is given to somebody mentioned before, or to somebody new."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping

from fabula.reading.coreference.context import Standing, beside, follows_copula, joined, standings, texts
from fabula.reading.coreference.name_index import NameIndex, name_index
from fabula.reading.coreference.ranking import Candidate, score
from fabula.reading.coreference.referents import Referent, Sighting
from fabula.reading.draft import Draft, Phrase
from fabula.reading.lexicon import beings, kin, nouns, titles
from fabula.reading.mentions.name_forms import name_of
from fabula.reading.vocatives import is_vocative

WINDOW = 60  # sightings looked back on
REACH = 12  # sentences a pronoun reaches back
NOUN_REACH = 40  # sentences that "the man" reaches back
GENERIC = frozenset(
    "man woman boy girl lady gentleman fellow child creature lad lass chap person youth old-timer stranger thing "
    "beast wretch animal maiden damsel guy kid".split()
)
_DEFINITE = frozenset("the this that these those".split())
_INDEFINITE = frozenset("a an some any another no every each such what".split())
_OWNERS = frozenset("my your his her its our their thy whose".split())
Judge = Callable[[int, list[Candidate]], None]


class Engine:
    """The state of one pass; `run` gives back the entities, parallel to the phrases."""

    def __init__(self, draft: Draft, introduced: Mapping[int, str] | None = None, judge: Judge | None = None) -> None:
        self.draft = draft
        self.words = draft.words
        self.standings = standings(draft)
        self.texts = texts(draft)
        self.introduced = introduced or {}
        self.judge = judge
        self.names: NameIndex = name_index(draft.characters)
        self.referents: dict[str, Referent] = {}
        self.recent: deque[Sighting] = deque(maxlen=WINDOW)
        self.owned: dict[tuple[str, str], str] = {}
        self.by_head: dict[str, list[str]] = {}
        self.pairs: dict[frozenset[str], str] = {}
        self.fresh = 0
        self.out: list[str | None] = [None] * len(draft.phrases)
        self.pending_owner: dict[int, int] = _owners(draft)
        for character in draft.characters:
            self._seat(character.id, character.name, character.aliases, character.pronouns, character.group)

    def run(self) -> list[str | None]:
        """The entity of every phrase; None where it cannot be told (you and I of an unknown speaker)."""
        order = sorted(
            range(len(self.draft.phrases)), key=lambda i: (self.standings[i].last, self.draft.phrases[i].form != "PRON")
        )
        order = sorted(order, key=lambda i: (self.draft.phrases[i].head.start, self.draft.phrases[i].end))
        for i in order:
            phrase = self.draft.phrases[i]
            if phrase.type != "PER":
                continue
            entity = self._decide(i, phrase)
            if entity is not None:
                self._note(i, phrase, entity)
        return self.out

    def _seat(self, id: str, name: str, aliases: tuple[str, ...], pronouns: str | None, group: bool) -> None:
        gender = pronouns if pronouns in ("he", "she", "it") else None
        referent = Referent(id, gender, plural=group, named=bool(aliases))
        for text in (name, *aliases):
            for word in text.lower().split():
                if (word in titles() and titles()[word].sort == "rank") or word in nouns():
                    referent.heads.add(word)
                    self.by_head.setdefault(word, []).append(id)
        self.referents[id] = referent

    def _decide(self, i: int, phrase: Phrase) -> str | None:
        if phrase.form == "PRON":
            return self._pronoun(i, phrase)
        if phrase.form == "PROP":
            found = self._name(i, phrase)
            if found is not None:
                return found
        return self._noun(i, phrase)

    # ------------------------------------------------------------ names
    def _name(self, i: int, phrase: Phrase) -> str | None:
        name = name_of(self.words, phrase)
        if name is None:
            return None
        ids = self.names.by_text(name.text) or self.names.find(name)
        if not ids:
            return None
        return ids[0] if len(ids) == 1 else self._latest_of(ids, name.gender)

    def _latest_of(self, ids: tuple[str, ...], gender: str | None) -> str:
        fitting = [x for x in ids if gender is None or self.referents[x].gender in (None, gender)] or list(ids)
        for sighting in reversed(self.recent):
            if sighting.referent in fitting:
                return sighting.referent
        return max(fitting, key=lambda x: self.referents[x].count)

    # ------------------------------------------------------------ pronouns
    def _pronoun(self, i: int, phrase: Phrase) -> str | None:
        if phrase.person == 1:
            return self._first_person(phrase)
        if phrase.person == 2:
            return self._second_person(phrase)
        at = self.standings[i]
        if at.role == "reflexive":
            found = self._subject_of(at, phrase)
            if found is not None:
                return found
        if phrase.utterance is None or phrase.gender == "it":
            cue = self._cued(i, phrase)
            if cue is not None:
                return cue
        candidates = self._candidates(i, phrase)
        if self.judge is not None:
            self.judge(i, candidates)
        if candidates:
            return max(candidates, key=lambda c: score(c, at, phrase.utterance)).referent.id
        return self._group_of_recent(at) if phrase.plural else None

    def _first_person(self, phrase: Phrase) -> str | None:
        if phrase.utterance is None:
            return self._company(self.draft.narrator) if phrase.plural else self.draft.narrator
        turn = self.draft.turns[phrase.utterance] if self.draft.turns else None
        if turn is None or turn.speaker is None:
            return None
        if not phrase.plural:
            return turn.speaker
        if turn.speaker in self.referents and self.referents[turn.speaker].plural:
            return turn.speaker
        return self._company(turn.speaker)

    def _company(self, who: str | None) -> str | None:
        """The group that somebody means by "we": one for each of them."""
        return None if who is None else self._pair(frozenset({who, "we"}))

    def _second_person(self, phrase: Phrase) -> str | None:
        if phrase.utterance is None or not self.draft.turns:
            return None
        to = self.draft.turns[phrase.utterance].addressees
        if len(to) == 1:
            return to[0]
        return self._pair(frozenset(to)) if to else None

    def _pair(self, who: frozenset[str]) -> str:
        if who not in self.pairs:
            made = self._new(None, plural=True)
            made.members = who
            self.pairs[who] = made.id
        return self.pairs[who]

    def _cued(self, i: int, phrase: Phrase) -> str | None:
        """The speaker of an utterance whose clause of saying has this pronoun as its subject, when known."""
        if not self.draft.turns:
            return None
        return self.cue_speakers.get(phrase.start)

    @property
    def cue_speakers(self) -> dict[int, str]:
        """Speakers by where the subject of their clause of saying starts."""
        found = getattr(self, "_cue_speakers", None)
        if found is None:
            found = {}
            for utterance, turn in zip(self.draft.utterances, self.draft.turns, strict=True):
                if utterance.cue is not None and utterance.cue.subject is not None and turn.speaker is not None:
                    found[utterance.cue.subject.start] = turn.speaker
            self._cue_speakers: dict[int, str] = found
        return found

    def _subject_of(self, at: Standing, phrase: Phrase) -> str | None:
        for sighting in reversed(self.recent):
            if sighting.standing.sentence != at.sentence:
                return None
            if sighting.standing.role == "subject" and self.referents[sighting.referent].agrees(
                phrase.gender, phrase.plural
            ):
                return sighting.referent
        return None

    def _candidates(self, i: int, phrase: Phrase, reach: int = REACH) -> list[Candidate]:
        at = self.standings[i]
        barred = self._barred(i, phrase)
        found: dict[str, Candidate] = {}
        for sighting in reversed(self.recent):
            if at.sentence - sighting.standing.sentence > reach:
                break
            known = found.get(sighting.referent)
            if known is not None:
                known.seen += 1
                continue
            referent = self.referents[sighting.referent]
            gender = None if phrase.gender == "they" else phrase.gender
            if sighting.referent in barred or not referent.agrees(gender, phrase.plural):
                continue
            if phrase.gender == "it" and referent.gender != "it":
                continue
            found[sighting.referent] = Candidate(referent, sighting, 1, len(found))
        return list(found.values())

    def _barred(self, i: int, phrase: Phrase) -> set[str]:
        """Who it cannot be: the subject of the same clause for an object, speaker and hearer inside their speech."""
        at = self.standings[i]
        out: set[str] = set()
        if phrase.utterance is not None and phrase.form == "PRON":
            if self.draft.turns:
                turn = self.draft.turns[phrase.utterance]
                out.update(turn.addressees)
                if turn.speaker is not None:
                    out.add(turn.speaker)
        elif self.draft.narrator is not None:
            out.add(self.draft.narrator)
        if at.role == "object":
            for sighting in reversed(self.recent):
                if sighting.standing.sentence != at.sentence:
                    break
                if sighting.standing.role == "subject":
                    between = self.words.forms[sighting.standing.last + 1 : at.first]
                    if len(between) <= 6 and not any(f in {",", ";", "—", "--", "that", "who", "and"} for f in between):
                        out.add(sighting.referent)
                    break
        return out

    def _group_of_recent(self, at: Standing) -> str | None:
        people: list[str] = []
        for sighting in reversed(self.recent):
            if at.sentence - sighting.standing.sentence > 6:
                break
            if not self.referents[sighting.referent].plural and sighting.referent not in people:
                people.append(sighting.referent)
            if len(people) == 2:
                break
        return self._pair(frozenset(people)) if len(people) == 2 else None

    # ------------------------------------------------------------ nouns
    def _noun(self, i: int, phrase: Phrase) -> str | None:
        at = self.standings[i]
        head = phrase.head.of(self.words.text).lower()
        exact = self.names.by_text(self.texts[i])
        if i in self.introduced:
            return self._known(self.introduced[i])
        if is_vocative(self.draft, phrase) or head in {"sir", "madam", "ma'am", "ma’am"}:
            return self._second_person(phrase) or (exact[0] if exact else None)
        linked = self._predicate(i, phrase, at)
        if linked is not None:
            self.referents[linked].heads.add(_singular(head))
            return linked
        owned = self._owned(i, phrase, head)
        if owned is not None:
            return owned
        lead = self.words.forms[at.first].lower()
        if lead in _INDEFINITE or (phrase.plural and lead not in _DEFINITE):
            return exact[0] if exact and self.referents[exact[0]].count == 0 else self._new(phrase, head=head).id
        same = self._by_head(i, phrase, head)
        if same is not None:
            return same
        if exact:
            return exact[0]
        if head in GENERIC or head in beings():
            near = [c for c in self._candidates(i, phrase, 4) if not _clash(c.referent, head)]
            if near:
                return max(near, key=lambda c: score(c, at, phrase.utterance)).referent.id
        return self._new(phrase, head=head).id

    def _known(self, id: str) -> str:
        if id not in self.referents:
            self.referents[id] = Referent(id)
        return id

    def _predicate(self, i: int, phrase: Phrase, at: Standing) -> str | None:
        """The one whom an apposition or a predicate noun describes: "Fen, the baker" and "he was a barn owl"."""
        if not self.recent or phrase.plural:
            return None
        for last in (s for s in list(self.recent)[-1:-5:-1] if s.standing.sentence == at.sentence):
            referent = self.referents[last.referent]
            if not referent.agrees(phrase.gender, phrase.plural) or last.standing.last >= at.first:
                continue
            if beside(self.words, last.standing, at) and last.standing.role != "possessive":
                after = self.words.forms[at.last + 1] if at.last + 1 < len(self.words.forms) else "."
                return last.referent if after in {",", ".", ";", "—", "!", "?"} else None
            if (
                follows_copula(self.words, at)
                and last.standing.role == "subject"
                and at.first - last.standing.last <= 4
            ):
                return last.referent
        return None

    def _owned(self, i: int, phrase: Phrase, head: str) -> str | None:
        owner = self.pending_owner.get(i)
        if owner is None or self.out[owner] is None:
            return None
        key = (self.out[owner] or "", head)
        if key not in self.owned:
            if head not in kin():
                return None
            self.owned[key] = self._new(phrase, head=head).id
        return self.owned[key]

    def _by_head(self, i: int, phrase: Phrase, head: str) -> str | None:
        """Somebody called by the same noun before, the latest of them."""
        at = self.standings[i]
        fits = [
            r
            for x in self.by_head.get(_singular(head), ())
            if (r := self.referents[x]).agrees(phrase.gender, phrase.plural) and (r.count or r.named)
        ]
        if not fits:
            return None
        best = max(fits, key=lambda r: (r.last, r.count))
        if head in GENERIC and not best.named and best.last >= 0:
            gap = at.sentence - self.standings[best.last].sentence
            return best.id if gap <= NOUN_REACH else None
        return best.id

    def _new(self, phrase: Phrase | None, *, head: str = "", plural: bool | None = None) -> Referent:
        self.fresh += 1
        shown = phrase is not None and phrase.plural if plural is None else plural
        gender = None if phrase is None or phrase.gender == "they" else phrase.gender
        made = Referent(f"e{self.fresh}", gender, plural=shown)
        if head:
            made.heads.add(_singular(head))
            self.by_head.setdefault(_singular(head), []).append(made.id)
        self.referents[made.id] = made
        return made

    def _note(self, i: int, phrase: Phrase, entity: str) -> None:
        self.out[i] = entity
        referent = self.referents.get(entity) or self._new(phrase)
        if phrase.person != 3 and referent.gender is None and not phrase.plural:
            pass
        elif referent.gender is None and phrase.gender in ("he", "she") and not referent.plural:
            referent.gender = phrase.gender
        if phrase.form == "NOM":
            head = _singular(phrase.head.of(self.words.text).lower())
            if head not in referent.heads:
                referent.heads.add(head)
            if entity not in self.by_head.setdefault(head, []):
                self.by_head[head].append(entity)
        referent.count += 1
        referent.last = i
        if referent.first < 0:
            referent.first = i
        at = self.standings[i]
        if self.recent and phrase.form != "PRON" and joined(self.words, self.recent[-1].standing, at):
            other = self.recent[-1].referent
            if other != entity:
                pair = self._pair(frozenset({other, entity}))
                self.recent.append(Sighting(entity, i, at, phrase.utterance, False))
                self.recent.append(Sighting(pair, i, at, phrase.utterance, False))
                self.referents[pair].last = i
                return
        self.recent.append(Sighting(entity, i, at, phrase.utterance, phrase.form == "PRON"))


def _owners(draft: Draft) -> dict[int, int]:
    """For phrases that start with a possessive, the index of the phrase that owns: [[her] brother]."""
    starts: dict[int, int] = {}
    out: dict[int, int] = {}
    by_start: dict[int, list[int]] = {}
    for i, phrase in enumerate(draft.phrases):
        by_start.setdefault(phrase.start, []).append(i)
    for i, phrase in enumerate(draft.phrases):
        if phrase.form == "PRON":
            continue
        inner = [j for j in by_start[phrase.start] if draft.phrases[j].end < phrase.head.start]
        if inner:
            out[i] = max(inner, key=lambda j: draft.phrases[j].end)
    del starts
    return out


def _singular(head: str) -> str:
    noun = nouns().get(head)
    return noun.singular if noun is not None and noun.plural and noun.gender != "they" else head


def _clash(referent: Referent, head: str) -> bool:
    """Whether the one is known as something that the noun rules out: no "boy" for whom the text calls a lady."""
    shown = nouns().get(head)
    if shown is None or shown.gender not in ("he", "she") or referent.gender is None:
        return False
    return shown.gender != referent.gender

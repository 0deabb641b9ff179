"""One pass over the phrases of a text: each is given to somebody mentioned before, or to somebody new."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from fabula.reading.coreference.context import beside, called, joined
from fabula.reading.coreference.memory import Memory
from fabula.reading.coreference.noun_rules import resolve_noun
from fabula.reading.coreference.pronoun_rules import pronoun_candidates, resolve_pronoun
from fabula.reading.coreference.ranking import Candidate
from fabula.reading.coreference.referents import Referent, Sighting
from fabula.reading.draft import Draft, Phrase
from fabula.reading.mentions.name_forms import Name, aged, name_of, parse_name
from fabula.reading.vocatives import is_vocative

Judge = Callable[[int, list[Candidate], Memory], str | None]


class Engine:
    """One reading; `memory` keeps what was found. `judge` is asked about every pronoun (to learn weights)."""

    def __init__(self, draft: Draft, introduced: Mapping[int, str] | None = None, judge: Judge | None = None) -> None:
        self.draft = draft
        self.memory = Memory(draft, introduced or {})
        self.judge = judge

    def run(self) -> list[str | None]:
        """The entity of every phrase; None where it cannot be told (you and I of an unknown speaker)."""
        phrases = self.draft.phrases
        for i in sorted(range(len(phrases)), key=lambda i: (phrases[i].head.start, phrases[i].end)):
            if phrases[i].type != "PER":
                continue
            referent = self._decide(i, phrases[i])
            if referent is not None:
                self._note(i, referent)
        return [None if e is None else self.memory.root(e).id for e in self.memory.out]

    def _decide(self, i: int, phrase: Phrase) -> Referent | None:
        if phrase.form == "PRON":
            if self.judge is not None and phrase.person == 3:
                told = self.judge(i, pronoun_candidates(self.memory, i, phrase), self.memory)
                if told is not None:
                    return self.memory.known(told)
            return resolve_pronoun(self.memory, i, phrase)
        if phrase.form == "PROP":
            return self._name(i, phrase)
        if (named := self._named(i, phrase)) is not None:
            return named
        return resolve_noun(self.memory, i, phrase)

    def _name(self, i: int, phrase: Phrase) -> Referent:
        memory = self.memory
        name = name_of(memory.words, phrase)
        ids = () if name is None else self._bearers(phrase, name)
        if not ids:
            key = memory.texts[i]
            if key not in memory.by_text:
                memory.by_text[key] = memory.new(phrase).id
            return memory.root(memory.by_text[key])
        found = memory.known(ids[0]) if len(ids) == 1 else self._latest_of(ids, phrase.gender)
        self._name_description(i, phrase, found)
        return found

    def _bearers(self, phrase: Phrase, name: Name) -> tuple[str, ...]:
        names = self.memory.names
        text = aged(self.memory.words, phrase, name)
        return (names.by_text(text) if text else ()) or names.by_text(name.text) or names.find(name)

    def _named(self, i: int, phrase: Phrase) -> Referent | None:
        """The one whose name a description holds: "his uncle Fen Marl", "that Fen boy"."""
        memory, words = self.memory, self.draft.words
        inside = words.within(phrase.span)
        head = words.at(phrase.head.start)
        if phrase.plural or not all(words.forms[k][0].isupper() for k in range(head + 1, inside.stop)):
            return None
        at = range(head + 1, inside.stop) or range(max(inside.start + 1, head - 1), head)
        name = parse_name(tuple(words.forms[k] for k in at)) if at and words.forms[at[0]][0].isupper() else None
        known = [memory.known(x) for x in (() if name is None else memory.names.find(name))]
        if len(known) != 1 or not known[0].agrees(phrase.gender, phrase.plural):
            return None
        memory.relate(i, known[0])
        return known[0]

    def _latest_of(self, ids: tuple[str, ...], gender: str | None) -> Referent:
        known = [self.memory.known(x) for x in ids]
        fitting = [r for r in known if gender is None or r.gender in (None, gender)] or known
        last = max(r.last for r in fitting)
        return max(fitting, key=lambda r: (r.last == last and last >= 0, r.count))

    def _name_description(self, i: int, phrase: Phrase, found: Referent) -> None:
        """Take a description right before a name for the one named: "her brother Fen", "the baker, Fen"."""
        memory = self.memory
        if not memory.recent or is_vocative(self.draft, phrase):
            return
        last, at = memory.recent[-1], memory.standings[i]
        before = memory.root(last.referent)
        within = last.standing.first == at.first and last.phrase in memory.owners  # [[her brother] Fen]
        touching = last.standing.sentence == at.sentence and (last.standing.last + 1 == at.first or within)
        if before.named or before.id == found.id or last.pronoun or not before.agrees(found.gender, found.plural):
            return
        near = touching or beside(memory.words, last.standing, at) or called(memory.words, last.standing, at)
        if self.draft.phrases[last.phrase].form == "NOM" and near:
            known = {c.id for c in self.draft.characters}
            if before.id not in known:
                memory.merge(before, found)

    def _note(self, i: int, referent: Referent) -> None:
        memory, phrase = self.memory, self.draft.phrases[i]
        before = memory.recent[-1] if memory.recent else None
        memory.note(i, referent)
        if before is not None and phrase.form != "PRON" and joined(memory.words, before.standing, memory.standings[i]):
            other = memory.root(before.referent)
            if other.id != referent.id:
                pair = memory.pair(frozenset({other.id, referent.id}))
                pair.last = i
                memory.recent.append(Sighting(pair.id, i, memory.standings[i], phrase.utterance, False))

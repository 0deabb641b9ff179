"""Characters whom a given cast knows by a description ("The Man With The Grey Hat"), found by part of its words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from fabula.reading.lexicon import function_words, nouns
from fabula.story.records import Character

_ENDS = frozenset("with of who whom whose that which in on at from by".split())
TELLING = 2  # words that a phrase and a description share, from which they are one


@dataclass(frozen=True, slots=True)
class Descriptions:
    """The telling words of each description, by the noun that is its head, with whose it is."""

    by_head: dict[str, list[tuple[frozenset[str], str]]]

    def find(self, forms: Sequence[str]) -> str | None:
        """The one of whose description the words are a part, or that is a part of them; None where it could be several.

        The noun alone does not tell ("the man"): a word beside it has to be shared.
        """
        head, words = telling(forms)
        found = {
            id
            for own, id in self.by_head.get(head or "", ())
            if len(own & words) >= TELLING and (own <= words or words <= own)
        }
        return found.pop() if len(found) == 1 else None


def telling(forms: Sequence[str]) -> tuple[str | None, frozenset[str]]:
    """The head noun of a description and all its words that tell, lower case."""
    lower = [form.lower() for form in forms]
    core = next((lower[:i] for i, form in enumerate(lower) if i and form in _ENDS), lower)
    head = next((form for form in reversed(core) if form in nouns()), None)
    return head, frozenset(form for form in lower if form[0].isalpha() and form not in function_words())


def descriptions(characters: Iterable[Character]) -> Descriptions:
    """The descriptions among the names of these characters."""
    found: dict[str, list[tuple[frozenset[str], str]]] = {}
    for one in characters:
        for text in dict.fromkeys((one.name, *one.aliases)):
            head, words = telling(text.split())
            if head is not None and len(words) >= TELLING:
                found.setdefault(head, []).append((words, one.id))
    return Descriptions(found)

"""From a name to the characters who bear it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from fabula.reading.lexicon import given_names
from fabula.reading.mentions.name_forms import AGES, Name, parse_name
from fabula.story.records import Character
from fabula.text.tokens import tokenize

_K = TypeVar("_K")
_Key = tuple[tuple[str, ...], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class NameIndex:
    """Ids of characters by name: by titles and words together, and by the last or any single word of a name.

    A bare surname is hardly ever said of the wife or the daughter of somebody who has it.
    """

    exact: dict[_Key, tuple[str, ...]]
    texts: dict[str, tuple[str, ...]]
    words: dict[str, tuple[str, ...]]
    titled: frozenset[tuple[str, str]] = frozenset()  # surnames with the ids of the women who have them after a title

    def find(self, name: Name) -> tuple[str, ...]:
        """The characters whom the name can mean, the likeliest first; empty when nobody bears it."""
        found = self.exact.get((name.titles, name.words)) or self.exact.get(((), name.words))
        if found:
            return found
        if len(name.words) > 1 and not name.role:
            return ()
        ids = self.words.get(name.last, ())
        bare = () if name.titles else tuple(id for id in ids if (name.last, id) not in self.titled)
        return bare or ids

    def by_text(self, text: str) -> tuple[str, ...]:
        """The characters who have exactly these words, case aside and without an article, as name or alias."""
        return self.texts.get(plain(text), ())


def plain(text: str) -> str:
    """Words in lower case without an article before them."""
    words = text.lower().split()
    while words and words[0] in {"the", "a", "an"}:
        words.pop(0)
    return " ".join(words)


def name_index(characters: Sequence[Character]) -> NameIndex:
    """The index of a cast; where a name is shared, those come first who have it as a name of more aliases."""
    exact: dict[_Key, list[str]] = {}
    texts: dict[str, list[str]] = {}
    words: dict[str, list[str]] = {}
    titled: set[tuple[str, str]] = set()
    for character in sorted(characters, key=lambda one: -len(one.aliases)):
        for text in dict.fromkeys((character.name, *character.aliases)):
            _add(texts, plain(text), character.id)
            name = parse_name(tuple(text[a:b] for a, b in tokenize(text)))
            if name is None:
                continue
            if text.split()[0].lower() in AGES:  # "old Mr. Fen" is "Mr. Fen" too
                _add(texts, plain(name.text), character.id)
            if name.courtesy in ("mrs", "miss") and name.last not in given_names():
                titled.add((name.last, character.id))
            _add(exact, (name.titles, name.words), character.id)
            if character.aliases:
                _add(words, name.last, character.id)
                if len(name.words) > 1:
                    _add(words, name.words[0], character.id)
    return NameIndex(
        {k: tuple(v) for k, v in exact.items()},
        {k: tuple(v) for k, v in texts.items()},
        {k: tuple(v) for k, v in words.items()},
        frozenset(titled),
    )


def _add(table: dict[_K, list[str]], key: _K, id: str) -> None:
    ids = table.setdefault(key, [])
    if id not in ids:
        ids.append(id)

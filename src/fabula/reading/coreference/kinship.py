"""Who is whose mother, son or wife, as the text tells it: said once of the one, it holds the other way round too."""

from __future__ import annotations

from collections.abc import Iterator

from fabula.reading.lexicon import kinship

_BACK = {
    "parent": "child", "child": "parent", "grandparent": "grandchild", "grandchild": "grandparent",
    "elder": "younger", "younger": "elder", "sibling": "sibling", "spouse": "spouse", "cousin": "cousin",
}  # fmt: skip


def relation(noun: str) -> str:
    """What a noun makes somebody to another: one name for "mother", "mam" and "mamma"; other nouns stay."""
    return kinship().get(noun, noun)


class Kinship:
    """Whose relative or servant each one is; ids are those of referents, whatever is later found to be one."""

    def __init__(self) -> None:
        self._of: dict[tuple[str, str], str] = {}
        self._to: dict[str, list[tuple[str, str]]] = {}  # of each relative: of whom, and as what

    def tell(self, owner: str, noun: str, relative: str) -> None:
        """Remember that `relative` is the `noun` of `owner`; the first that is told stays."""
        if owner != relative and (owner, relation(noun)) not in self._of:
            self._of[owner, relation(noun)] = relative
            self._to.setdefault(relative, []).append((owner, relation(noun)))

    def named(self, owner: str, noun: str) -> str | None:
        """The one who was told to be the `noun` of `owner`."""
        return self._of.get((owner, relation(noun)))

    def turned(self, owner: str, noun: str) -> Iterator[str]:
        """Those whose relative `owner` is in a way that can make them his or her `noun`: a daughter has a mother."""
        side = _BACK.get(relation(noun).split()[0])
        for other, told in self._to.get(owner, ()):
            if side is not None and told.split()[0] == side:
                yield other

    def merge(self, old: str, into: str) -> None:
        """Take two for one from here on."""
        self._to.setdefault(into, []).extend(self._to.pop(old, ()))

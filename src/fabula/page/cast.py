"""The cast as the page shows it: who leads, under which names, and from where in the text each is known."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from fabula.story import Character, Quotation, Story

HUES = 8
MARGIN_CHARACTERS = 14
_TITLES = frozenset(
    "the a an my his her our their this that mr mrs miss ms dr sir lady lord madame madam monsieur mademoiselle "
    "captain colonel major general sergeant inspector professor doctor father mother brother sister aunt uncle old "
    "young little king queen prince princess judge reverend saint st".split()
)
DOUBTFUL = 0.6  # a speaker surer than this is shown without a mark of doubt


@dataclass(frozen=True, slots=True)
class Member:
    """A character on the page; `hue` is 0 to 7 for the leading eight and -1 for the rest.

    `short` is what fits a margin: a name of their own that is not too long, where the text has one.
    """

    character: Character
    short: str
    hue: int
    first: int | None
    names: tuple[tuple[str, int], ...]  # every name with the offset where the text first uses it
    members: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Cast:
    """Members, the leading ones first, and where each id stands among them."""

    members: tuple[Member, ...]
    index: dict[str, int]

    def of(self, ids: tuple[str, ...]) -> list[int]:
        """Indices of the ids that are characters, without repetition."""
        return list(dict.fromkeys(self.index[one] for one in ids if one in self.index))

    def expanded(self, ids: tuple[str, ...]) -> list[int]:
        """Indices of the ids, a group with known members replaced by them."""
        result: list[int] = []
        for at in self.of(ids):
            result += self.members[at].members or (at,)
        return list(dict.fromkeys(result))


def initial(name: str) -> str:
    """The letter that stands for a name on a narrow page: of the first word that is no title and no article."""
    words = name.split()
    while len(words) > 1 and (words[0].rstrip(".").lower() in _TITLES):
        words = words[1:]
    return next((letter for letter in " ".join(words) if letter.isalnum()), "?").upper()


def is_doubtful(quotation: Quotation) -> bool:
    """Whether a reader should look twice at who says this: no speaker found, or one that is not sure."""
    if quotation.speaker is None:
        return quotation.mode == "speech"
    return quotation.confidence is not None and quotation.confidence < DOUBTFUL


def cast(story: Story) -> Cast:
    """The characters by weight in the story (turns, mentions, scenes), singles before groups of known members."""
    weight = _weights(story)
    known_groups = {group.id: group.members for group in story.groups}
    ranked = sorted(story.characters, key=lambda one: (one.id in known_groups, -weight[one.id]))
    index = {one.id: at for at, one in enumerate(ranked)}
    firsts = _firsts(story)
    bearers = Counter(name for one in story.characters for name in {one.name, *one.aliases})
    members = []
    for at, one in enumerate(ranked):
        inside = tuple(index[m] for m in known_groups.get(one.id, ()) if m in index and m != one.id)
        hue = at if at < HUES and weight[one.id] > 0 else -1
        names = _names(story.text, one, firsts.get(one.id))
        seen = [offset for _, offset in names] + ([firsts[one.id]] if one.id in firsts else [])
        first = min(seen, default=None)
        members.append(Member(one, _short(one, names, bearers), hue, first, names, inside))
    return Cast(tuple(members), index)


def _short(one: Character, names: tuple[tuple[str, int], ...], bearers: Counter[str]) -> str:
    fitting = [
        name for name, _ in names if len(name) <= MARGIN_CHARACTERS and bearers[name] == 1 and name[:1].isupper()
    ]
    return one.name if len(one.name) <= MARGIN_CHARACTERS else max(fitting, key=len, default=one.name)


def _weights(story: Story) -> Counter[str]:
    weight: Counter[str] = Counter()
    for quotation in story.quotations:
        if quotation.speaker is not None:
            weight[quotation.speaker] += 3
    for mention in story.mentions:
        weight[mention.entity] += 1
    for scene in story.scenes:
        for one in {presence.character for presence in scene.presence}:
            weight[one] += 5
    return weight


def _firsts(story: Story) -> dict[str, int]:
    """Where each character is first named, speaks or is present."""
    seen: dict[str, int] = {}

    def see(id: str | None, offset: int) -> None:
        if id is not None and offset < seen.get(id, offset + 1):
            seen[id] = offset

    for mention in story.mentions:
        see(mention.entity, mention.start)
    for quotation in story.quotations:
        see(quotation.speaker, quotation.spans[0].start if quotation.spans else 0)
    for scene in story.scenes:
        for presence in scene.presence:
            see(presence.character, presence.start)
    return seen


def _names(text: str, one: Character, first: int | None) -> tuple[tuple[str, int], ...]:
    """The main name, then every other; a name the text never uses counts from where its bearer is first seen."""
    result = []
    for name in dict.fromkeys((one.name, *one.aliases)):
        if not name:
            continue
        found = _find(text, name)
        offset = first if found is None else found
        if offset is not None:
            result.append((name, offset))
    return tuple(result)


def _find(text: str, name: str) -> int | None:
    """Where the name first stands as whole words."""
    at = text.find(name)
    while at >= 0:
        end = at + len(name)
        if not (at and text[at - 1].isalnum()) and not (end < len(text) and text[end].isalnum()):
            return at
        at = text.find(name, end)
    return None

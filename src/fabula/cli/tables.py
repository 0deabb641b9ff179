"""The cast, the scenes and the quotations of a story as rows of words to print."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fabula.cli.terminal import clean

if TYPE_CHECKING:
    from rich.table import Table

    from fabula.story.records import Character, Quotation, Scene, Story


@dataclass(frozen=True, slots=True)
class Grid:
    """A table before it is drawn: its title, its columns (a name that ends in `>` is set to the right), its rows."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def drawn(self) -> Table:
        """The table for a rich console."""
        from rich import box
        from rich.table import Table
        from rich.text import Text

        table = Table(title=Text(self.title), title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
        for column in self.columns:
            table.add_column(column.rstrip(">"), justify="right" if column.endswith(">") else "left")
        for row in self.rows:
            table.add_row(*(Text(clean(cell)) for cell in row))
        return table


@dataclass(frozen=True, slots=True)
class Speech:
    """How much each character says aloud: lines and words by id."""

    lines: Counter[str]
    words: Counter[str]


def speech(story: Story) -> Speech:
    """Lines and words of each speaker; thoughts, writing and quotations inside quotations do not count."""
    lines: Counter[str] = Counter()
    words: Counter[str] = Counter()
    for row in story.quotations:
        if row.speaker is not None and row.mode == "speech" and row.parent is None:
            lines[row.speaker] += 1
            words[row.speaker] += len(story.words(row).split())
    return Speech(lines, words)


def leading(story: Story, said: Speech) -> list[Character]:
    """The cast, those who say most first, then those of whom the text speaks most."""
    named = Counter(mention.entity for mention in story.mentions)
    return sorted(story.characters, key=lambda c: (-said.lines[c.id], -named[c.id]))


def percent(part: float, whole: float) -> str:
    """A share in whole percent, empty where there is nothing to share."""
    return f"{100 * part / whole:.0f} %" if whole else ""


def sure(confidence: float | None) -> str:
    """A confidence to two places, empty where the reader gave none."""
    return "" if confidence is None else f"{confidence:.2f}"


class Names:
    """The names of characters and places by id."""

    def __init__(self, story: Story) -> None:
        self._of = {one.id: one.name for one in story.characters} | {one.id: one.name for one in story.places}

    def of(self, id: str | None) -> str:
        """The name, `?` where nobody is given, the id itself where no row has it."""
        return "?" if id is None else self._of.get(id, id)

    def all(self, ids: Iterable[str]) -> str:
        """The names in a row, each once."""
        return ", ".join(dict.fromkeys(self.of(id) for id in ids))


def company(scene: Scene, names: Names) -> str:
    """Who is there; who does not know of somebody stands in brackets behind them."""
    hidden: dict[str, tuple[str, ...]] = {}
    for one in scene.presence:
        hidden[one.character] = tuple(dict.fromkeys(hidden.get(one.character, ()) + one.hidden_from))
    return ", ".join(
        f"{names.of(id)} (unseen by {names.all(others)})" if others else names.of(id) for id, others in hidden.items()
    )


def cast_table(story: Story) -> Grid:
    """Everyone, with their other names and how much they say."""
    said = speech(story)
    total = sum(said.words.values())
    rows = tuple(
        (
            one.name + (" (group)" if one.group else ""),
            ", ".join(alias for alias in one.aliases if alias != one.name),
            one.pronouns or "",
            one.kind or "",
            str(said.lines[one.id] or ""),
            str(said.words[one.id] or ""),
            percent(said.words[one.id], total) if said.words[one.id] else "",
            sure(one.confidence),
        )
        for one in leading(story, said)
    )
    return Grid("Cast", ("Name", "Also called", "Pronouns", "Kind", "Lines>", "Words>", "Share>", "Sure>"), rows)


def scene_table(story: Story) -> Grid:
    """The scenes in the order of the text."""
    names = Names(story)
    rows = tuple(
        (
            one.id,
            names.of(one.place) if one.place is not None else "",
            " ".join(part for part in (one.time or "", "" if one.when == "now" else f"({one.when})") if part),
            names.all(one.pov),
            company(one, names),
            str(len(story.text[one.start : one.end].split())),
            sure(one.confidence),
        )
        for one in story.scenes
    )
    return Grid("Scenes", ("Scene", "Place", "Time", "Through the eyes of", "There", "Words>", "Sure>"), rows)


def quotation_table(story: Story, quotations: Sequence[Quotation]) -> Grid:
    """Who says what to whom, and who hears it beside them."""
    names = Names(story)
    rows = tuple(
        (
            one.id,
            names.of(one.speaker) + ("" if one.mode == "speech" else f" ({one.mode})"),
            names.all(one.addressees),
            names.all(id for id in one.heard_by if id not in one.addressees),
            shortened(story.words(one), 200),
            sure(one.confidence),
        )
        for one in quotations
    )
    return Grid("Quotations", ("Line", "Speaker", "To", "Also heard by", "Words", "Sure>"), rows)


def shortened(text: str, limit: int) -> str:
    """The text on one line, at most `limit` characters of it, cut at a word."""
    line = clean(text)
    if len(line) <= limit:
        return line
    return line[: limit - 2].rsplit(" ", 1)[0] + " …"

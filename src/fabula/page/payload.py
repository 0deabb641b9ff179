"""What the page's scripts know of a story: compact rows with offsets in UTF-16 units, and no words of the text."""

from __future__ import annotations

import re
from dataclasses import dataclass

import msgspec

from fabula.page.cast import Cast, initial
from fabula.page.storyline import layout
from fabula.page.units import Units, keepable
from fabula.story import Quotation, Scene, Story

CHART_LINES = 40  # lines a reader can still tell apart; the cast list has everyone
_WORD = re.compile(r"\w+(?:['’]\w+)*")


@dataclass(frozen=True, slots=True)
class PageCharacter:
    """A character; `names` are (name, offset of its first use), the main one first."""

    id: str
    name: str
    short: str
    initial: str
    names: tuple[tuple[str, int], ...]
    pronouns: str | None
    kind: str | None
    group: bool
    hue: int
    first: int | None
    members: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PageQuotation:
    """A quotation from its first word to its last; people are indices of characters."""

    id: str
    start: int
    end: int
    mode: str
    speaker: int | None
    to: list[int]
    overheard: list[int]  # those who hear it and are not spoken to
    heard: list[int]
    manner: str | None
    cut: bool
    sure: float | None
    words: int
    inner: bool


@dataclass(frozen=True, slots=True)
class PagePresence:
    """One who is in a scene from `start` to `end`."""

    who: int
    start: int
    end: int
    hidden_from: list[int]


@dataclass(frozen=True, slots=True)
class PageScene:
    """A scene; `within` is the name of the place that its place lies in."""

    id: str
    start: int
    end: int
    place: str | None
    within: str | None
    time: str | None
    when: str
    pov: list[int]
    people: list[PagePresence]


@dataclass(frozen=True, slots=True)
class PageFeeling:
    """What somebody feels, and the words that show it."""

    who: int
    emotion: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class PageKnowledge:
    """What somebody comes to know; `about` is the index of a quotation."""

    who: int
    start: int
    end: int
    how: str
    about: int | None


@dataclass(frozen=True, slots=True)
class PageBelief:
    """What somebody holds true or wishes; `settled` is where the story says whether it is so."""

    who: int
    start: int
    end: int
    attitude: str
    status: str
    settled: int | None


@dataclass(frozen=True, slots=True)
class PageChart:
    """A storyline: the scenes in the order drawn, and for each line its height in each of them."""

    scenes: list[int]
    rows: tuple[tuple[float | None, ...], ...]
    height: float


@dataclass(frozen=True, slots=True)
class Payload:
    """Everything the scripts get. `mentions` are three columns: distance from the one before, length, character."""

    key: str
    length: int
    doubtful: float
    characters: list[PageCharacter]
    quotations: list[PageQuotation]
    scenes: list[PageScene]
    mentions: tuple[list[int], list[int], list[int]]
    feelings: list[PageFeeling]
    knowledge: list[PageKnowledge]
    beliefs: list[PageBelief]
    told: PageChart
    happened: PageChart | None


def payload(story: Story, cast: Cast, units: Units, key: str, doubtful: float) -> Payload:
    """The story's rows for the page; rows about nobody in the cast are left out."""
    quotations = sorted((q for q in story.quotations if q.spans), key=lambda q: (q.spans[0].start, -q.spans[-1].end))
    about = {quotation.id: at for at, quotation in enumerate(quotations)}
    scenes = [_scene(story, scene, cast, units) for scene in sorted(story.scenes, key=lambda one: one.start)]
    told, happened = _charts(scenes, cast)
    who = cast.index
    return Payload(
        key=key,
        length=units(len(story.text)),
        doubtful=doubtful,
        characters=_characters(cast, units),
        quotations=[_quotation(story, quotation, cast, units) for quotation in quotations],
        scenes=scenes,
        mentions=_mentions(story, cast, units),
        feelings=[
            PageFeeling(who[row.character], row.emotion, units(row.start), units(row.end))
            for row in sorted(story.feelings or (), key=lambda row: row.start)
            if row.character in who
        ],
        knowledge=[
            PageKnowledge(
                who[row.character],
                units(row.start),
                units(row.end),
                row.how,
                about.get(row.about) if row.about else None,
            )
            for row in sorted(story.knowledge or (), key=lambda row: row.start)
            if row.character in who
        ],
        beliefs=[
            PageBelief(
                who[row.character],
                units(row.start),
                units(row.end),
                row.attitude,
                row.status,
                None if row.by is None else units(row.by[0]),
            )
            for row in sorted(story.beliefs or (), key=lambda row: row.start)
            if row.character in who
        ],
        told=told,
        happened=happened,
    )


def encode(data: Payload) -> str:
    """The payload as JSON that is safe inside a script element: no `<`, `>` or `&` is left in it."""
    text = msgspec.json.encode(data).decode()
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


def _characters(cast: Cast, units: Units) -> list[PageCharacter]:
    return [
        PageCharacter(
            id=keepable(one.character.id),
            name=keepable(one.character.name),
            short=keepable(one.short),
            initial=keepable(initial(one.short)),
            names=tuple((keepable(name), units(offset)) for name, offset in one.names),
            pronouns=_kept(one.character.pronouns),
            kind=_kept(one.character.kind),
            group=one.character.group,
            hue=one.hue,
            first=None if one.first is None else units(one.first),
            members=one.members,
        )
        for one in cast.members
    ]


def _quotation(story: Story, row: Quotation, cast: Cast, units: Units) -> PageQuotation:
    heard, told = cast.expanded(row.heard_by), cast.expanded(row.addressees)
    speaker = None if row.speaker is None else cast.index.get(row.speaker)
    return PageQuotation(
        id=keepable(row.id),
        start=units(row.spans[0].start),
        end=units(row.spans[-1].end),
        mode=row.mode,
        speaker=speaker,
        to=cast.of(row.addressees),
        overheard=[one for one in heard if one not in told and one != speaker],
        heard=heard,
        manner=_kept(row.manner),
        cut=row.cut_off,
        sure=None if row.confidence is None else round(row.confidence, 2),
        words=len(_WORD.findall(story.words(row))),
        inner=row.parent is not None,
    )


def _scene(story: Story, row: Scene, cast: Cast, units: Units) -> PageScene:
    place, within = _place(story, row.place)
    people = [
        PagePresence(who, units(one.start), units(one.end), cast.expanded(one.hidden_from))
        for one in row.presence
        for who in cast.expanded((one.character,))
    ]
    return PageScene(
        id=keepable(row.id),
        start=units(row.start),
        end=units(row.end),
        place=place,
        within=within,
        time=_kept(row.time),
        when=row.when,
        pov=cast.of(row.pov),
        people=people,
    )


def _place(story: Story, id: str | None) -> tuple[str | None, str | None]:
    """The names of the place and of the one around it."""
    names = {place.id: place for place in story.places}
    place = names.get(id) if id else None
    around = names.get(place.within) if place and place.within else None
    return _kept(place.name if place else None), _kept(around.name if around else None)


def _mentions(story: Story, cast: Cast, units: Units) -> tuple[list[int], list[int], list[int]]:
    gaps: list[int] = []
    lengths: list[int] = []
    entities: list[int] = []
    before = 0
    for row in sorted(story.mentions, key=lambda row: (row.start, -row.end)):
        if row.entity in cast.index:
            start, end = units(row.start), units(row.end)
            gaps.append(start - before)
            lengths.append(end - start)
            entities.append(cast.index[row.entity])
            before = start
    return gaps, lengths, entities


def _charts(scenes: list[PageScene], cast: Cast) -> tuple[PageChart, PageChart | None]:
    """The storyline as told and, where that differs, as it happened: what is told as past comes first."""
    lines = min(len(cast.members), CHART_LINES)
    told = list(range(len(scenes)))
    happened = sorted(told, key=lambda at: scenes[at].when != "earlier")
    return _chart(scenes, told, lines), None if happened == told else _chart(scenes, happened, lines)


def _chart(scenes: list[PageScene], order: list[int], lines: int) -> PageChart:
    drawn = layout([[one.who for one in scenes[at].people] for at in order], lines)
    return PageChart(order, drawn.rows, drawn.height)


def _kept(text: str | None) -> str | None:
    return None if text is None else keepable(text)

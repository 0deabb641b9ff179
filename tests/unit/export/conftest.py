"""A tale written for these tests, and one whose every name is hostile."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fabula.spans import Span
from fabula.story import (
    Belief,
    Character,
    Event,
    Feeling,
    Group,
    Knowledge,
    Layout,
    Mention,
    Part,
    Place,
    Presence,
    Quotation,
    Scene,
    Source,
    Story,
)

TEXT = """One: The Ferry

“Hurry,” said Ilse, “or we shall *miss* it & drown < here.”

Old Tam laughed. “You said: ‘Never hurry.’ I heard you.”

“I did.

“And I meant it,” she said.

* * *

Two: The Far Bank

Tam is lying, Ilse thought. Behind the willow Bo listened.

The sign read NO LANDING. 🜂 She was afraid.
"""


def at(words: str, nth: int = 0) -> Span:
    """Where the words stand in the tale."""
    start = -1
    for _ in range(nth + 1):
        start = TEXT.index(words, start + 1)
    return Span(start, start + len(words))


def from_to(first: str, last: str) -> Span:
    """From the start of the first words to the end of the last."""
    return Span(at(first).start, at(last).end)


@pytest.fixture
def story() -> Story:
    """Two chapters, a broken line, a speech over two paragraphs, a quotation in a quotation, a hidden listener."""
    two = TEXT.index("Two:")
    end = len(TEXT)
    blocks = [line for line in TEXT.split("\n") if line]
    return Story(
        text=TEXT,
        title="The Ferry & the Far Bank",
        author="A. Writer",
        language="en",
        source=Source(name="ferry.txt", media_type="text/plain", sha256="0" * 64),
        parts=(
            Part(id="p1", kind="chapter", title="One: The Ferry", start=0, end=two),
            Part(id="p2", kind="chapter", title="Two: The Far Bank", start=two, end=end),
        ),
        paragraphs=tuple(at(line) for line in blocks),
        layout=Layout(
            headings=(at("One: The Ferry"), at("Two: The Far Bank")),
            breaks=(at("* * *"),),
            emphasis=(at("Tam is lying"), at("*miss*")),
        ),
        characters=(
            Character(id="c1", name="Ilse", aliases=("Ilse", "Ilse Maar"), pronouns="she", kind="human"),
            Character(id="c2", name="Old Tam", aliases=("Tam",), pronouns="he"),
            Character(id="c3", name="Bo", confidence=0.7),
            Character(id="c4", name="the ferrymen", pronouns="they", group=True),
        ),
        places=(Place(id="p1", name="the ferry"), Place(id="p2", name="the far bank", within="p1")),
        mentions=(
            Mention(start=at("Ilse").start, end=at("Ilse").end, entity="c1", form="PROP", type="PER"),
            Mention(start=at("Old Tam").start, end=at("Old Tam").end, entity="c2", form="PROP", type="PER"),
            Mention(start=at("she said").start, end=at("she").end, entity="c1", form="PRON", type="PER"),
            Mention(start=at("Tam", 1).start, end=at("Tam", 1).end, entity="c2", form="PROP", type="PER"),
            Mention(start=at("Ilse", 1).start, end=at("Ilse", 1).end, entity="c1", form="PROP", type="PER"),
            Mention(start=at("the willow").start, end=at("the willow").end, entity="e1", form="NOM", type="FAC"),
            Mention(start=at("Bo").start, end=at("Bo").end, entity="c3", form="PROP", type="PER"),
        ),
        quotations=(
            Quotation(
                id="q1",
                spans=(at("“Hurry,”"), from_to("“or we", "here.”")),
                speaker="c1",
                addressees=("c2",),
                heard_by=("c2", "c3"),
                cue=at("said Ilse"),
                manner="said",
                confidence=0.95,
            ),
            Quotation(id="q2", spans=(from_to("“You said", "heard you.”"),), speaker="c2", addressees=("c1",)),
            Quotation(id="q3", spans=(at("‘Never hurry.’"),), speaker="c1", parent="q2"),
            Quotation(id="q4", spans=(from_to("“I did.", "meant it,”"),), speaker="c1", confidence=0.4),
            Quotation(id="q5", spans=(at("Tam is lying"),), speaker="c1", mode="thought"),
            Quotation(id="q6", spans=(at("NO LANDING"),), mode="writing", heard_by=("c1",)),
        ),
        scenes=(
            Scene(
                id="s1",
                start=0,
                end=two,
                place="p1",
                time="at dusk",
                pov=("c1",),
                presence=(
                    Presence(character="c1", start=0, end=two),
                    Presence(character="c2", start=at("Old Tam").start, end=two),
                ),
            ),
            Scene(
                id="s2",
                start=two,
                end=end,
                place="p2",
                pov=("c1", "c3"),
                when="earlier",
                presence=(
                    Presence(character="c1", start=two, end=end),
                    Presence(character="c3", start=at("Behind").start, end=end, hidden_from=("c1",)),
                ),
            ),
        ),
        events=(Event(id="v1", start=at("laughed").start, end=at("laughed").end, lemma="laugh", agents=("c2",)),),
        feelings=(Feeling(character="c1", emotion="fear", start=at("afraid").start, end=at("afraid").end),),
        knowledge=(Knowledge(character="c1", start=at("NO LANDING").start, end=at("NO LANDING").end, how="read"),),
        beliefs=(
            Belief(
                character="c1",
                start=at("Tam is lying").start,
                end=at("Tam is lying").end,
                attitude="believes",
                about=("c2",),
            ),
        ),
        groups=(Group(id="c4", members=("c2", "c3")),),
    )


HOSTILE = (
    "<script>alert(1)</script>",
    "\"quoted\" 'name' &amp; ]]>",
    '=HYPERLINK("http://x","y")',
    "../../etc/passwd",
    "line\nbreak\r\n# heading\n---\n@tag: x",
    "CON",
    "nul\x00 bell\x07",
    "[[link|x]] {{x}} [voice:x][/voice]",
)


@pytest.fixture
def hostile(story: Story) -> Story:
    """The tale with names, titles, places, ids and words that try to break out of every format."""
    people = tuple(
        Character(id=f"c{i}", name=name, aliases=(name, f"-{name}"), pronouns=name, kind=name)
        for i, name in enumerate(HOSTILE, 1)
    )
    twice = Character(id="c1 <x>", name=HOSTILE[0], aliases=(HOSTILE[3],))
    return replace(
        story,
        text=TEXT.replace("Bo", "\x0b\x00").replace("drown", "[[x]]"),
        title=HOSTILE[0] + HOSTILE[3],
        author=HOSTILE[2],
        language='en"><x>',
        source=Source(name=HOSTILE[3], media_type=HOSTILE[4]),
        parts=tuple(replace(p, title=name) for p, name in zip(story.parts, HOSTILE[3:], strict=False)),
        characters=(*people, twice),
        places=tuple(replace(p, name=name) for p, name in zip(story.places, HOSTILE, strict=False)),
        quotations=tuple(replace(q, manner=HOSTILE[4], speaker=q.speaker or "nobody") for q in story.quotations),
        scenes=tuple(replace(s, time=HOSTILE[4]) for s in story.scenes),
    )

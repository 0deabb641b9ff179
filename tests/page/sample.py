"""Stories to set on a page: a short one with everything on it, and a made-up novel of any length."""

from __future__ import annotations

import random

from fabula.spans import Span
from fabula.story import (
    Belief,
    Character,
    Feeling,
    Knowledge,
    Layout,
    Mention,
    Part,
    Place,
    Presence,
    Quotation,
    Scene,
    Story,
)

TEXT = (
    "The Salt Road\n\n"
    "Ines pushed the mill door. “Is anyone awake?” she called.\n\n"
    "“Only the mice,” said Bram. “And I.”\n\n"
    "Behind the sacks Odo held his breath.\n\n"
    "“I sold the boat,” Ines whispered. “Do not tell Odo.”\n\n"
    "She sold it, thought Odo.\n\n"
    "* * *\n\n"
    "Ten years before, the boat had been new. “She is ours,” said old Odo.\n\n"
    "* * *\n\n"
    "In the morning Bram rowed nobody. “Who goes there?” somebody shouted 🛶 from the bank.\n\n"
    "“The Ferryman,” said Odo. Ines laughed.\n\n"
)


def at(words: str, nth: int = 0, text: str = TEXT) -> Span:
    """Where the words stand for the nth time."""
    start = -1
    for _ in range(nth + 1):
        start = text.index(words, start + 1)
    return Span(start, start + len(words))


def sample() -> Story:
    """Four characters, three scenes: an overheard secret, a flashback, a doubtful line, a name that comes late."""
    one, two = at("* * *"), at("* * *", 1)
    people = (
        Character(id="c1", name="Ines", aliases=("Ines",), pronouns="she", kind="human"),
        Character(id="c2", name="Bram", aliases=("Bram",), pronouns="he"),
        Character(id="c3", name="Odo", aliases=("Odo", "The Ferryman"), pronouns="he"),
        Character(id="c4", name="the shouter on the bank"),
    )
    said = [
        ("q1", [at("“Is anyone awake?”")], "c1", (), ("c2", "c3"), "called", 0.97),
        ("q2", [at("“Only the mice,”"), at("“And I.”")], "c2", ("c1",), ("c1", "c3"), "said", 0.99),
        ("q3", [at("“I sold the boat,”"), at("“Do not tell Odo.”")], "c1", ("c2",), ("c2", "c3"), "whispered", 0.9),
        ("q5", [at("“She is ours,”")], "c3", (), (), "said", None),
        ("q6", [at("“Who goes there?”")], "c4", ("c2",), ("c2", "c3"), "shouted", 0.41),
        ("q7", [at("“The Ferryman,”")], "c3", (), ("c1",), "said", 0.8),
    ]
    quotations = [
        Quotation(id=id, spans=tuple(spans), speaker=who, addressees=to, heard_by=heard, manner=manner, confidence=sure)
        for id, spans, who, to, heard, manner, sure in said
    ]
    quotations.insert(3, Quotation(id="q4", spans=(at("She sold it"),), mode="thought", speaker="c3", confidence=0.7))
    mentions = [
        Mention(start=span.start, end=span.end, entity=who, form="PROP", type="PER")
        for who, words in (("c1", "Ines"), ("c2", "Bram"), ("c3", "Odo"), ("c3", "The Ferryman"), ("c4", "somebody"))
        for span in (at(words, nth) for nth in range(TEXT.count(words)))
    ]
    scenes = (
        Scene(
            id="s1",
            start=at("Ines pushed").start,
            end=one.end + 2,
            place="p1",
            time="at night",
            pov=("c3",),
            presence=(
                Presence(character="c1", start=at("Ines pushed").start, end=one.start),
                Presence(character="c2", start=at("Ines pushed").start, end=one.start),
                Presence(character="c3", start=at("Ines pushed").start, end=one.start, hidden_from=("c1", "c2")),
            ),
        ),
        Scene(
            id="s2",
            start=one.end + 2,
            end=two.end + 2,
            time="Ten years before",
            when="earlier",
            presence=(Presence(character="c3", start=one.end + 2, end=two.start),),
        ),
        Scene(
            id="s3",
            start=two.end + 2,
            end=len(TEXT),
            place="p2",
            presence=tuple(
                Presence(character=who, start=two.end + 2, end=len(TEXT)) for who in ("c1", "c2", "c3", "c4")
            ),
        ),
    )
    return Story(
        text=TEXT,
        title="The Salt Road",
        author="A. Nobody",
        language="en",
        parts=(Part(id="t1", kind="chapter", title="The Salt Road", start=0, end=len(TEXT)),),
        characters=people,
        places=(
            Place(id="p1", name="the mill", within="p3"),
            Place(id="p2", name="the ferry"),
            Place(id="p3", name="Salt"),
        ),
        mentions=tuple(sorted(mentions, key=lambda row: row.start)),
        quotations=tuple(quotations),
        scenes=scenes,
        feelings=(
            Feeling(character="c3", emotion="fear", start=at("held his breath").start, end=at("held his breath").end),
        ),
        knowledge=(
            Knowledge(
                character="c3", start=at("She sold it").start, end=at("thought Odo").end, about="q3", how="overheard"
            ),
        ),
        beliefs=(
            Belief(
                character="c2",
                start=at("Only the mice").start,
                end=at("Only the mice").end,
                attitude="believes",
                status="contradicted",
                by=at("“The Ferryman,”"),
            ),
        ),
        layout=Layout(headings=(Span(0, 13),), breaks=(one, two), emphasis=(at("She sold it"),)),
    )


def novel(words: int, people: int, scenes: int, quotations: int, *, seed: int = 1) -> Story:
    """A story of made-up words of about this size, five mentions to a quotation."""
    dice = random.Random(seed)
    syllables = ["ba", "do", "ri", "len", "mo", "tas", "ve", "shu", "kel", "in", "or", "ath", "pe", "gra", "nu"]
    vocabulary = ["".join(dice.choices(syllables, k=dice.choice((1, 1, 2, 2, 3)))) for _ in range(4000)]
    names = [f"{dice.choice(vocabulary)}{dice.choice(syllables)}".capitalize() for _ in range(people)]
    every = max(1, words // quotations)
    text, count, said, seen, paragraphs, bounds = [], 0, [], [], [], [0]
    length = 0
    while count < words:
        start, pieces = length, []
        for quoted in (True, False):
            size = dice.randint(every // 4 + 2, every * 3 // 4 + 4)
            line = " ".join(dice.choices(vocabulary, k=size))
            count += size
            if quoted:
                line = f"“{line},”"
                said.append((length, length + len(line), dice.randrange(people)))
            for _ in range(5 if not quoted else 0):
                who = dice.randrange(min(people, 1 + int(dice.expovariate(0.12))))
                seen.append((length + len(line) + 1, length + len(line) + 1 + len(names[who]), who))
                line += " " + names[who]
            pieces.append(line + " ")
            length += len(line) + 1
        text.append("".join(pieces).rstrip() + ".\n\n")
        length = start + len(text[-1])
        paragraphs.append(Span(start, length - 2))
        if count >= words * len(bounds) / scenes and len(bounds) < scenes:
            bounds.append(length)
    rows = []
    for nth, (start, end) in enumerate(zip(bounds, [*bounds[1:], length], strict=True)):
        company = sorted({min(people - 1, int(dice.expovariate(0.12))) for _ in range(dice.randint(2, 8))})
        rows.append(
            Scene(
                id=f"s{nth}",
                start=start,
                end=end,
                time="later",
                pov=(f"c{company[0]}",),
                presence=tuple(Presence(character=f"c{who}", start=start, end=end) for who in company),
                when="earlier" if nth % 17 == 9 else "now",
            )
        )
    ids = [f"c{who}" for who in range(people)]
    return Story(
        text="".join(text),
        title="A Made-up Novel",
        language="en",
        paragraphs=tuple(paragraphs),
        characters=tuple(Character(id=f"c{n}", name=name, aliases=(name,)) for n, name in enumerate(names)),
        mentions=tuple(Mention(start=a, end=b, entity=ids[who], form="PROP", type="PER") for a, b, who in seen),
        quotations=tuple(
            Quotation(
                id=f"q{n}",
                spans=(Span(a, b),),
                speaker=ids[who],
                addressees=(ids[(who + 1) % people],),
                heard_by=(ids[(who + 1) % people],),
                manner="said",
                confidence=round(dice.random(), 2),
            )
            for n, (a, b, who) in enumerate(said)
        ),
        scenes=tuple(rows),
    )

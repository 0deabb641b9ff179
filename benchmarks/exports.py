"""Time and memory of every export of a novel of at least 160,000 made-up words, each in a process of its own.

    python benchmarks/exports.py [--words 160000] [--only tei epub] [--json FILE]

A process reads the story file and writes the export, as `fabula export` does. Printed are its processor seconds from
start to end, which on an idle machine are the seconds to wait; those that went by on the clock, with whatever else the
machine had to do; the largest memory it held (resident set); and the size of what it wrote. Status 1 when an export
takes more than 10 processor seconds or 1 GB.
"""

from __future__ import annotations

import argparse
import json
import platform
import random
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from fabula.export import FORMATS
from fabula.spans import Span
from fabula.story import (
    Character,
    Event,
    Feeling,
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
    TokenTable,
    save,
)
from fabula.text import tokenize

WORDS = (
    "the of and to a in was that it his her he she with as had for at on not but is they be were which him from all "
    "by this have there so when one would no what out up then said into could more about time little old know see "
    "house door road river morning night hand voice face friend mother father letter window room table street "
    "walked looked turned asked thought spoke opened closed waited laughed carried followed remembered"
).split()
SECONDS, BYTES = 10.0, 1024**3

CHILD = """
import resource, sys, time
from fabula.export import export
from fabula.story import load
export(load(sys.argv[1]), sys.argv[2], sys.argv[3])
print(time.process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


@dataclass(slots=True)
class _Draft:
    """The novel in the making."""

    random: random.Random
    pieces: list[str] = field(default_factory=list)
    length: int = 0
    words: int = 0
    blocks: list[Span] = field(default_factory=list)
    headings: list[Span] = field(default_factory=list)
    emphasis: list[Span] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)
    quotations: list[Quotation] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)

    def add(self, text: str) -> Span:
        span = Span(self.length, self.length + len(text))
        self.pieces.append(text)
        self.length += len(text)
        self.words += sum(word[0].isalnum() for word in text.split())
        return span

    def prose(self, count: int) -> None:
        """So many words, about one in six a mention, one in forty an event."""
        for _ in range(count):
            who = self.random.randrange(80)
            chance = self.random.random()
            span = self.add(f"Person{who}" if chance < 0.06 else self.random.choice(WORDS))
            if chance < 0.18:
                form = "PROP" if chance < 0.06 else "PRON"
                self.mentions.append(Mention(start=span.start, end=span.end, entity=f"c{who}", form=form, type="PER"))
            elif chance < 0.205:
                self.events.append(
                    Event(id=f"v{len(self.events)}", start=span.start, end=span.end, lemma="be", agents=(f"c{who}",))
                )
            elif chance < 0.21:
                self.emphasis.append(span)
            self.add(" ")

    def line(self) -> None:
        """A line of dialogue, broken by its cue."""
        who, whom = self.random.sample(range(80), 2)
        start = self.length
        self.add("“")
        self.prose(8)
        self.add("”")
        first = Span(start, self.length)
        self.add(" ")
        cue = self.add(f"said Person{who},")
        self.add(" ")
        start = self.length
        self.add("“")
        self.prose(10)
        self.add("”")
        self.quotations.append(
            Quotation(
                id=f"q{len(self.quotations)}",
                spans=(first, Span(start, self.length)),
                speaker=f"c{who}",
                addressees=(f"c{whom}",),
                heard_by=(f"c{whom}", f"c{(who + 7) % 80}"),
                cue=cue,
                manner="said",
                confidence=0.8,
            )
        )


def novel(words: int, seed: int = 1) -> Story:
    """A story of so many words in fifty chapters and 150 scenes, with every table filled as a reading fills it."""
    draft = _Draft(random.Random(seed))
    parts, scenes = [], []
    for chapter in range(50):
        begun = draft.length
        heading = draft.add(f"Chapter {chapter + 1}")
        draft.blocks.append(heading)
        draft.headings.append(heading)
        draft.add("\n\n")
        for _ in range(3):
            scene = draft.length
            until = draft.words + words // 150
            while draft.words < until:
                start = draft.length
                if draft.random.random() < 0.75:
                    draft.line()
                else:
                    draft.prose(60)
                draft.blocks.append(Span(start, draft.length))
                draft.add("\n\n")
            scenes.append((scene, draft.length))
        parts.append(
            Part(id=f"p{chapter}", kind="chapter", title=f"Chapter {chapter + 1}", start=begun, end=draft.length)
        )
    return _story(draft, parts, scenes)


def _story(draft: _Draft, parts: list[Part], scenes: list[tuple[int, int]]) -> Story:
    text = "".join(draft.pieces)
    tokens = tokenize(text)
    people = [[f"c{i}" for i in draft.random.sample(range(80), 6)] for _ in scenes]
    at = sorted(draft.random.sample(range(0, len(text) - 20), 2000))
    return Story(
        text=text,
        title="A Made-up Novel",
        language="en",
        source=Source(name="novel.txt", media_type="text/plain"),
        parts=tuple(parts),
        paragraphs=tuple(draft.blocks),
        sentences=tuple(draft.blocks),
        characters=tuple(
            Character(id=f"c{i}", name=f"Person{i}", aliases=(f"P{i}",), pronouns="she") for i in range(80)
        ),
        places=tuple(Place(id=f"p{i}", name=f"Place {i}") for i in range(40)),
        mentions=tuple(draft.mentions),
        quotations=tuple(draft.quotations),
        scenes=tuple(
            Scene(
                id=f"s{n}",
                start=a,
                end=b,
                place=f"p{n % 40}",
                pov=(who[0],),
                presence=tuple(Presence(character=c, start=a, end=b) for c in who),
            )
            for n, ((a, b), who) in enumerate(zip(scenes, people, strict=True))
        ),
        events=tuple(draft.events),
        feelings=tuple(Feeling(character=f"c{a % 80}", emotion="joy", start=a, end=a + 9) for a in at[::2]),
        knowledge=tuple(Knowledge(character=f"c{a % 80}", start=a, end=a + 9) for a in at[1::2]),
        layout=Layout(headings=tuple(draft.headings), emphasis=tuple(draft.emphasis)),
        tokens=TokenTable(
            start=tuple(t.start for t in tokens),
            end=tuple(t.end for t in tokens),
            upos=("NOUN",) * len(tokens),
            lemma=tuple(text[t.start : t.end] for t in tokens),
        ),
    )


def measured(story: Path, to: str, folder: Path) -> dict[str, object]:
    """Seconds, bytes of memory and bytes written of one export."""
    target = folder / to
    command = [sys.executable, "-c", CHILD, str(story), to, str(target)]
    begun = time.perf_counter()
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    seconds = time.perf_counter() - begun
    own, resident = (float(word) for word in done.stdout.split())
    unit = 1 if sys.platform == "darwin" else 1024
    size = sum(f.stat().st_size for f in [target, *target.rglob("*")] if f.is_file())
    return {"format": to, "processor": own, "clock": seconds, "memory": int(resident * unit), "bytes": size}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--words", type=int, default=160_000)
    parser.add_argument("--only", nargs="*", choices=[f.name for f in FORMATS])
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        made = novel(options.words)
        path = Path(folder) / "novel.fabula.json"
        save(made, path)
        counts = {"words": len(made.text.split()), "quotations": len(made.quotations), "mentions": len(made.mentions)}
        print(f"{counts}, story file {path.stat().st_size / 1e6:.1f} MB, {platform.machine()}, {datetime.now(UTC):%F}")
        rows = []
        for one in FORMATS:
            if options.only and one.name not in options.only:
                continue
            row = measured(path, one.name, Path(folder))
            rows.append(row)
            print(
                f"{one.name:12} {row['processor']:6.2f} s of the processor, {row['clock']:6.2f} s on the clock, "
                f"{int(str(row['memory'])) / 1024**2:6.0f} MB held, {int(str(row['bytes'])) / 1e6:6.1f} MB written"
            )
    if options.json:
        options.json.write_text(json.dumps({"novel": counts, "exports": rows}, indent=1) + "\n")
    late = [r["format"] for r in rows if float(str(r["processor"])) > SECONDS or int(str(r["memory"])) > BYTES]
    if late:
        print(f"over {SECONDS:.0f} s or 1 GB: {', '.join(map(str, late))}", file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    main()

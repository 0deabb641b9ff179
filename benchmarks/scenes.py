"""Scenes, presence, hearers and points of view against the annotated passages.

    python benchmarks/scenes.py [--read] [--half even|odd] [--each] [--gold-scenes] [NAME ...]

Without `--read` the stages under test start from annotated characters, mentions, quotations, speakers and addressees,
so that the figures are theirs alone; with it the whole plan reads the text. The data and the scorer are looked for in
the folder that FABULA_DATA names (default `../shared`): `bench/score.py`, `stories/*`, `data/minds/*`.
"""

from __future__ import annotations

import argparse
import dataclasses
import importlib.util
import json
import os
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import msgspec

from fabula.reading.assemble import assemble
from fabula.reading.draft import Cue, Draft, Phrase, Turn, Utterance
from fabula.source import Manuscript, from_text
from fabula.spans import Span
from fabula.story.records import Character, Group, Part, Scene
from fabula.text import words

DATA = Path(os.environ.get("FABULA_DATA", Path(__file__).resolve().parents[1] / "../shared"))
SHOWN = (
    "scene boundaries",
    "scene place",
    "scene point of view (main)",
    "scene points of view",
    "presence",
    "heard by",
    "overheard by",
)
PERSONS = {"i": 1, "me": 1, "my": 1, "mine": 1, "myself": 1, "we": 1, "us": 1, "our": 1, "you": 2, "your": 2}
GENDERS = {"he": "he", "him": "he", "his": "he", "himself": "he", "she": "she", "her": "she", "herself": "she"}


def gold_files(names: list[str], *, stories: bool = True) -> Iterator[tuple[str, dict[str, Any]]]:
    """Name and gold file of every annotated passage; without the stories for a fit, as they are for testing."""
    told = DATA.glob("stories/*/gold.json") if stories else ()
    for path in sorted([*DATA.glob("data/minds/*/gold.json"), *told]):
        if not names or path.parent.name in names:
            yield path.parent.name, json.loads(path.read_text(encoding="utf-8"))


def manuscript_of(gold: dict[str, Any]) -> Manuscript:
    """The text with the annotated parts, the rest being chapters; blocks as the reader of plain text finds them."""
    text: str = gold["text"]
    parts = [Part(**{k: p.get(k) for k in ("id", "kind", "title", "start", "end")}) for p in gold.get("parts") or []]
    at = 0
    for part in [*sorted(parts, key=lambda p: p.start), None]:
        end = part.start if part else len(text)
        if text[at:end].strip():
            parts.append(Part(id=f"x{at}", kind="chapter", start=at, end=end))
        at = part.end if part else at
    blocks = from_text(text).blocks
    return Manuscript(text=text, blocks=blocks, parts=tuple(sorted(parts, key=lambda p: p.start)))


def draft_of(gold: dict[str, Any]) -> Draft:
    """A draft with annotated characters, mentions, quotations, speakers and addressees, and no more."""
    manuscript = manuscript_of(gold)
    text = manuscript.text
    utterances, turns = _quotations(gold)
    rows = gold.get("mentions") or _named(gold)
    cast = {c["id"] for c in gold["characters"]}
    return Draft(
        manuscript=manuscript,
        words=words(manuscript),
        utterances=utterances,
        turns=turns,
        phrases=tuple(_phrase(text, m, utterances) for m in rows),
        entities=tuple(m["entity"] if m["entity"] in cast else None for m in rows),
        characters=tuple(
            Character(
                id=c["id"],
                name=c["name"],
                aliases=tuple(c["aliases"]),
                pronouns=c.get("pronouns"),
                group=bool(c.get("group")),
            )
            for c in gold["characters"]
        ),
        groups=tuple(Group(id=g["id"], members=tuple(g["members"])) for g in gold.get("groups") or []),
        narrator=_narrator(gold, utterances),
    )


def _quotations(gold: dict[str, Any]) -> tuple[tuple[Utterance, ...], tuple[Turn, ...]]:
    index = {q["id"]: n for n, q in enumerate(gold["quotations"])}
    utterances, turns = [], []
    for q in gold["quotations"]:
        cue = q.get("cue")
        manner = None
        if cue and q.get("manner"):
            at = gold["text"].find(q["manner"], cue[0], cue[1])
            manner = Span(at, at + len(q["manner"])) if at >= 0 else None
        utterances.append(
            Utterance(
                spans=tuple(Span(*s) for s in q["spans"]),
                mode=q["mode"],
                cue=Cue(span=Span(*cue), manner=manner) if cue else None,
                cut_off=bool(q.get("cut_off")),
                parent=index.get(q.get("parent")),
            )
        )
        turns.append(Turn(speaker=q["speaker"], addressees=tuple(q["addressees"])))
    return tuple(utterances), tuple(turns)


def _phrase(text: str, row: dict[str, Any], utterances: tuple[Utterance, ...]) -> Phrase:
    form = text[row["start"] : row["end"]].lower()
    holding = [n for n, u in enumerate(utterances) if any(s.start <= row["start"] < s.end for s in u.spans)]
    return Phrase(
        start=row["start"],
        end=row["end"],
        head=Span(row["start"], row["end"]),
        form=row["form"],
        type=row["type"],
        gender=GENDERS.get(form),  # type: ignore[arg-type]
        person=PERSONS.get(form, 3),  # type: ignore[arg-type]
        plural=form in {"they", "them", "their", "we", "us", "our"},
        utterance=min(holding, key=lambda n: utterances[n].end - utterances[n].start, default=None),
    )


def _named(gold: dict[str, Any]) -> list[dict[str, Any]]:
    """Mentions by name only, where a text has no annotated ones."""
    rows = []
    for c in gold["characters"]:
        for name in {c["name"], *c["aliases"]}:
            for m in re.finditer(rf"\b{re.escape(name)}\b", gold["text"], re.IGNORECASE):
                rows.append({"start": m.start(), "end": m.end(), "entity": c["id"], "form": "PROP", "type": "PER"})
    rows.sort(key=lambda r: (r["start"], -r["end"]))
    return [r for n, r in enumerate(rows) if not n or r["start"] >= max(p["end"] for p in rows[:n])]


def _narrator(gold: dict[str, Any], utterances: tuple[Utterance, ...]) -> str | None:
    inside = [s for u in utterances for s in u.spans]
    for m in gold.get("mentions") or []:
        if gold["text"][m["start"] : m["end"]] == "I" and not any(s.start <= m["start"] < s.end for s in inside):
            return str(m["entity"])
    return None


def overlap(one: tuple[int, int], other: tuple[int, int]) -> int:
    """How many code points two spans share."""
    return max(0, min(one[1], other[1]) - max(one[0], other[0]))


def partners(gold: dict[str, Any], draft: Draft) -> dict[str, str]:
    """For each annotated character the id of the one of the draft that the scorer takes for it."""
    score = scorer()
    wanted = [q for q in gold["quotations"] if q["mode"] != "thought"]
    said = [
        {"spans": u.spans, "speaker": t.speaker}
        for u, t in zip(draft.utterances, draft.turns, strict=True)
        if u.mode != "thought"
    ]
    found = score.align_quotations(gold["text"], wanted, said)
    votes = Counter((q["speaker"], p["speaker"]) for q, p in zip(wanted, found, strict=True) if p and p["speaker"])
    cast = [{"id": c.id, "name": c.name, "aliases": c.aliases} for c in draft.characters]
    return dict(score.match_entities(gold["characters"], cast, votes))


def stages() -> list[Callable[[Draft], Draft]]:
    """The stages under test, in the order of the plan."""
    from fabula.reading.listeners import find_listeners
    from fabula.reading.places import find_places
    from fabula.reading.presence import find_presence
    from fabula.reading.scenes import find_scenes
    from fabula.reading.viewpoint import find_viewpoint

    return [find_places, find_scenes, find_presence, find_listeners, find_viewpoint]


def predict(gold: dict[str, Any], *, gold_scenes: bool) -> dict[str, Any]:
    """The story read from annotated inputs, as plain JSON."""
    draft = draft_of(gold)
    for stage in stages():
        draft = stage(draft)
        if gold_scenes and stage.__name__ == "find_scenes":
            kept = tuple(Scene(id=s["id"], start=s["start"], end=s["end"]) for s in gold["scenes"])
            draft = dataclasses.replace(draft, scenes=kept)
    return json.loads(msgspec.json.encode(assemble(draft, generator="benchmark")))  # type: ignore[no-any-return]


def read_whole(gold: dict[str, Any]) -> dict[str, Any]:
    """The story as the whole plan reads the bare text, as plain JSON."""
    from fabula.api import read

    return json.loads(msgspec.json.encode(read(gold["text"], text=True)))  # type: ignore[no-any-return]


def scorer() -> ModuleType:
    """The scoring script of the data folder."""
    spec = importlib.util.spec_from_file_location("score", DATA / "bench/score.py")
    if spec is None or spec.loader is None or not (DATA / "bench/score.py").exists():
        sys.exit(f"no bench/score.py under {DATA}: set FABULA_DATA")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def figures(tally: Any, score: ModuleType, shown: Sequence[str] = SHOWN) -> str:
    """The figures of one tally on one line: F1 with precision, recall and how many were given, or accuracy."""
    report = score.finish(tally)
    cells = []
    for name in shown:
        row = report.get(name)
        if row is None:
            cells.append(f"{name} -")
        elif "accuracy" in row:
            cells.append(f"{name} {row['accuracy']:.3f}")
        else:
            precision, recall = row["precision"] or 0, row["recall"] or 0
            cells.append(f"{name} {row['f1']:.3f} (p {precision:.2f} r {recall:.2f} of {row['predicted']:g})")
    return " | ".join(cells)


def arguments(description: str | None) -> argparse.ArgumentParser:
    """A parser with the options of the benchmarks that start from annotated inputs."""
    ask = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("names", nargs="*")
    ask.add_argument("--read", action="store_true", help="read the bare text with the whole plan")
    ask.add_argument("--half", choices=("even", "odd"))
    ask.add_argument("--each", action="store_true", help="a line for each passage")
    ask.add_argument("--keep", type=Path, help="write the stories read to this folder")
    return ask


def scored(
    args: argparse.Namespace,
    predict: Callable[[dict[str, Any]], dict[str, Any]],
    pool_of: Callable[[str], str | None],
    shown: Sequence[str] = SHOWN,
) -> None:
    """Read the passages asked for, print the figures of all, and of the pools that their names belong to."""
    score = scorer()
    pools = {"all": score.Tally()}
    began = time.perf_counter()
    for n, (name, gold) in enumerate(gold_files(args.names)):
        if args.half and n % 2 != (args.half == "odd"):
            continue
        got = read_whole(gold) if args.read else predict(gold)
        if args.keep:
            args.keep.mkdir(parents=True, exist_ok=True)
            (args.keep / f"{name}.json").write_text(json.dumps(got), encoding="utf-8")
        one, pool = score.Tally(), pool_of(name)
        for tally in (one, pools["all"], *([pools.setdefault(pool, score.Tally())] if pool else [])):
            score.score_story(tally, gold, got)
        if args.each:
            print(name, "|", figures(one, score, shown))
    for pool, tally in pools.items():
        print(f"== {pool} |", figures(tally, score, shown))
    print(f"{time.perf_counter() - began:.1f} s")


def main() -> None:
    """Score and print."""
    ask = arguments(__doc__)
    ask.add_argument("--gold-scenes", action="store_true", help="keep the annotated scene boundaries")
    args = ask.parse_args()
    scored(
        args,
        lambda gold: predict(gold, gold_scenes=args.gold_scenes),
        lambda name: "stories" if (DATA / "stories" / name).exists() else "minds",
    )


if __name__ == "__main__":
    main()

"""What the benchmark scripts share: the data, the scorer, the reading of a text, the record of a measurement.

The annotated data is no part of the project. Its folder is the environment variable FABULA_DATA, by default
`../shared` beside the repository; it holds `data/`, `stories/` and the scorer `bench/score.py`. A script whose data
is absent says so and measures nothing.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import json
import os
import platform
import statistics
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from fabula.story.records import Character

REPOSITORY = Path(__file__).resolve().parent.parent


class Read(NamedTuple):
    """A document that was read: its name, its gold, what was read (None where it failed), seconds, the failure."""

    name: str
    gold: dict[str, Any]
    story: dict[str, Any] | None
    seconds: float
    failure: str | None = None


class Task(NamedTuple):
    """A document to read: its name, text and gold files, and a cast to give with it (rows of the story format)."""

    name: str
    text: Path
    gold: Path
    given: tuple[dict[str, Any], ...] = ()
    weights: Path | None = None  # of a scorer of speakers that did not see the document


def data(*parts: str) -> Path:
    """A folder or file of the data; leaves the script, saying so, where it is absent."""
    root = Path(os.environ.get("FABULA_DATA", REPOSITORY.parent / "shared"))
    path = root.joinpath(*parts)
    if not path.exists():
        print(f"skipped: no data at {path} (set FABULA_DATA)", file=sys.stderr)
        sys.exit(0)
    return path


def scorer() -> ModuleType:
    """The scorer as a module."""
    spec = importlib.util.spec_from_file_location("score", data("bench", "score.py"))
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def read(task: Task) -> Read:
    """The document as the library reads it, through the story file's JSON, with the seconds it took."""
    from fabula import api
    from fabula.story.json_form import encode

    gold = json.loads(task.gold.read_bytes())
    given = cast(task)
    if task.weights is not None:
        use(task.weights)
    start = time.perf_counter()
    try:
        story = json.loads(encode(api.read(task.text, given=given)))
    except Exception as error:  # a failed document is a result of the measurement, not its end
        return Read(task.name, gold, None, time.perf_counter() - start, f"{type(error).__name__}: {error}")
    return Read(task.name, gold, story, time.perf_counter() - start)


def cast(task: Task) -> list[Character]:
    """The characters given with a document."""
    from fabula.story.records import Character

    return [Character(**{**row, "aliases": tuple(row.get("aliases", ()))}) for row in task.given]


def use(weights: Path) -> None:
    """Read on with other weights of the scorer of speakers than the shipped ones."""
    from fabula.reading.speakers import decide, scorer

    found = scorer.read_weights(weights)
    decide.load = lambda: found  # type: ignore[assignment]


def unseen(tasks: Iterable[Task], folder: Path | None) -> list[Task]:
    """The tasks, each with the weights of the fold that kept it out; `fabula-train-speakers --folds` writes them.

    Those that no fold knows are left out: some weights saw them.
    """
    if folder is None:
        return list(tasks)
    folds = json.loads((folder / "folds.json").read_bytes())
    return [task._replace(weights=folder / folds[task.name]) for task in tasks if task.name in folds]


def read_all(tasks: Sequence[Task], processes: int) -> Iterable[Read]:
    """Every document, in order, read by so many processes; each is reported on stderr as it comes."""
    if processes <= 1:
        results: Iterable[Read] = map(read, tasks)
        yield from (_told(one) for one in results)
        return
    with ProcessPoolExecutor(max_workers=processes) as pool:
        yield from (_told(one) for one in pool.map(read, tasks))


def _told(one: Read) -> Read:
    print(f"  {one.name}: {one.failure or f'{one.seconds:.1f} s'}", file=sys.stderr, flush=True)
    return one


def score(score_one: Callable[[Any, Any, Any], None], module: ModuleType, reads: Sequence[Read]) -> dict[str, Any]:
    """The scorer's report over documents, their counts pooled."""
    tally = module.Tally()
    for one in reads:
        if one.story is not None:
            score_one(tally, one.gold, one.story)
    report: dict[str, Any] = module.finish(tally)
    return report


def headline(metric: dict[str, Any]) -> float | None:
    """The one figure of a metric: its F1, else its accuracy."""
    value = metric.get("f1", metric.get("accuracy"))
    return None if value is None else float(value)


def means(reports: Iterable[dict[str, Any]]) -> dict[str, float]:
    """The mean of each metric's figure over the documents that have it."""
    values: dict[str, list[float]] = {}
    for report in reports:
        for name, metric in report.items():
            figure = headline(metric)
            if figure is not None:
                values.setdefault(name, []).append(figure)
    return {name: round(statistics.fmean(row), 4) for name, row in sorted(values.items())}


def show(title: str, report: dict[str, Any], mean: dict[str, float] | None = None) -> None:
    """Print a report as lines: the pooled figure, precision and recall, the mean over documents."""
    print(f"\n{title}")
    for name, metric in report.items():
        pooled = headline(metric)
        line = f"  {name:<48} {'' if pooled is None else f'{pooled:.4f}':>7}"
        if "precision" in metric:
            line += f"  P {metric['precision'] or 0:.3f} R {metric['recall'] or 0:.3f}"
        elif "of" in metric:
            line += f"  of {metric['of']:g}"
        if mean is not None and name in mean:
            line = f"{line:<82} mean {mean[name]:.4f}"
        print(line)


def digest(tasks: Sequence[Task]) -> str:
    """A checksum over the texts and golds measured."""
    total = hashlib.sha256()
    for task in sorted(tasks):
        for path in (task.text, task.gold):
            total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def arguments(description: str | None) -> argparse.ArgumentParser:
    """A parser with the options that every benchmark has."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", help="only documents whose name contains one of these")
    parser.add_argument("--processes", type=int, default=2, help="how many read at once (default 2)")
    parser.add_argument("--out", type=Path, help="also write the figures to this JSON file, for check_floors.py")
    parser.add_argument("--stories", type=Path, help="also write each story read into this folder")
    return parser


def chosen(tasks: Iterable[Task], names: Sequence[str]) -> list[Task]:
    """The tasks that the command line asks for; all where it names none."""
    found = [task for task in tasks if not names or any(name in task.name for name in names)]
    if not found:
        sys.exit("no document has such a name")
    return found


def keep(reads: Iterable[Read], folder: Path | None) -> None:
    """Write the stories read into a folder, for looking at errors."""
    if folder is None:
        return
    folder.mkdir(parents=True, exist_ok=True)
    for one in reads:
        if one.story is not None:
            target = folder / f"{one.name}.fabula.json"
            target.write_text(json.dumps(one.story, ensure_ascii=False), encoding="utf-8")


def record(path: Path | None, benchmark: str, checksum: str, figures: dict[str, float]) -> None:
    """Write figures with the data's checksum, the date and the machine."""
    if path is None:
        return
    built = {
        "benchmark": benchmark,
        "data_sha256": checksum,
        "date": datetime.now(UTC).date().isoformat(),
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}",
        "figures": figures,
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(built, indent=1) + "\n", encoding="utf-8")


def leave(reads: Sequence[Read]) -> None:
    """End the script: status 1 when a document could not be read."""
    failed = [one for one in reads if one.failure is not None]
    for one in failed:
        print(f"FAILED {one.name}: {one.failure}", file=sys.stderr)
    sys.exit(1 if failed else 0)

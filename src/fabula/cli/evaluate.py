"""`fabula evaluate`: how well Fabula reads published, annotated data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fabula.cli import terminal
from fabula.errors import RequestError

if TYPE_CHECKING:
    from fabula.evaluate.pdnc import Novel
    from fabula.evaluate.scores import Score
    from fabula.story.records import Story

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    help=(
        "Measure how well Fabula reads published, annotated data.\n\n"
        "The data is not part of Fabula; docs/evaluate.md tells its form, what is counted and how. Figures go to "
        "standard output."
    ),
)
Json = Annotated[bool, typer.Option("--json", help="The figures as JSON.")]
HELD_OUT = "held-out"
KEPT_OUT = ("dev", "test", HELD_OUT, "unseen")  # parts that the shipped weights were not trained on
FITTED = (
    "the shipped speaker weights were fitted on the novels of this corpus: these figures flatter. Cross-validated ones "
    "(each novel by weights that had not seen it) stand in docs/evaluate.md and docs/model-card.md"
)
COLUMNS = (
    ("Speaker>", "speaker"),
    ("Explicit>", "speaker, explicit"),
    ("Anaphoric>", "speaker, anaphoric"),
    ("Implicit>", "speaker, implicit"),
    ("B3>", "speaker B3"),
    ("Addressees>", "addressees"),
    ("Found>", "cast found"),
    ("Split>", "cast split in several"),
    ("Nobody>", "speaking characters that are nobody or a second copy"),
    ("ECE>", "speaker calibration error"),
)


@dataclass(frozen=True, slots=True)
class Result:
    """The scores of one body of text."""

    name: str
    scores: dict[str, Score]


@app.command()
def litbank(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="LitBank: a checkout, or a folder with docs/ID.json.")],
    part: Annotated[
        str, typer.Option("--part", help="dev, test, held-out (both), train, unseen, all, or published:SPLIT=VALUE.")
    ] = HELD_OUT,
    json: Json = False,
) -> None:
    """Measure entities, mentions, events and coreference on LitBank, from raw text."""
    from fabula import api, encoder
    from fabula.evaluate import coreference
    from fabula.evaluate import litbank as corpus
    from fabula.evaluate.assignment import need_scipy

    need_scipy()
    chosen = corpus.part(part)
    _warn_of_training(part in KEPT_OUT)
    scores = corpus.evaluate(folder, encoder.load(), chosen, api.read_manuscript)
    if not scores:
        raise RequestError(f"no document belongs to the part {part!r}", where=str(folder))
    means = {
        "coreference, mean of the three F1": coreference.average(scores),
        "whole reading, coreference, mean of the three F1": coreference.average(scores, corpus.READING),
    }
    _show("litbank", [Result(f"LitBank, {part}", scores)], json, means)


@app.command()
def ud(
    where: Annotated[Path, typer.Argument(metavar="FILE_OR_DIR", help="A CoNLL-U file, or a folder of them.")],
    part: Annotated[
        str,
        typer.Option("--part", help="Of a folder: the files whose names end so: dev, test, held-out, train, all."),
    ] = HELD_OUT,
    json: Json = False,
) -> None:
    """Measure tags, lemmas and trees on Universal Dependencies, on gold tokens and sentences."""
    from fabula import encoder
    from fabula.evaluate import ud as corpus

    files = _treebanks(where, part) if where.is_dir() else [where]
    _warn_of_training(not any(file.stem.endswith("train") for file in files))
    model = encoder.load()
    _show("ud", [Result(file.stem, corpus.evaluate(file, model)) for file in files], json)


def _treebanks(folder: Path, part: str) -> list[Path]:
    """The CoNLL-U files of a part of a folder, in the order of names."""
    ends = {"all": ("",), HELD_OUT: ("dev", "test")}.get(part, (part,))
    if part not in ("dev", "test", HELD_OUT, "train", "all"):
        raise RequestError(f"no part of a treebank is called {part!r}", hint="Try dev, test, held-out, train or all.")
    found = sorted(file for file in folder.glob("*.conllu") if file.stem.endswith(ends))
    if not found:
        raise RequestError(
            f"no treebank of the part {part!r} here", where=str(folder), hint="It is a file such as NAME-dev.conllu."
        )
    return found


@app.command()
def reman(
    where: Annotated[
        Path, typer.Argument(metavar="FILE_OR_DIR", help="REMAN's own .xml or reman.jsonl, or its folder.")
    ],
    part: Annotated[str, typer.Option("--part", help="dev, test, held-out (both), train, unseen or all.")] = HELD_OUT,
    json: Json = False,
) -> None:
    """Measure which words are found to show which emotion on REMAN, from raw text."""
    from fabula import encoder
    from fabula.evaluate import reman as corpus

    file = _reman_file(where)
    _warn_of_training(part in KEPT_OUT)
    scores = corpus.evaluate(file, encoder.load(), part)
    if not scores:
        raise RequestError(f"no passage belongs to the part {part!r}", where=str(file))
    _show("reman", [Result(f"REMAN, {part}, words", scores)], json)


def _reman_file(where: Path) -> Path:
    """REMAN's file: `reman.jsonl`, or the first `reman*.xml` of a folder that has none."""
    joined = where / "reman.jsonl"
    own = sorted(where.glob("reman*.xml")) if where.is_dir() and not joined.exists() else []
    return own[0] if own else joined if where.is_dir() else where


@app.command()
def pdnc(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="The Project Dialogism Novel Corpus, or the folder of one novel.")
    ],
    names: Annotated[
        list[str] | None, typer.Argument(metavar="NOVEL...", help="Folder names of novels; all where none is named.")
    ] = None,
    cast_given: Annotated[bool, typer.Option("--cast-given", help="Give the corpus's cast to the reader.")] = False,
    each: Annotated[bool, typer.Option("--each", help="Show a line for every novel too.")] = False,
    json: Json = False,
) -> None:
    """Measure who says what to whom in whole novels of the PDNC, from raw text."""
    from fabula.evaluate import pdnc as corpus
    from fabula.evaluate.assignment import need_scipy
    from fabula.evaluate.scores import Tally

    need_scipy()
    folders = corpus.folders(folder, names or ())
    terminal.warn(FITTED)
    pooled, single = Tally(), []
    for novel in map(corpus.novel, folders):
        story, alone = _read(novel, cast_given), Tally()
        for tally in (pooled, alone):
            corpus.count(tally, novel, story, cast_given=cast_given)
        single.append(Result(novel.name, alone.scores()))
    protocol = "cast given" if cast_given else "nothing given"
    novels = "1 novel" if len(single) == 1 else f"{len(single)} novels, counts pooled"
    result = Result(f"PDNC, {protocol}, {novels}", pooled.scores())
    if each and not json:
        _show_each(single)
    _show("pdnc", [result, *(single if each and json else [])], json)


def _read(novel: Novel, cast_given: bool) -> Story:
    """The machine's reading of a novel."""
    from fabula import api
    from fabula.cli.read import progress_bar

    with progress_bar(novel.name) as progress:
        return api.read(novel.file, given=novel.cast() if cast_given else (), progress=progress)


def _warn_of_training(kept_out: bool) -> None:
    if not kept_out:
        terminal.warn("the shipped weights were trained on documents of this part: such figures flatter")


def _show(corpus: str, results: Sequence[Result], json: bool, means: dict[str, float] | None = None) -> None:
    """Print results as tables or as JSON, and means of figures after them."""
    from fabula.evaluate.scores import table

    if json:
        import msgspec

        told = [{"name": one.name, "scores": {k: _plain(s) for k, s in one.scores.items()}} for one in results]
        content = {"corpus": corpus, "results": told, **({"means": means} if means else {})}
        terminal.write_data(msgspec.json.format(msgspec.json.encode(content), indent=2))
        return
    lines = [line for one in results for line in ("", one.name, table(one.scores))]
    lines += [f"{name}: {value:.4f}" for name, value in (means or {}).items()]
    terminal.write_data("\n".join(lines[1:]).encode())


def _plain(score: Score) -> dict[str, float]:
    if score.share:
        return {"share": score.f1, "of": score.gold}
    return {
        "precision": score.precision,
        "recall": score.recall,
        "f1": score.f1,
        "gold": score.gold,
        "found": score.found,
    }


def _show_each(results: Sequence[Result]) -> None:
    """A line for every novel."""
    from fabula.cli.tables import Grid

    columns = [(title, name) for title, name in COLUMNS if any(name in one.scores for one in results)]
    titles = ("Novel", *(title for title, _ in columns))
    rows = tuple((one.name, *_figures(one, [name for _, name in columns])) for one in results)
    terminal.stdout().print(Grid("Each novel", titles, rows).drawn())


def _figures(result: Result, names: Sequence[str]) -> Iterator[str]:
    """The figures of those names, empty where there was nothing to count."""
    for name in names:
        yield f"{result.scores[name].f1:.3f}" if name in result.scores else ""

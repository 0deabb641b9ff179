"""The public repositories' own files, written in the joined form that every loader here reads."""

from __future__ import annotations

import argparse
import json
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from fabula.evaluate.parts import UNSEEN, part_of
from fabula.evaluate.public import litbank, pdnc, places, reman

GUM_GENRES = frozenset("bio conversation court interview news speech textbook vlog voyage".split())
"""Genres of GUM whose texts may be used for any purpose; the others are not trained on."""


def join_litbank(repository: Path, target: Path, *, shipped: bool) -> int:
    """Writes `docs/<id>.json` and `.txt`; how many.

    `shipped`: only documents that were at hand when the shipped weights were made, so that parts are the same.
    """
    folder = target / "docs"
    folder.mkdir(parents=True, exist_ok=True)
    count = 0
    for row, text in litbank.documents(repository):
        if not shipped or part_of("litbank", int(row["id"].partition("_")[0])) != UNSEEN:
            _write(folder / f"{row['id']}.json", row)
            (folder / f"{row['id']}.txt").write_text(text, encoding="utf-8", newline="")
            count += 1
    return count


def join_reman(file: Path, target: Path, *, shipped: bool) -> int:
    """Writes `reman.jsonl`; how many passages."""
    rows = [r for r in reman.passages(file) if not shipped or part_of("reman", r["gutenberg_id"]) != UNSEEN]
    _write_lines(target / "reman.jsonl", rows)
    return len(rows)


def join_pdnc(repository: Path, target: Path) -> int:
    """Writes a folder with `gold.json` and `text.txt` for each novel; how many."""
    folders = [f for f in sorted((repository / "data").iterdir()) if pdnc.is_here(f)]
    for folder in folders:
        row, text = pdnc.novel(folder)
        (target / folder.name).mkdir(parents=True, exist_ok=True)
        _write(target / folder.name / "gold.json", row)
        (target / folder.name / "text.txt").write_text(text, encoding="utf-8", newline="")
    return len(folders)


def join_places(annotations: Path, target: Path) -> int:
    """Writes `character_place.jsonl`; how many pairs."""
    rows = list(places.pairs(annotations))
    _write_lines(target / "character_place.jsonl", rows)
    return len(rows)


def join_treebank(repository: Path, target: Path) -> int:
    """Copies the CoNLL-U files of a treebank's repository as `<name>-<part>.conllu`; how many files.

    Of GUM only documents of `GUM_GENRES` are kept.
    """
    files = sorted(repository.glob("*-ud-*.conllu"))
    target.mkdir(parents=True, exist_ok=True)
    for file in files:
        name, _, part = file.stem.partition("-ud-")
        name = name.removeprefix("en_")
        to = target / f"{name}-{part}.conllu"
        if name == "gum":
            to.write_text("".join(_of_genres(file.read_text(encoding="utf-8").splitlines(keepends=True))), "utf-8")
        else:
            shutil.copyfile(file, to)
    return len(files)


def _of_genres(lines: Iterable[str]) -> Iterator[str]:
    kept = False
    for line in lines:
        if line.startswith("# newdoc id"):
            kept = line.split("_")[1] in GUM_GENRES  # "# newdoc id = GUM_bio_somebody"
        if kept:
            yield line


def _write(file: Path, row: dict[str, Any]) -> None:
    file.write_text(json.dumps(row, ensure_ascii=False), encoding="utf-8")


def _write_lines(file: Path, rows: list[dict[str, Any]]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")


def main() -> None:
    """The command: `fabula-join-public --out DATA`, with the place of each corpus."""
    parser = argparse.ArgumentParser(description="Write public corpora in the form that training reads.")
    parser.add_argument("--litbank", type=Path, help="a checkout of dbamman/litbank")
    parser.add_argument("--ewt", type=Path, help="a checkout of UniversalDependencies/UD_English-EWT")
    parser.add_argument("--gum", type=Path, help="a checkout of UniversalDependencies/UD_English-GUM")
    parser.add_argument("--reman", type=Path, help="reman-version1.0.xml")
    parser.add_argument("--pdnc", type=Path, help="a checkout of Priya22/project-dialogism-novel-corpus")
    parser.add_argument("--places", type=Path, help="data/annotations of sandeepsoni/mobility-books")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument(
        "--shipped", action="store_true", help="only documents at hand when the shipped weights were made"
    )
    given = parser.parse_args()
    out, shipped = given.out, given.shipped
    if given.litbank:
        print("LitBank:", join_litbank(given.litbank, out / "litbank", shipped=shipped), "documents")
    for treebank in filter(None, (given.ewt, given.gum)):
        print("treebank:", join_treebank(treebank, out / "ud"), "files")
    if given.reman:
        print("REMAN:", join_reman(given.reman, out / "reman", shipped=shipped), "passages")
    if given.pdnc:
        print("PDNC:", join_pdnc(given.pdnc, out / "pdnc"), "novels")
    if given.places:
        print("places:", join_places(given.places, out / "character_place"), "pairs")


if __name__ == "__main__":
    main()

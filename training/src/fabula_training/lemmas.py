"""The table of lemmas: which words have an unusual one, and which edits occur on which endings."""

from __future__ import annotations

import argparse
import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from fabula.encoder.labels import lemma_script
from fabula.encoder.lemmas import ENDING

from fabula_training.data import Sentence, treebank

_AGREED = 0.9
"""Share of a word's occurrences that must have the same lemma for it to be an exception."""


def table(sentences: Iterable[Sentence]) -> dict[str, Any]:
    """The table of `fabula.encoder.lemmas` from treebanks: `exceptions` and `endings`, by part of speech.

    Names have no exceptions: one that looks like a plural is not told by its letters. Neither have words whose lemma
    is theirs with a capital, which is for the network to see, but for pronouns (*i*).
    """
    words: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    edits: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for sentence in sentences:
        for form, lemma, tag in zip(sentence.forms, sentence.lemmas, sentence.upos, strict=True):
            words[tag, form.lower()][lemma] += 1
            edits[tag, form.lower()[-ENDING:]][lemma_script(form, lemma)] += 1
    exceptions: dict[str, dict[str, str]] = defaultdict(dict)
    for (tag, form), lemmas in sorted(words.items()):
        lemma, times = lemmas.most_common(1)[0]
        usual = edits[tag, form[-ENDING:]].most_common(1)[0][0]
        sure = tag != "PROPN" and times >= _AGREED * lemmas.total() and any(c.isalpha() for c in form)
        capital = tag != "PRON" and lemma != form and lemma.lower() == form
        script = lemma_script(form, lemma)
        if sure and not capital and (script != usual or _changes(script)):
            exceptions[tag][form] = lemma
    endings: dict[str, dict[str, list[str]]] = defaultdict(dict)
    for (tag, ending), seen in sorted(edits.items()):
        endings[tag][ending] = sorted(seen)
    return {"exceptions": exceptions, "endings": endings}


def _changes(script: str) -> bool:
    """Whether an edit puts other letters in the place of some than "y", as in "ran", "men", "better"."""
    cut, _, tail = script[1:].partition("+")
    return cut != "0" and tail not in {"", "y"}


def main() -> None:
    """The command: `fabula-train-lemmas --data DIR --out FILE`."""
    parser = argparse.ArgumentParser(description="Make the table of lemmas of treebanks.")
    parser.add_argument("--data", type=Path, required=True, help="a folder with ud/*-train.conllu")
    parser.add_argument("--out", type=Path, required=True)
    given = parser.parse_args()
    files = sorted((given.data / "ud").glob("*-train.conllu"))
    made = table(sentence for file in files for sentence in treebank(file))
    given.out.write_text(json.dumps(made, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

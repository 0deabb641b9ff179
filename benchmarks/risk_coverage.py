"""How right the surest lines are: accuracy of speakers at a coverage of 100 % down to 10 % of a corpus of novels.

    python benchmarks/pdnc.py --folds DIR --stories OUT          # first read the novels (with --cast where it is given)
    python benchmarks/risk_coverage.py OUT                       # then the table
    python benchmarks/risk_coverage.py OUT --svg curve.svg       # and the curve

The lines of all novels are put in the order of their confidence, those without a speaker last. At a coverage of c the
surest share c of them is kept; the risk is the share of the kept ones that is wrong (El-Yaniv and Wiener 2010). The
area under that curve, lower is better, is compared with the least that the same number of wrong lines allows.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import measuring
from fabula.evaluate import pdnc
from fabula.evaluate.pdnc import Answer
from fabula.story.records import Story

WIDTH, HEIGHT, EDGE = 480, 300, 44


def risks(answers: Sequence[Answer]) -> NDArray[np.float64]:
    """The share of wrong lines among the surest 1, 2, 3 ... lines."""
    sure = np.array([-1.0 if one.confidence is None else one.confidence for one in answers])
    wrong = np.array([not one.right for one in answers])[np.argsort(-sure, kind="stable")]
    out: NDArray[np.float64] = np.cumsum(wrong) / np.arange(1, len(wrong) + 1)
    return out


def least(answers: Sequence[Answer]) -> float:
    """The area that would be left if every wrong line were less sure than every right one."""
    wrong = np.sort([not one.right for one in answers])
    return float((np.cumsum(wrong) / np.arange(1, len(wrong) + 1)).mean())


def drawing(curve: NDArray[np.float64], title: str) -> str:
    """The curve as an SVG document: coverage to the right, accuracy upwards from one half."""

    def place(coverage: float, accuracy: float) -> str:
        x = EDGE + coverage * (WIDTH - 2 * EDGE)
        y = HEIGHT - EDGE - (accuracy - 0.5) * 2 * (HEIGHT - 2 * EDGE)
        return f"{x:.1f},{y:.1f}"

    points = [place(c, 1 - curve[max(0, round(c * len(curve)) - 1)]) for c in np.linspace(0.02, 1, 50)]
    labels = []
    for share in (0.5, 0.6, 0.7, 0.8, 0.9, 1.0):
        x, y = place(0, share).split(",")
        labels.append(f'<text x="{float(x) - 6:.0f}" y="{float(y) + 4:.0f}" text-anchor="end">{share:.0%}</text>')
        labels.append(f'<line x1="{x}" y1="{y}" x2="{WIDTH - EDGE}" y2="{y}" stroke="#ccc"/>')
    for share in (0.2, 0.4, 0.6, 0.8, 1.0):
        x, y = place(share, 0.5).split(",")
        labels.append(f'<text x="{x}" y="{float(y) + 18:.0f}" text-anchor="middle">{share:.0%}</text>')
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" '
        f'font-size="11" role="img" aria-label="{title}"><rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>'
        f'<text x="{EDGE}" y="24" font-size="13">{title}</text>{"".join(labels)}'
        f'<text x="{WIDTH / 2}" y="{HEIGHT - 8}" text-anchor="middle">coverage: the surest share of the lines</text>'
        f'<polyline points="{" ".join(points)}" fill="none" stroke="#1f5fa8" stroke-width="2"/></svg>\n'
    )


def main() -> None:
    """Read the stories, print the table, draw the curve."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("stories", type=Path, help="the folder that pdnc.py --stories wrote")
    parser.add_argument("--cast", action="store_true", help="the corpus's character list was given")
    parser.add_argument("--svg", type=Path, help="draw the curve into this file")
    options = parser.parse_args()
    answers: list[Answer] = []
    files = sorted(options.stories.glob("*.fabula.json"))
    for file in files:
        folder = measuring.data("data", "pdnc") / file.name.removesuffix(".fabula.json")
        novel = pdnc.novel(folder, repaired=False)
        answers += pdnc.answers(novel, Story.load(file), cast_given=options.cast)
    curve = risks(answers)
    print(f"{len(answers)} lines of {len(files)} novels, cast {'given' if options.cast else 'not given'}")
    print("coverage  accuracy")
    for tenth in range(10, 0, -1):
        print(f"{tenth * 10:>7} %  {1 - curve[round(len(curve) * tenth / 10) - 1]:.3f}")
    print(f"area under risk and coverage {curve.mean():.3f}, least possible {least(answers):.3f}")
    if options.svg is not None:
        options.svg.write_text(drawing(curve, "Accuracy of speakers by coverage"), encoding="utf-8")


if __name__ == "__main__":
    main()

"""Every figure of the PDNC on a novel of four quotations, worked out by hand."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from fabula.errors import RequestError
from fabula.evaluate import pdnc
from fabula.evaluate.scores import Score, Tally
from fabula.spans import Span
from fabula.story.records import Character, Quotation, Story

TEXT = (
    '"Is the ferry late?" asked Captain Orla Venn.\n\n'
    '"It is," he said, "by an hour."\n\n'
    '"Then we wait, Tam."\n\n'
    '"Hurrah!" they all cried.\n'
)


def span(words: str) -> Span:
    """Where the words stand in the novel."""
    start = TEXT.index(words)
    return Span(start, start + len(words))


def line(pieces: list[str], speaker: str, to: list[str], kind: str | None) -> dict[str, object]:
    """A row of the annotation."""
    spans = [list(span(words)) for words in pieces]
    return {"id": "Q", "spans": spans, "speaker": speaker, "addressees": to, "type": kind, "cue": None, "mentions": []}


def write(folder: Path) -> Path:
    """The novel as a folder of the corpus."""
    folder.mkdir(parents=True)
    people = [
        ("C0", "Orla Venn", ["Captain Orla Venn", "Orla"], "F", "major", "listed"),
        ("C1", "Tam", [], "M", "intermediate", "listed"),
        ("C2", "The Ferryman", [], "M", "minor", "listed"),
        ("_group", "_group", [], "X", None, "special"),
    ]
    keys = ("id", "name", "aliases", "gender", "category", "kind")
    gold = {
        "title": "The Ferry",
        "characters": [dict(zip(keys, row, strict=True)) for row in people],
        "quotations": [
            line(["Is the ferry late?"], "C0", ["C1"], "explicit"),
            line(["It is,", "by an hour."], "C1", ["C0", "C2"], "anaphoric"),
            line(["Then we wait, Tam."], "C0", ["C1"], "implicit"),
            line(["Hurrah!"], "_group", [], "anaphoric"),
        ],
    }
    (folder / "gold.json").write_text(json.dumps(gold), encoding="utf-8")
    (folder / "text.txt").write_text(TEXT, encoding="utf-8")
    return folder


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """A corpus of one novel, `Ferry`."""
    write(tmp_path / "pdnc" / "Ferry")
    return tmp_path / "pdnc"


@pytest.fixture
def ferry(corpus: Path) -> pdnc.Novel:
    """The novel."""
    return pdnc.novel(corpus / "Ferry")


def reading(novel: pdnc.Novel) -> Story:
    """A reading with faults: Tam is there twice, and his line is given to the second of him."""
    return Story(
        text=novel.text,
        characters=(
            Character(id="c1", name="Captain Venn", aliases=("Orla",)),
            Character(id="c2", name="Tam"),
            Character(id="c3", name="tam!"),
        ),
        quotations=(
            Quotation(
                id="q1",
                spans=(span('"Is the ferry late?"'),),
                speaker="c1",
                addressees=("c2",),
                confidence=0.95,
            ),
            Quotation(
                id="q2",
                spans=(span('"It is,"'), span('"by an hour."')),
                speaker="c3",
                addressees=("c1",),
                confidence=0.65,
            ),
            Quotation(id="q3", spans=(span('"Then we wait, Tam."'),), speaker="c2", confidence=0.15),
            Quotation(id="q4", spans=(span('"Hurrah!"'),)),
            Quotation(id="q5", spans=(span("they all cried"),), mode="thought", speaker="c1"),
        ),
    )


def scores(novel: pdnc.Novel, story: Story, *, cast_given: bool = False) -> dict[str, Score]:
    tally = Tally()
    pdnc.count(tally, novel, story, cast_given=cast_given)
    return tally.scores()


def test_every_figure_with_nothing_given(ferry: pdnc.Novel) -> None:
    # Orla shares a name and a line with c1. Tam shares a name with c2 and a name and a line with c3, so c3 is Tam, and
    # c2, to whom Orla's second line went, is a second copy of him. The group's line is not judged.
    got = scores(ferry, reading(ferry))
    assert {name: (s.f1, s.gold) for name, s in got.items() if s.share} == {
        "speaker": (pytest.approx(2 / 3), 3),
        "speaker, explicit": (1, 1),
        "speaker, anaphoric": (1, 1),
        "speaker, implicit": (0, 1),
        "speaking characters that are nobody or a second copy": (pytest.approx(1 / 3), 3),
        "cast found": (1, 2),  # the minor ferryman does not count
        "cast split in several": (0.5, 2),
        "speaker calibration error": (pytest.approx((0.05 + 0.35 + 0.15) / 3), 3),
    }
    b3 = got["speaker B3"]  # gold {1, 3} {2}, found {1} {2} {3}
    assert (b3.precision, b3.recall, b3.gold) == (1, pytest.approx((0.5 + 1 + 0.5) / 3), 3)
    # wanted Tam; Orla and the ferryman; Tam. found c2, who is no one's partner; Orla; nobody.
    to = got["addressees"]
    assert (to.precision, to.recall, to.gold, to.found) == (0.5, 0.25, 4, 2)
    assert len(got) == 10


def test_every_figure_with_the_cast_given(ferry: pdnc.Novel) -> None:
    ids = {"c1": "C0", "c2": "C1", "c3": "c9", None: None}
    told = reading(ferry)
    lines = tuple(
        replace(q, speaker=ids[q.speaker], addressees=tuple(str(ids[a]) for a in q.addressees)) for q in told.quotations
    )
    got = scores(ferry, replace(told, characters=ferry.cast(), quotations=lines), cast_given=True)
    assert {name: (s.f1, s.gold) for name, s in got.items() if s.share} == {
        "speaker": (pytest.approx(1 / 3), 3),
        "speaker, explicit": (1, 1),
        "speaker, anaphoric": (0, 1),  # c9 is not C1, though all his lines are C1's
        "speaker, implicit": (0, 1),
        "speaking characters that are nobody or a second copy": (pytest.approx(1 / 3), 3),
        "speaker calibration error": (pytest.approx((0.05 + 0.65 + 0.15) / 3), 3),
    }
    to = got["addressees"]
    assert (to.precision, to.recall, to.gold, to.found) == (1, 0.5, 4, 2)
    assert got["speaker B3"].recall == pytest.approx(2 / 3)


def test_a_line_that_is_not_there_is_wrong_and_alone(ferry: pdnc.Novel) -> None:
    whole = reading(ferry)
    got = scores(ferry, replace(whole, quotations=whole.quotations[:1]))
    assert (got["speaker"].f1, got["speaker"].gold) == (pytest.approx(1 / 3), 3)
    assert got["speaker B3"].precision == 1
    assert (got["addressees"].gold, got["addressees"].found) == (4, 1)


def test_a_reading_without_anybody_scores_nothing(ferry: pdnc.Novel) -> None:
    got = scores(ferry, Story(text=ferry.text))
    assert (got["speaker"].f1, got["cast found"].f1, got["addressees"].f1) == (0, 0, 0)
    assert "speaker calibration error" not in got


def test_the_calibration_of_two_lines_of_one_bin_is_that_of_their_mean(ferry: pdnc.Novel) -> None:
    told = reading(ferry)
    even = tuple(replace(q, confidence=0.55) for q in told.quotations)
    # two of three right, all told as 0.55
    assert scores(ferry, replace(told, quotations=even))["speaker calibration error"].f1 == pytest.approx(0.35 / 3)


def test_a_reading_of_another_text_is_refused(ferry: pdnc.Novel) -> None:
    with pytest.raises(RequestError, match="Ferry"):
        scores(ferry, Story(text=ferry.text + " "))


def test_the_cast_to_give_has_names_and_pronouns_but_no_special_speaker(ferry: pdnc.Novel) -> None:
    assert [(c.id, c.name, c.pronouns) for c in ferry.cast()] == [
        ("C0", "Orla Venn", "she"),
        ("C1", "Tam", "he"),
        ("C2", "The Ferryman", "he"),
    ]
    assert ferry.cast()[0].aliases == ("Captain Orla Venn", "Orla")


def test_the_repaired_text_is_read_where_there_is_one(corpus: Path, ferry: pdnc.Novel) -> None:
    repaired = corpus / "Ferry" / "text_repaired.txt"
    repaired.write_text(ferry.text.replace("asked", "ask'd"), encoding="utf-8")
    assert pdnc.novel(corpus / "Ferry").file == repaired


def test_novels_are_chosen_by_name_and_one_may_be_given_alone(corpus: Path) -> None:
    assert [f.name for f in pdnc.folders(corpus, ["Ferry"])] == ["Ferry"]
    assert [f.name for f in pdnc.folders(corpus / "Ferry")] == ["Ferry"]
    with pytest.raises(RequestError, match="Barge") as told:
        pdnc.folders(corpus, ["Barge"])
    assert told.value.hint == "There are Ferry."
    with pytest.raises(RequestError, match="no annotated novel"):
        pdnc.folders(corpus / "nowhere")


@pytest.mark.parametrize("gold", ["{", "[]", '{"characters": []}', '{"characters": [{"id": 1}], "quotations": []}'])
def test_a_broken_annotation_is_refused(corpus: Path, gold: str) -> None:
    (corpus / "Ferry" / "gold.json").write_text(gold, encoding="utf-8")
    with pytest.raises(RequestError, match="Ferry"):
        pdnc.novel(corpus / "Ferry")


def test_an_annotation_beyond_the_text_is_refused(corpus: Path) -> None:
    (corpus / "Ferry" / "text.txt").write_text("Short.", encoding="utf-8")
    with pytest.raises(RequestError, match="outside"):
        pdnc.novel(corpus / "Ferry")


def test_every_judged_quotation_has_an_answer_and_how_sure_it_is(tmp_path: Path) -> None:
    novel = pdnc.novel(write(tmp_path / "Ferry"))
    story = Story(
        text=TEXT,
        characters=(Character(id="c1", name="Orla Venn"), Character(id="c2", name="Tam")),
        quotations=(
            Quotation(id="q1", spans=(span("Is the ferry late?"),), mode="speech", speaker="c1", confidence=0.9),
            Quotation(
                id="q2", spans=(span("It is,"), span("by an hour.")), mode="speech", speaker="c1", confidence=0.4
            ),
        ),
    )
    assert [(a.type, a.right, a.confidence) for a in pdnc.answers(novel, story)] == [
        ("explicit", True, 0.9),
        ("anaphoric", False, 0.4),
        ("implicit", False, None),
    ]

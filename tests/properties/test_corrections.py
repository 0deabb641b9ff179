"""Corrections survive edits of the text: each stays on its own words, or is told as a conflict; none is lost or moved.

A made-up book of numbered sentences, with short lines that recur; a random journal of it; random edits of the text,
after which the quotations stand where the edits left them. The edits say which characters of the new text are old
ones, so that it is known where every line went.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from fabula.corrections import Journal, apply
from fabula.corrections.anchors import anchor, sides
from fabula.corrections.desk import Desk
from fabula.corrections.journal import encode, head_of, parse
from fabula.corrections.kinds import Addressees, Correction, Mode, Speaker, Undo
from fabula.corrections.making import Maker, undo
from fabula.errors import RequestError
from fabula.spans import Span
from fabula.story import Character, Quotation, Scene, Story

sys.path.insert(0, str(Path(__file__).parents[1] / "unit" / "corrections"))
from tale import tale

CAST = tuple(Character(id=f"c{n}", name=name) for n, name in enumerate(("Ilse", "Fen", "Mora"), 1))
LINE = re.compile("“[^”]*”")


def book(lines: list[int]) -> str:
    """Paragraphs: one in three a line that recurs, the others numbered narration with a line of its own."""
    out = []
    for n, kind in enumerate(lines):
        if kind == 0:
            out.append("“Yes.”" if n % 2 else "“Who is there?”")
        else:
            out.append(
                f"On day {n} of the voyage number {kind} was called. “I have {n * kind} coins,” came the answer."
            )
    return "\n\n".join(out) + "\n"


def story_of(text: str) -> Story:
    """The story of a text in quotation marks: a scene, and a line for each pair of marks."""
    found = enumerate((Span(m.start(), m.end()) for m in LINE.finditer(text)), 1)
    return Story(
        text=text,
        characters=CAST,
        quotations=tuple(Quotation(id=f"q{n}", spans=(s,), speaker="c1", confidence=0.5) for n, s in found),
        scenes=(Scene(id="s1", start=0, end=len(text)),),
    )


stories = st.lists(st.integers(0, 5), min_size=3, max_size=14).map(lambda lines: story_of(book(lines)))


@st.composite
def edits(draw: st.DrawFn, text: str) -> tuple[str, dict[int, int]]:
    """The text after a few deletions, insertions and copies; for the old characters that stayed, where they are now."""
    old: list[int | None] = list(range(len(text)))
    new = list(text)
    for _ in range(draw(st.integers(1, 4))):
        a, b = sorted((draw(st.integers(0, len(new))), draw(st.integers(0, len(new)))))
        b = min(b, a + draw(st.sampled_from([1, 12, 150])))
        what = draw(st.sampled_from(["delete", "insert", "copy", "replace"]))
        put = {
            "delete": "",
            "insert": draw(st.sampled_from(["x", "“Yes.”\n\n", "\n\nIt rained. ", "“Who is there?” "])),
            "copy": "".join(new[a:b]),
            "replace": "y" * (b - a),
        }[what]
        to = a if what in ("insert", "copy") else b
        new[a:to], old[a:to] = list(put), [None] * len(put)
    return "".join(new), {at: n for n, at in enumerate(old) if at is not None}


KINDS = (
    "speaker speaker addressees mode merge split character rename alias pronouns begin join place presence pov undo"
).split()


def correction(draw: st.DrawFn, make: Maker, kind: str) -> Correction:
    """A correction of this kind of what there is; RequestError where there is nothing of it."""
    story = make.story
    some = st.sampled_from
    who = some([c.id for c in story.characters])
    line = some([q.id for q in story.quotations] or ["q0"])
    scene = some([s.id for s in story.scenes])
    names = some(["Ash", "Ilse Marten", "the miller"])
    places = some([None, "the mill", "the ford"])
    made: dict[str, Callable[[], Correction]] = {
        "speaker": lambda: make.speaker(draw(line), draw(who | st.none())),
        "addressees": lambda: make.addressees(draw(line), draw(st.lists(who, max_size=2, unique=True))),
        "mode": lambda: make.mode(draw(line), draw(some(["none", "thought", "speech", "writing"]))),
        "merge": lambda: make.merge(draw(who), draw(who)),
        "split": lambda: make.split(draw(who), draw(names), quotations=[draw(line)]),
        "character": lambda: make.character(draw(names)),
        "rename": lambda: make.rename(draw(who), draw(names)),
        "alias": lambda: make.alias(draw(who), draw(names), refused=draw(st.booleans())),
        "pronouns": lambda: make.pronouns(draw(who), draw(some(["she", "he", None]))),
        "begin": lambda: make.begin(f"On day {draw(st.integers(0, 13))} of the voyage"),
        "join": lambda: make.join(draw(scene)),
        "place": lambda: make.place(draw(scene), draw(places)),
        "presence": lambda: make.presence(draw(scene), draw(who), present=draw(st.booleans())),
        "pov": lambda: make.pov(draw(scene), draw(st.lists(who, max_size=2, unique=True))),
    }
    return made[kind]()


@st.composite
def journals(draw: st.DrawFn, story: Story) -> Journal:
    """A journal of corrections of every kind and undos in any order, each made of the story as it is by then."""
    journal = Journal((head_of(story),))
    for n in range(draw(st.integers(1, 8))):
        kind = draw(st.sampled_from(KINDS))
        if kind == "undo":
            ids = [e.id for e in journal.entries[1:]] or ["none"]
            journal = journal.with_entries([Undo(id=f"u{n}", undoes=draw(st.sampled_from(ids)))])
            continue
        with suppress(RequestError):
            make = Maker(apply(story, journal).story)
            journal = journal.with_entries([correction(draw, make, kind)])
    return journal


def went(story: Story, moved: dict[int, int]) -> Iterator[tuple[Quotation, int | None]]:
    """Each line with where its first character is now, None where any character of it was changed or parted."""
    for row in story.quotations:
        start, end = row.spans[0]
        now = [moved.get(n) for n in range(start, end)]
        whole = now[0] is not None and now == list(range(now[0], now[0] + end - start))
        yield row, now[0] if whole else None


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_correction_stays_with_its_own_words_or_is_a_conflict(data: st.DataObject) -> None:
    story = data.draw(stories)
    if not story.quotations:
        return
    row = data.draw(st.sampled_from(story.quotations))
    entry = Maker(story).speaker(row.id, "c3")
    text, moved = data.draw(edits(story.text))
    done = apply(story_of(text), Journal((head_of(story), entry)))
    changed = [q.spans[0].start for q in done.story.quotations if q.speaker == "c3"]
    assert len(changed) + len(done.conflicts) == 1
    own = next(at for q, at in went(story, moved) if q.id == row.id)
    if changed and own is not None and changed != [own]:  # a copy that now looks more like the old place than that does
        place = anchor(story.text, row.spans[0])
        assert sum(sides(text, place, changed[0])) > sum(sides(text, place, own))
    if changed and own is None:  # its words were touched: what was taken for it may not be another old line
        others = {at for q, at in went(story, moved) if q.id != row.id and at is not None}
        assert not others & set(changed)


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_nothing_is_lost_without_a_word(data: st.DataObject) -> None:
    story = data.draw(stories)
    journal = data.draw(journals(story))
    text, _ = data.draw(edits(story.text))
    edited = story_of(text)
    done = apply(edited, journal)
    assert done.story.text == text
    assert {c.entry.id for c in done.conflicts} <= {e.id for e in journal.effective()}
    ids = {c.id for c in done.story.characters}
    assert all(q.speaker is None or q.speaker in ids for q in done.story.quotations)
    assert all(a.end == b.start for a, b in pairwise(done.story.scenes)) and done.story.scenes[-1].end == len(text)
    gone = len(edited.quotations) - len(done.story.quotations)
    assert gone <= sum(getattr(e, "mode", None) == "none" for e in journal.effective())


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_undo_restores(data: st.DataObject) -> None:
    story = data.draw(stories)
    journal = data.draw(journals(story))
    before = apply(story, journal)
    more = data.draw(journals(story))
    longer = Journal((*journal.entries, *[e for e in more.entries if not isinstance(e, Undo)][1:]))
    while len(longer.effective()) > len(journal.effective()):
        longer = longer.with_entries([undo(longer)])
    assert apply(story, longer) == before
    while longer.effective():
        longer = longer.with_entries([undo(longer)])
    assert apply(story, longer).story == story


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_journal_comes_back_from_its_bytes_and_an_unchanged_text_has_no_misplaced_lines(data: st.DataObject) -> None:
    story = data.draw(stories)
    journal = data.draw(journals(story))
    assert parse(b"".join(map(encode, journal.entries))) == journal
    lines = [e for e in journal.effective() if isinstance(e, Speaker | Mode | Addressees)]
    done = apply(story, journal)
    people = ("called", "no character")
    missing = [c for c in done.conflicts if c.entry in lines and not any(word in c.reason for word in people)]
    removed = {e.quotation.id for e in lines if isinstance(e, Mode) and e.mode == "none"}
    assert all(isinstance(c.entry, Speaker | Mode | Addressees) and c.entry.quotation.id in removed for c in missing)


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_lines_written_one_by_one_give_the_story_of_the_whole_journal(data: st.DataObject) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder, "tale.fabula.json")
        tale().save(path)
        desk = Desk(path)
        for _ in range(data.draw(st.integers(1, 6))):
            with suppress(RequestError):
                desk.add([correction(data.draw, desk.maker, data.draw(st.sampled_from(KINDS[:-1])))])
            again = Desk(path)
            assert (desk.story, desk.corrected.conflicts) == (again.story, again.corrected.conflicts)

"""The editor in a browser: each way to mend a line, by keyboard and by mouse."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sample import sample
from serving import PATIENCE, Served, serving, speaker

from fabula.corrections import apply, journal_path, load
from fabula.story import Story

SAVED = "() => !document.querySelector('.unsaved') && document.querySelector('#edit .wrong') === null"


class Windows:
    """Windows on a story being served."""

    def __init__(self, chromium: Any) -> None:
        self.chromium = chromium
        self.contexts: list[Any] = []
        self.wrong: list[str] = []

    def open(self, served: Served, width: int = 1280, height: int = 800) -> Any:
        """A window with the page of the story, ready."""
        context = self.chromium.new_context(viewport={"width": width, "height": height})
        self.contexts.append(context)
        context.set_default_timeout(1000 * PATIENCE)
        page = context.new_page()
        page.on("pageerror", lambda error: self.wrong.append(str(error)))
        page.on("console", lambda note: self.wrong.append(note.text) if note.type == "error" else None)
        page.goto(served.address)
        page.wait_for_selector("html.ready")
        page.wait_for_function("() => !document.getElementById('edit-progress').textContent.includes(' of 0 ')")
        return page


@pytest.fixture
def windows(chromium: Any) -> Iterator[Windows]:
    """Windows; an error on the console of one of them fails the test."""
    made = Windows(chromium)
    yield made
    for context in made.contexts:
        context.close()
    assert made.wrong == []


@pytest.fixture
def window(windows: Windows, served: Served) -> Any:
    """A window on the tale."""
    return windows.open(served)


def saved(page: Any) -> None:
    """Wait until what the page shows is on the disk."""
    page.wait_for_function(SAVED)


def take(page: Any, id: str) -> None:
    """Click the words of a line, not its name in the margin."""
    spot = page.evaluate(f"document.querySelector('[data-q={id}]').getClientRects()[0].toJSON()")
    page.mouse.click(spot["left"] + 20, spot["top"] + 8)


def press(page: Any, name: str) -> None:
    """Press the digit that stands beside a name."""
    page.wait_for_selector(f"#edit [data-choice] >> text={name}")
    names = page.eval_on_selector_all("#edit [data-choice]", "all => all.map(one => one.textContent.slice(1))")
    page.keyboard.press(str(names.index(name) + 1))


def story(served: Served) -> Story:
    """The story in use, from the disk."""
    return apply(Story.load(served.path), load(journal_path(served.path))).story


def in_hand(page: Any) -> str:
    """The id of the line in hand."""
    found: str = page.evaluate("fabula.story.quotations[fabula.state.turn].id")
    return found


def test_a_doubtful_line_is_mended_with_two_keys(served: Served, window: Any) -> None:
    window.keyboard.press("d")
    window.wait_for_selector("#edit [data-choice]")
    id = in_hand(window)
    second = window.get_attribute("#edit [data-choice] >> nth=1", "data-choice")
    window.keyboard.press("2")
    window.wait_for_function("() => fabula.story.quotations[fabula.state.turn].sure === 1")
    saved(window)
    name = served.studio.desk.story.character(str(second)).name
    assert speaker(served, id) == name
    assert window.get_attribute(f"[data-q={id}]", "data-n") == name
    assert "doubtful" not in str(window.get_attribute(f"[data-q={id}]", "class"))
    window.keyboard.press("u")
    window.wait_for_function("() => fabula.story.quotations[fabula.state.turn].sure !== 1")
    assert load(journal_path(served.path)).effective() == ()


def test_the_progress_tells_how_many_lines_are_doubtful(served: Served, window: Any) -> None:
    doubtful = sum((q.confidence or 0) < 0.8 for q in story(served).quotations)
    assert window.inner_text("#edit-progress") == f"{doubtful} of 8 lines below 0.8"
    window.keyboard.press("d")
    window.wait_for_selector("#edit [data-choice]")
    window.keyboard.press("1")
    text = f"{doubtful - 1} of 8 lines below 0.8"
    window.wait_for_function("text => document.getElementById('edit-progress').textContent === text", arg=text)


def test_a_line_is_shown_mended_before_the_answer_and_as_it_was_when_none_comes(window: Any) -> None:
    before = window.evaluate("document.querySelector('[data-q=q3]').dataset.n")
    take(window, "q3")
    press(window, "Mora")
    assert window.evaluate("document.querySelector('[data-q=q3]').dataset.n") == "Mora"
    saved(window)
    window.keyboard.press("u")
    window.wait_for_function("was => document.querySelector('[data-q=q3]').dataset.n === was", arg=before)
    window.evaluate("() => { window.fetch = () => Promise.reject(new Error('gone')) }")
    press(window, "Mora")
    window.wait_for_selector("#edit .wrong")
    assert "Nothing was written" in window.inner_text("#edit .wrong")
    assert window.evaluate("document.querySelector('[data-q=q3]').dataset.n") == before
    assert window.locator(".unsaved").count() == 0


def test_lines_around_follow_on_the_page(served: Served, window: Any) -> None:
    served.studio.start()
    served.settle()
    take(window, "q4")
    was = {q.id: (q.speaker, q.confidence) for q in served.studio.desk.story.quotations}
    press(window, "Ilse")
    saved(window)
    served.settle()
    now = {q.id: (q.speaker, q.confidence) for q in served.studio.desk.story.quotations}
    moved = [id for id in was if was[id] != now[id] and id != "q4"]
    assert moved
    for id in moved:
        row = "id => { const row = fabula.story.quotations.find(one => one.id === id); return row.sure }"
        window.wait_for_function(f"([id, sure]) => ({row})(id) === sure", arg=[id, now[id][1]])


def test_several_lines_are_picked_and_given_to_one(served: Served, window: Any) -> None:
    for id in ("q3", "q5"):
        window.click(f"[data-q={id}]", modifiers=["Shift"])
    press(window, "Mora")
    window.wait_for_function("() => document.querySelectorAll('.picked').length === 0")
    saved(window)
    assert (speaker(served, "q3"), speaker(served, "q5")) == ("Mora", "Mora")
    assert speaker(served, "q4") != "Mora"


def test_all_lines_of_a_selection_are_given_to_one(served: Served, window: Any) -> None:
    window.keyboard.press("j")
    first, last = (window.locator(f"[data-q={id}]").bounding_box() for id in ("q3", "q5"))
    window.mouse.move(first["x"] + 2, first["y"] + first["height"] / 2)
    window.mouse.down()
    window.mouse.move(last["x"] + last["width"] - 2, last["y"] + last["height"] / 2, steps=5)
    window.mouse.up()
    press(window, "Mora")
    saved(window)
    assert [speaker(served, f"q{n}") for n in (3, 4, 5)] == ["Mora"] * 3
    assert speaker(served, "q2") == "Fen"


def test_one_name_is_dragged_on_another(served: Served, window: Any) -> None:
    window.drag_and_drop("#cast-list li[data-c=c3] .who", "#cast-list li[data-c=c1] .who")
    with window.expect_navigation():
        window.click("dialog.ask button[value=yes]")
    window.wait_for_selector("html.ready")
    assert window.locator("#cast-list li[data-c=c3]").count() == 0
    assert [c.name for c in story(served).characters].count("Mora") == 0


def test_two_who_are_one_by_the_keyboard(served: Served, window: Any) -> None:
    window.keyboard.press("m")
    window.select_option("dialog.ask select >> nth=0", "c3")
    window.select_option("dialog.ask select >> nth=1", "c1")
    with window.expect_navigation():
        window.click("dialog.ask button[value=yes]")
    assert "Mora" in next(c.aliases for c in story(served).characters if c.id == "c1")


def test_another_name(served: Served, window: Any) -> None:
    window.keyboard.press("r")
    window.select_option("dialog.ask select", "c2")
    window.keyboard.press("Tab")
    window.keyboard.type("Fen of the <b>mill</b>")
    with window.expect_navigation():
        window.keyboard.press("Enter")
    window.wait_for_selector("html.ready")
    assert "Fen of the <b>mill</b>" in window.inner_text("#cast-list")


def test_nobody_and_somebody_new(served: Served, window: Any) -> None:
    take(window, "q4")
    window.keyboard.press("0")
    saved(window)
    assert speaker(served, "q4") is None
    window.keyboard.press("n")
    window.keyboard.type("the miller")
    with window.expect_navigation():
        window.keyboard.press("Enter")
    window.wait_for_selector("html.ready")
    assert speaker(served, "q4") == "the miller"
    assert window.evaluate("document.querySelector('[data-q=q4]').dataset.n") == "the miller"


def test_a_thought_and_no_quotation(served: Served, window: Any) -> None:
    take(window, "q4")
    window.keyboard.press("t")
    saved(window)
    assert [q.mode for q in story(served).quotations if q.id == "q4"] == ["thought"]
    window.keyboard.press("x")
    window.wait_for_function("() => document.querySelector('[data-q=q4]').classList.contains('gone')")
    saved(window)
    assert "q4" not in [q.id for q in story(served).quotations]
    window.keyboard.press("u")
    window.wait_for_function("() => !document.querySelector('[data-q=q4]').classList.contains('gone')")


def test_the_queue_shows_the_least_sure_lines_with_the_words_around(served: Served, window: Any) -> None:
    rows = [q for q in story(served).quotations if (q.confidence or 0) < 0.8]
    least = min(rows, key=lambda q: q.confidence or 0)
    window.keyboard.press("q")
    listed = window.eval_on_selector_all("#queue li", "all => all.map(one => one.textContent)")
    assert len(listed) == len(rows)
    words = served.studio.desk.story.text
    behind = words[least.spans[-1].end : least.spans[-1].end + 30].split()[0]
    assert story(served).words(least) in listed[0] and behind in listed[0]
    window.click("#queue li button >> nth=0")
    assert in_hand(window) == least.id
    window.wait_for_selector("#edit [data-choice]")
    window.keyboard.press("1")
    window.wait_for_function("n => document.querySelectorAll('#queue li').length === n", arg=len(rows) - 1)


def test_with_the_queue_open_the_least_sure_line_is_next_and_stands_above_it(served: Served, windows: Windows) -> None:
    window = windows.open(served, 1280, 560)
    rows = sorted((q for q in story(served).quotations if (q.confidence or 0) < 0.8), key=lambda q: q.confidence or 0)
    window.keyboard.press("q")
    found = []
    for _ in rows[:3]:
        window.keyboard.press("d")
        found.append(in_hand(window))
    assert found == [q.id for q in rows[:3]]
    window.keyboard.press("D")
    assert in_hand(window) == rows[1].id
    window.wait_for_selector("#edit [data-choice]")
    window.keyboard.press("2")
    saved(window)
    window.keyboard.press("d")  # what was mended has left the queue
    assert in_hand(window) == rows[0].id
    window.wait_for_function(
        """id => document.querySelector(`[data-q=${id}]`).getBoundingClientRect().bottom
        <= document.getElementById('queue').getBoundingClientRect().top""",
        arg=rows[0].id,
    )


def test_to_whom_a_line_is_said(served: Served, window: Any) -> None:
    take(window, "q8")
    window.wait_for_selector("#edit [data-choice]")
    window.keyboard.press("a")
    for box in window.locator("dialog.ask input[type=checkbox]").all():
        box.set_checked(box.get_attribute("value") == "c3")
    window.click("dialog.ask button[value=yes]")
    window.wait_for_function("() => fabula.story.quotations[fabula.state.turn].to.length === 1")
    saved(window)
    row = next(q for q in story(served).quotations if q.id == "q8")
    assert row.addressees == ("c3",) and "c3" in row.heard_by
    assert "Mora" in window.inner_text("#tell")


def test_two_windows_at_once_lose_nothing_and_show_each_others_lines(served: Served, windows: Windows) -> None:
    one, two = windows.open(served), windows.open(served)
    for page, id in ((one, "q2"), (two, "q3"), (one, "q4"), (two, "q5")):
        take(page, id)
        press(page, "Mora")
    for page in (one, two):
        saved(page)
        for id in ("q2", "q3", "q4", "q5"):
            page.wait_for_function(f"() => document.querySelector('[data-q={id}]').dataset.n === 'Mora'")
    assert [speaker(served, f"q{n}") for n in (2, 3, 4, 5)] == ["Mora"] * 4


def test_on_a_phone_nothing_lies_on_anything_that_can_be_pressed(served: Served, windows: Windows) -> None:
    page = windows.open(served, 390, 844)
    page.keyboard.press("d")
    page.wait_for_selector("#edit [data-choice]")
    page.click("#tabs [data-sheet=cast]")
    page.click("#cast-list li[data-c=c1] .who")
    page.click("#tabs [data-sheet=cast]")
    assert page.evaluate("document.getElementById('edit').offsetHeight < innerHeight / 4")
    page.click("#edit [data-choice] >> nth=0")
    saved(page)
    assert len(story(served).quotations) == 8 and load(journal_path(served.path)).effective() != ()


def test_what_a_command_writes_appears(served: Served, window: Any) -> None:
    from fabula.corrections.desk import Desk

    other = Desk(served.path)
    other.add([other.maker.speaker("q1", "Mora")])
    window.wait_for_function("() => document.querySelector('[data-q=q1]').dataset.n === 'Mora'")


def test_hostile_names_are_words_in_the_editor(tmp_path: Path, windows: Windows) -> None:
    names = ("<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "line\nbreak", "../../x")
    one = sample()
    people = tuple(replace(c, name=name, aliases=(name,)) for c, name in zip(one.characters, names, strict=True))
    path = tmp_path / "tale.fabula.json"
    replace(one, characters=people).save(path)
    for served in serving(path):
        page = windows.open(served)
        page.on("dialog", lambda dialog: (windows.wrong.append("a dialog"), dialog.dismiss()))
        take(page, "q2")
        page.wait_for_selector("#edit [data-choice]")
        assert "<script>alert(1)</script>" in page.inner_text("#edit")
        page.keyboard.press("q")
        page.keyboard.press("m")
        assert page.locator("#edit img, #queue img, dialog img, #cast img").count() == 0
        page.keyboard.press("Escape")

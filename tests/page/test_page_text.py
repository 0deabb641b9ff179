"""The page in a browser: the text, its margin, who says what, and the keyboard."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sample import TEXT, at, novel, sample

from fabula.spans import Span
from fabula.story import Character, Mention, Quotation, Story


def turn(page: Any) -> str | None:
    """The id of the turn in hand."""
    return page.evaluate("fabula.state.turn === null ? null : fabula.story.quotations[fabula.state.turn].id")


def test_the_words_on_the_page_are_the_authors(open_page: Any) -> None:
    page = open_page(sample())
    shown = page.eval_on_selector_all("#text [data-s]", "nodes => nodes.map(node => node.textContent)")
    assert shown == [line for line in TEXT.split("\n\n") if line]


def test_selected_text_is_copied_without_the_names_of_the_margin(open_page: Any) -> None:
    page = open_page(sample())
    copied = page.evaluate(
        """() => { getSelection().selectAllChildren(document.querySelector('#text section'));
        return String(getSelection()) }"""
    )
    assert [line for line in copied.split("\n") if line] == [line for line in TEXT.split("\n\n") if line]


def test_offsets_lead_to_the_same_words_as_in_the_story(open_page: Any) -> None:
    story = sample()
    page = open_page(story)
    assert page.evaluate("fabula.mentions.map(row => fabula.book.words(row.start, row.end))") == [
        TEXT[row.start : row.end] for row in story.mentions
    ]


def test_a_turn_has_its_speakers_name_in_the_margin_and_a_rule(open_page: Any) -> None:
    page = open_page(sample())
    look = page.evaluate(
        """() => { const node = document.querySelector('[data-q=q1]');
        const block = node.closest('p').getBoundingClientRect();
        const name = getComputedStyle(node, '::before'), rule = getComputedStyle(node, '::after');
        return [name.content, parseFloat(name.right) > block.width, rule.backgroundImage.includes('gradient'),
                parseFloat(rule.height) > 10] }"""
    )
    assert look == ['"Ines"', True, True, True]


def test_hovering_tells_who_to_whom_and_who_overhears(open_page: Any) -> None:
    page = open_page(sample())
    page.hover("[data-q=q3]")
    told = page.inner_text("#tell")
    assert "to Bram" in told and "overheard by Odo" in told and "whispered" in told and "sure: 90 in 100" in told
    assert page.get_attribute("[data-q=q3]", "data-n") == "Ines"


def test_who_hears_openly_is_told_apart_from_who_overhears(open_page: Any) -> None:
    page = open_page(sample())
    page.hover("[data-q=q6]")
    assert "heard by Odo" in page.inner_text("#tell") and "overheard" not in page.inner_text("#tell")


def test_pointing_at_another_line_shows_it_and_gives_back_the_one_in_hand(open_page: Any) -> None:
    page = open_page(sample())
    page.keyboard.press("j")
    assert "called" in page.inner_text("#tell")
    page.hover("[data-q=q3]")
    assert "whispered" in page.inner_text("#tell")
    page.mouse.move(5, 880)
    assert "called" in page.inner_text("#tell")
    page.keyboard.press("Escape")
    assert page.is_hidden("#tell")


def test_a_paragraph_as_long_as_a_chapter_opens(open_page: Any) -> None:
    text = "“So,” said Al. " * 4000
    turns = tuple(Quotation(id=f"q{n}", spans=(Span(n * 15, n * 15 + 5),), speaker="a") for n in range(0, 4000, 10))
    page = open_page(Story(text=text, characters=(Character(id="a", name="Al"),), quotations=turns))
    page.keyboard.press("j")
    assert turn(page) == "q0"


def test_a_page_opens_at_the_first_words_of_its_story(open_page: Any) -> None:
    story = sample()
    page = open_page(
        replace(story, scenes=(replace(story.scenes[0], start=story.scenes[0].start + 3), *story.scenes[1:]))
    )
    assert page.evaluate("fabula.state.cursor") == story.scenes[0].start + 3
    assert "Scene 1 of 3" in page.inner_text("#here")
    page.keyboard.press("j")
    assert turn(page) == "q1"


def test_a_line_of_55_to_75_characters_on_a_desktop(open_page: Any) -> None:
    page = open_page(novel(400, 3, 1, 4))
    lines = page.evaluate(
        """() => { const node = document.querySelector('#text p'); const range = document.createRange();
        range.selectNodeContents(node);
        const tops = new Set([...range.getClientRects()].map(box => Math.round(box.bottom / 12)));
        return [node.textContent.length, tops.size] }"""
    )
    assert 55 <= lines[0] / lines[1] <= 75


def test_j_and_k_go_from_turn_to_turn(open_page: Any) -> None:
    page = open_page(sample())
    seen = []
    for key in "jjjjk":
        page.keyboard.press(key)
        seen.append(turn(page))
    assert seen == ["q1", "q2", "q3", "q4", "q3"]
    assert page.evaluate("document.activeElement.dataset.q") == "q3"
    assert "overheard by Odo" in page.inner_text("#tell")


def test_d_goes_to_the_doubtful_line(open_page: Any) -> None:
    page = open_page(sample())
    assert page.inner_text("#doubtful-button") == "doubtful 1"
    page.keyboard.press("d")
    assert turn(page) == "q6"
    assert "doubtful: 41 in 100" in page.inner_text("#tell")
    assert "dotted" in page.evaluate("getComputedStyle(document.querySelector('[data-q=q6]')).textDecorationStyle")


def test_the_question_mark_opens_the_keys_and_escape_closes_them(open_page: Any) -> None:
    page = open_page(sample())
    page.keyboard.press("?")
    assert page.is_visible("#help") and "next doubtful line" in page.inner_text("#help")
    page.keyboard.press("Escape")
    assert not page.is_visible("#help")


def test_find_counts_and_goes_there(open_page: Any) -> None:
    page = open_page(sample())
    page.keyboard.press("/")
    page.keyboard.type("the boat")
    assert page.inner_text("#find-count") == "2 found"
    page.keyboard.press("Enter")
    assert page.inner_text("#find-count") == "1 of 2"
    page.keyboard.press("Escape")
    assert page.is_hidden("#find")


def test_found_words_stand_where_they_were_found(open_page: Any) -> None:
    page = open_page(Story(text="İİİ “Straße” 🛶 and it’s here."))
    page.keyboard.press("/")
    page.keyboard.type("it's here")
    assert page.evaluate("[...CSS.highlights.get('found')].map(String)") == ["it’s here"]


def test_a_chosen_turn_is_announced_to_whoever_builds_on_the_page(open_page: Any) -> None:
    page = open_page(sample())
    page.evaluate("document.addEventListener('fabula:select', event => { window.last = event.detail })")
    spot = page.evaluate("document.querySelector('[data-q=q2]').getClientRects()[0].toJSON()")
    page.mouse.click(spot["left"] + 20, spot["top"] + 8)
    assert page.evaluate("window.last") == {"kind": "quotation", "id": "q2"}


def test_hostile_words_and_names_stay_words(open_page: Any) -> None:
    text = "</script><script>alert(1)</script> said <img src=x onerror=alert(2)> & “<!--\u2028]]>” so\r it goes\x00."
    name = "</script><img src=http://example.org/ onerror=alert(3)>\"'`${alert(4)}"
    span = Span(text.index("“"), text.index("”") + 1)
    story = Story(
        text=text,
        title=name,
        author=name,
        characters=(Character(id='"><script>alert(5)</script>', name=name, aliases=("<b>x</b>",), kind=name),),
        quotations=(
            Quotation(
                id='q"><i>', spans=(span,), speaker='"><script>alert(5)</script>', manner="<i>said", confidence=0.5
            ),
        ),
        mentions=(Mention(start=0, end=9, entity='"><script>alert(5)</script>', form="PROP", type="PER"),),
        warnings=("<script>alert(6)</script>",),
    )
    page = open_page(story)
    assert page.evaluate("document.querySelector('#text [data-s]').textContent") == text.replace("\x00", "\ufffd")
    assert page.evaluate("document.querySelectorAll('img, b, main script').length") == 0
    assert page.inner_text(".who .full") == name
    page.keyboard.press("j")
    assert name in page.text_content("#tell")


def test_right_to_left_text_has_its_margin_on_the_other_side(open_page: Any) -> None:
    text = "הוא אמר “שלום לך” והלך."
    span = Span(text.index("“"), text.index("”") + 1)
    story = Story(
        text=text,
        characters=(Character(id="c", name="דן"),),
        quotations=(Quotation(id="q", spans=(span,), speaker="c"),),
    )
    page = open_page(story)
    assert page.evaluate("getComputedStyle(document.querySelector('#text p')).direction") == "rtl"
    box = page.evaluate(
        """() => { const style = getComputedStyle(document.querySelector('.q'), '::after');
        return [parseFloat(style.right) < 0, style.width] }"""
    )
    assert box == [True, "5px"]


def test_a_story_with_nothing_but_text_is_a_page(open_page: Any) -> None:
    page = open_page(Story(text="One line.\n\nAnother."))
    assert page.is_hidden("#chart") and page.is_hidden("#scenes")
    assert page.inner_text("#here") == ""


def test_an_empty_story_is_a_page(open_page: Any) -> None:
    page = open_page(Story(text=""))
    for key in "jsd.1":
        page.keyboard.press(key)
    assert page.inner_text("#text h1") == "A story"


def test_marks_that_cross_are_nested_and_lose_no_words(open_page: Any) -> None:
    story = replace(
        sample(), quotations=sample().quotations + (Quotation(id="x", spans=(at("said Bram. “And"),), speaker="c1"),)
    )
    page = open_page(story)
    shown = page.eval_on_selector_all("#text [data-s]", "nodes => nodes.map(node => node.textContent)")
    assert "“Only the mice,” said Bram. “And I.”" in shown

"""The page in a browser: cast, storyline, scenes, what is known here, and the reading limit."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sample import at, novel, sample

from fabula.story import Feeling


def names(page: Any) -> list[str]:
    return page.eval_on_selector_all("#cast-list .full", "nodes => nodes.map(node => node.textContent)")


def scroll_to(page: Any, words: str) -> None:
    page.evaluate(f"fabula.book.jump({at(words).start})")
    settled(page)


def settled(page: Any) -> None:
    """Wait until the page has come to rest where it was sent, and takes the next scroll for a reader's again."""
    page.evaluate(
        "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 450))))"
    )


def in_scene(page: Any, number: str) -> None:
    """Wait until the reader is in a scene."""
    page.wait_for_function(f"() => document.querySelector('#chart .scene.current')?.dataset.scene === '{number}'")


def test_the_cast_counts_lines_words_and_share(open_page: Any) -> None:
    page = open_page(sample())
    assert names(page) == ["Odo", "Ines", "Bram", "the shouter on the bank"]
    assert page.inner_text("[data-c=c1] .facts") == "human, she · 2 lines, 11 words"
    assert page.inner_text("[data-c=c1] .percent") == "46 %"


def test_choosing_a_speaker_lights_up_mentions_and_keeps_the_page_about_them(open_page: Any) -> None:
    page = open_page(sample())
    page.click("[data-c=c3] .who")
    lit = page.evaluate("[...CSS.highlights.get('first-h0')].map(String)")
    assert lit == [
        "Odo",
        "Odo",
        "Odo",
        "Odo",
        "The Ferryman",
        "Odo",
    ]
    assert page.eval_on_selector_all(".q.theirs", "nodes => nodes.map(node => node.dataset.q)") == ["q4", "q5", "q7"]
    about = page.inner_text("[data-c=c3]")
    assert "also The Ferryman" in about and "in a scene with Ines (2), Bram (2)" in about
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.dataset.q") == "q4"
    page.click("[data-c=c3] .who")
    assert page.evaluate("CSS.highlights.size") == 0


def test_numbers_choose_and_a_third_takes_the_place_of_the_first(open_page: Any) -> None:
    page = open_page(sample())
    for key in "123":
        page.keyboard.press(key)
    pressed = page.eval_on_selector_all(".who[aria-pressed=true] .full", "nodes => nodes.map(node => node.textContent)")
    assert pressed == ["Ines", "Bram"]
    page.keyboard.press("Escape")
    assert page.evaluate("fabula.state.chosen") == []


def test_clicking_a_name_in_the_margin_chooses_its_bearer(open_page: Any) -> None:
    page = open_page(sample())
    box = page.locator("[data-q=q1]").evaluate("node => node.closest('p').getBoundingClientRect().toJSON()")
    page.mouse.click(box["left"] - 30, box["top"] + 14)
    assert page.evaluate("fabula.state.chosen.map(who => fabula.story.characters[who].name)") == ["Ines"]


def test_the_storyline_has_a_line_each_with_hidden_and_thin_parts_and_an_ear(open_page: Any) -> None:
    page = open_page(sample())
    odo = page.evaluate("fabula.story.characters.findIndex(one => one.name === 'Odo')")
    assert page.locator("#chart .line").count() == 4
    assert page.locator(f'#chart .line[data-c="{odo}"] .hidden').count() == 1
    assert page.locator("#chart .ear title").all_text_contents() == ["Odo overhears"]
    ines = page.evaluate("fabula.story.characters.findIndex(one => one.name === 'Ines')")
    assert page.locator(f'#chart .line[data-c="{ines}"] .thin').count() == 1


def test_a_scene_in_the_chart_leads_to_its_text_and_the_cursor_follows(open_page: Any) -> None:
    page = open_page(novel(6000, 8, 12, 150))
    before = page.evaluate("[scrollY, document.querySelector('#chart .cursor').getAttribute('transform')]")
    page.click('#chart [data-scene="7"] .place')
    in_scene(page, "7")
    settled(page)
    after = page.evaluate("[scrollY, document.querySelector('#chart .cursor').getAttribute('transform')]")
    assert after[0] > before[0] + 500 and after[1] != before[1]
    top, edge, height = page.evaluate(
        """(start => [fabula.book.blockAt(start).node.getBoundingClientRect().top,
        document.getElementById('top').getBoundingClientRect().bottom, innerHeight])(fabula.story.scenes[7].start)"""
    )
    assert edge <= top < height / 2
    assert page.get_attribute("#chart .scene.current", "data-scene") == "7"


def test_scrolling_the_text_moves_the_cursor_in_the_chart(open_page: Any) -> None:
    page = open_page(novel(6000, 8, 12, 150))
    page.mouse.move(700, 600)
    for _ in range(6):
        page.mouse.wheel(0, 1200)
        page.wait_for_timeout(60)
    page.wait_for_function("() => +document.querySelector('#chart .scene.current').dataset.scene > 2")


def test_a_tick_in_the_chart_leads_to_its_turn(open_page: Any) -> None:
    page = open_page(sample())
    spot = page.evaluate(
        """() => { const path = document.querySelector('#chart .tick.h2, #chart .tick').getBoundingClientRect();
        return [path.left, path.top + path.height / 2] }"""
    )
    page.mouse.click(spot[0] + 1, spot[1])
    assert page.evaluate("fabula.state.turn !== null")


def test_s_goes_to_the_next_scene_and_here_tells_of_it(open_page: Any) -> None:
    page = open_page(sample(), height=500)
    scroll_to(page, "Is anyone awake")
    page.keyboard.press("s")
    in_scene(page, "1")
    settled(page)
    assert "Scene 2 of 3" in page.inner_text("#here") and "told as past" in page.inner_text("#here")
    page.keyboard.press("Shift+S")
    in_scene(page, "0")
    settled(page)
    assert "the mill" in page.inner_text("#here")


def test_here_tells_what_each_feels_knows_and_wrongly_believes(open_page: Any) -> None:
    page = open_page(sample(), height=500)
    scroll_to(page, "She sold it")
    here = page.inner_text("#here")
    assert "through the eyes of Odo" in here and "unseen by Ines and Bram" in here
    assert "feels fear “held his breath”" in here
    assert "wrongly believes “Only the mice”" in here
    assert "overhears" not in here  # he learns it only with the words after the cursor
    scroll_to(page, "* * *")
    assert "nobody is named here yet" in page.inner_text("#here")


def test_as_it_happened_moves_the_flashback_to_the_front(open_page: Any) -> None:
    page = open_page(sample())
    order = "nodes => nodes.map(node => node.dataset.scene)"
    assert page.eval_on_selector_all("#chart .scene", order) == ["0", "1", "2"]
    page.click("#axis-button")
    assert page.eval_on_selector_all("#chart .scene", order) == ["1", "0", "2"]


def test_the_table_says_what_the_chart_shows(open_page: Any) -> None:
    page = open_page(sample())
    page.click("#scenes summary")
    rows = page.locator("#scene-rows tr").all_inner_texts()
    assert len(rows) == 3
    assert "the mill, Salt at night" in rows[0] and "Odo (unseen)" in rows[0]
    assert "earlier, Ten years before" in rows[1]


def test_the_limit_hides_what_comes_later_and_is_kept(open_page: Any) -> None:
    page = open_page(sample(), height=500)
    scroll_to(page, "Behind the sacks")
    page.keyboard.press(".")
    assert names(page) == ["Odo", "Ines", "Bram"]
    assert page.inner_text("[data-c=c1] .facts") == "she · 1 line, 3 words"
    assert page.locator("#chart .hatched").count() == 3
    assert page.locator("#scene-rows tr").count() == 1
    assert page.evaluate("getComputedStyle(document.querySelector('[data-q=q3]'), '::before').content") == "none"
    page.keyboard.press("1")
    assert "Ferryman" not in page.inner_text("#cast")
    page.reload()
    page.wait_for_selector("html.ready")
    assert names(page) == ["Odo", "Ines", "Bram"]
    page.keyboard.press(".")
    assert len(names(page)) == 4


def test_under_a_limit_no_line_is_told_and_no_later_belief_judged(open_page: Any) -> None:
    page = open_page(sample(), height=500)
    scroll_to(page, "Behind the sacks")
    page.keyboard.press(".")
    assert "wrongly" not in page.inner_text("#here")
    for key in "kjjj":
        page.keyboard.press(key)
    assert page.evaluate("document.activeElement.dataset.q") == "q2"


def test_on_a_phone_the_cast_comes_as_a_sheet(open_page: Any) -> None:
    page = open_page(sample(), width=390, height=844)
    assert page.is_hidden("#cast")
    page.click("#tabs [data-sheet=cast]")
    assert page.is_visible("#cast-list")
    page.keyboard.press("Escape")
    assert page.is_hidden("#cast")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_theme_is_chosen_and_kept(open_page: Any) -> None:
    page = open_page(sample())
    paper = "getComputedStyle(document.documentElement).backgroundColor"
    light = page.evaluate(paper)
    page.click("#theme-button")
    dark = page.evaluate(paper)
    page.reload()
    page.wait_for_selector("html.ready")
    assert light != dark and page.evaluate(paper) == dark


def test_a_chosen_character_has_an_arc_of_feelings(open_page: Any) -> None:
    span = at("Odo held his breath")
    feelings = tuple(
        Feeling(character="c3", emotion=one, start=span.start, end=span.end) for one in ("fear", "anger", "joy")
    )
    page = open_page(replace(sample(), feelings=feelings))
    page.keyboard.press("1")
    assert page.get_attribute(".arc", "aria-label") == "Feelings in order: fear, anger, joy"


def test_of_many_feelings_the_arc_shows_the_mean_of_each_stretch(open_page: Any) -> None:
    story = novel(2000, 3, 2, 40)
    starts = range(0, len(story.text) - 9, len(story.text) // 200)
    feelings = tuple(
        Feeling(character="c1", emotion="joy" if n < 100 else "fear", start=start, end=start + 8)
        for n, start in enumerate(starts)
    )
    page = open_page(replace(story, feelings=feelings))
    page.click("#cast-list li[data-c=c1] .who")
    heights = page.eval_on_selector_all(
        ".arc .feeling", "nodes => nodes.map(node => +node.getAttribute('d').match(/ ([\\d.]+)h/)[1])"
    )
    assert 20 < len(heights) <= 32
    assert set(heights[:12]) == {4.0} and set(heights[-12:]) == {22.0}  # joy stands above the line, fear below it


def test_no_name_in_the_storyline_is_cut(open_page: Any) -> None:
    people = sample().characters
    wide = replace(people[0], name="WWWWWWW MWMWMWM", aliases=("WWWWWWW MWMWMWM",))
    page = open_page(replace(sample(), characters=(wide, *people[1:])))
    inside = "nodes => nodes.map(node => node.getBBox().x >= 0)"
    assert page.eval_on_selector_all("#chart .label", inside) == [True] * page.locator("#chart .label").count()
    assert page.locator("#chart .label >> text=WWW").count() == 1


def test_arrows_go_along_the_scenes_and_enter_leads_to_the_text(open_page: Any) -> None:
    page = open_page(novel(6000, 8, 12, 150))
    page.focus('#chart [data-scene="0"]')
    for key in ("ArrowRight", "ArrowRight", "Enter"):
        page.keyboard.press(key)
    page.wait_for_timeout(150)
    assert page.evaluate("fabula.sceneAt(fabula.state.cursor)") == 2
    assert page.evaluate("scrollY") > 500


def test_without_storage_the_limit_holds_while_the_page_is_open(open_page: Any) -> None:
    refuse = "Object.defineProperty(window, 'localStorage', { get() { throw new Error('refused') } })"
    page = open_page(sample(), height=500, before=refuse)
    scroll_to(page, "Behind the sacks")
    page.keyboard.press(".")
    assert names(page) == ["Odo", "Ines", "Bram"]


def test_a_limit_kept_for_another_text_does_not_count(open_page: Any) -> None:
    page = open_page(sample(), before="localStorage.setItem('fabula:limit:of-another', '40')")
    assert len(names(page)) == 4


def test_printed_the_cast_comes_first_and_the_storyline_is_left_out(open_page: Any) -> None:
    page = open_page(sample(), width=760, height=1000)
    page.emulate_media(media="print")
    assert page.is_hidden("#chart") and page.is_hidden("#here") and page.is_visible("#cast-list")
    tops = page.evaluate("['cast', 'text'].map(id => document.getElementById(id).getBoundingClientRect().top)")
    assert tops[0] < tops[1]
    margin = page.evaluate("getComputedStyle(document.querySelector('[data-q=q1]'), '::before').content")
    assert margin == '"Ines"'


def test_printed_the_whole_cast_is_there(open_page: Any) -> None:
    page = open_page(novel(3000, 40, 4, 150))
    people = page.evaluate("fabula.story.characters.length")
    assert people > page.locator("#cast-list li").count()
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.locator("#cast-list li").count() == people
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert page.locator("#cast-list li").count() < people


def test_a_long_name_breaks_over_lines_and_answers_to_the_keyboard(open_page: Any) -> None:
    story = sample()
    long = "Ines Featherstonehaugh-Cholmondeley of the Lower Mill beyond the Water"
    people = tuple(replace(one, name=long) if one.name == "Ines" else one for one in story.characters)
    page = open_page(replace(story, characters=people))
    name = page.locator("#here li .name").first
    assert name.evaluate("node => node.textContent") == long
    assert name.evaluate("node => node.getClientRects().length > 1 && getComputedStyle(node).display === 'inline'")
    name.focus()
    page.keyboard.press("Enter")
    assert page.evaluate("fabula.state.chosen.map(who => fabula.story.characters[who].name)") == [long]


def test_on_a_phone_the_margin_has_initials(open_page: Any) -> None:
    page = open_page(sample(), width=390, height=844)
    assert page.evaluate("getComputedStyle(document.querySelector('[data-q=q6]'), '::before').content") == '"S"'
    page.click("[data-q=q6]")
    assert "the shouter on the bank to Bram" in page.inner_text("#tell")

"""The network on the page: who speaks to whom, who is with whom, and no more than has been read."""

from __future__ import annotations

from typing import Any

from sample import sample


def ties(page: Any) -> list[str]:
    """What each arc says, the weakest first; the network is drawn a moment after it was opened."""
    page.wait_for_selector("#network .tie", state="attached")
    found: list[str] = page.eval_on_selector_all("#network .tie title", "all => all.map(one => one.textContent)")
    return found


def test_who_speaks_to_whom_and_who_is_with_whom(open_page: Any) -> None:
    page = open_page(sample())
    page.click("#network summary")
    assert sorted(ties(page)) == ["Bram to the shouter on the bank: 0; back: 1", "Ines to Bram: 1; back: 1"]
    page.click("#network button[value=presence]")
    assert "Ines with Bram: 2 scenes" in ties(page)
    assert "Ines with Bram: 2 scenes" in page.get_attribute("#network svg", "aria-label")


def test_a_name_or_an_arc_chooses(open_page: Any) -> None:
    page = open_page(sample())
    page.click("#network summary")
    page.click("#network text[data-c=c2]")
    assert page.evaluate("fabula.state.chosen.map(who => fabula.story.characters[who].name)") == ["Bram"]


def test_the_network_ends_where_the_reader_has_read_to(open_page: Any) -> None:
    page = open_page(sample())
    page.click("#network summary")
    page.evaluate("fabula.setLimit(fabula.story.quotations[1].start)")
    assert ties(page) == ["Ines to Bram: 0; back: 1"]

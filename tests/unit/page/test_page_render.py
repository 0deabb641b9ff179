"""The whole document: what it may run and load, and what it is called."""

from __future__ import annotations

import base64
import hashlib
import re

import pytest

from fabula.page import render
from fabula.story import Source, Story


def digest(text: str) -> str:
    """As a content security policy names a script or a style."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def test_only_its_own_script_and_style_may_run_and_nothing_may_be_loaded() -> None:
    page = render(Story(text="One line."))
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)
    script = re.search(r"<script>(.*?)</script>", page, re.DOTALL)
    style = re.search(r"<style>(.*?)</style>", page, re.DOTALL)
    assert policy and script and style
    words = policy[1].replace("&#39;", "'")
    assert words.startswith("default-src 'none'")
    assert f"script-src '{digest(script[1])}'" in words and f"style-src '{digest(style[1])}'" in words
    assert "unsafe" not in words


def test_no_address_of_the_network_is_in_it() -> None:
    page = render(Story(text="One line."))
    assert set(re.findall(r"https?://[\w./]+", page)) == {"http://www.w3.org/2000/svg"}
    assert set(re.findall(r'(?:src|href)="([^"]*)"', page)) == {"data:,", "#text"}


@pytest.mark.parametrize(
    ("story", "title"),
    [
        (Story(text="x", title="The Mill"), "The Mill"),
        (Story(text="x", source=Source(name="books/mill.txt")), "mill"),
        (Story(text="x"), "A story"),
        (Story(text="x", title="A <b> & c"), "A &lt;b&gt; &amp; c"),
    ],
)
def test_the_title_is_the_storys_or_the_files(story: Story, title: str) -> None:
    assert f"<title>{title}</title>" in render(story)


def test_a_title_that_opens_the_text_is_shown_once() -> None:
    assert '<h1 class="unseen">' in render(Story(text="THE MILL\n\nIt ground.", title="The Mill"))
    assert "<h1>" in render(Story(text="It ground.", title="The Mill"))


def test_lone_surrogates_and_nul_do_not_stop_it() -> None:
    story = Story(text="a\ud800b\x00c", title="\udfff", author="\ud800")
    assert "a\ufffdb\ufffdc" in render(story)
    render(story).encode()


def test_the_same_story_gives_the_same_page() -> None:
    assert render(Story(text="One.\n\nTwo.")) == render(Story(text="One.\n\nTwo."))

"""The page's colours: names can be read and lines be seen in both themes."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest

CSS = files("fabula.page").joinpath("assets", "page.css").read_text(encoding="utf-8")
COLOURS = {
    name: (light, dark)
    for name, light, dark in re.findall(r"--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)", CSS)
}


def luminance(colour: str) -> float:
    """Relative luminance after WCAG 2.2."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """The contrast ratio after WCAG 2.2, from 1 to 21."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", [0, 1])
@pytest.mark.parametrize("name", ["ink", "soft", "name-x", *(f"name-{hue}" for hue in range(8))])
@pytest.mark.parametrize("ground", ["paper", "wash"])
def test_words_have_the_contrast_of_level_aa(name: str, ground: str, theme: int) -> None:
    assert contrast(COLOURS[name][theme], COLOURS[ground][theme]) >= 4.5


@pytest.mark.parametrize("theme", [0, 1])
@pytest.mark.parametrize("name", ["hue-x", *(f"hue-{hue}" for hue in range(8))])
@pytest.mark.parametrize("ground", ["paper", "wash"])
def test_lines_have_the_contrast_of_level_aa(name: str, ground: str, theme: int) -> None:
    assert contrast(COLOURS[name][theme], COLOURS[ground][theme]) >= 3

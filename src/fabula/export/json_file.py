"""The story file itself: JSON of the story format, format "fabula-1"."""

from __future__ import annotations

from fabula.export.product import File, Wishes
from fabula.story import encode
from fabula.story.records import Story


def make(story: Story, wishes: Wishes) -> File:
    """The story file; `fabula.story.decode` gives the same story back."""
    return File(encode(story))

"""The page: one self-contained HTML file that shows a story, its cast and its scenes."""

from fabula.page.render import Addition, render

__all__ = ["Addition", "render"]

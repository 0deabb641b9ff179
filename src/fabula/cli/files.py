"""Where commands read from and write to: story files, standard input and output, and the names of what is written."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from fabula.cli import terminal
from fabula.errors import OutputError

if TYPE_CHECKING:
    from fabula.corrections import Journal
    from fabula.story.records import Story

STORY_SUFFIX = ".fabula.json"
PAGE_SUFFIX = ".html"
STREAM = "-"
STREAM_NAME = "story"  # what is made of standard input is called
MOST = 5  # broken lines of a journal that are told one by one


def base_name(path: Path) -> str:
    """The NAME of what is written for a source or a story file: its own without the suffix."""
    if str(path) == STREAM:
        return STREAM_NAME
    if path.name.endswith(STORY_SUFFIX):
        return path.name.removesuffix(STORY_SUFFIX) or STREAM_NAME
    return path.stem or path.name


def folder_of(path: Path, folder: Path | None) -> Path:
    """Where the output for `path` goes: `folder`, else beside it (the current folder for standard input)."""
    if folder is not None:
        return folder
    return Path() if str(path) == STREAM else path.parent


def page_path(folder: Path, name: str) -> Path:
    """NAME.html in the folder, or NAME.fabula.html where a file that is no page of ours has that name.

    Archives hand stories out as HTML: the page of `tale.html`, or of `tale.txt` beside it, must not overwrite it.
    """
    page = folder / (name + PAGE_SUFFIX)
    if page.is_file() and not _is_our_page(page):
        return folder / (name + ".fabula" + PAGE_SUFFIX)
    return page


def _is_our_page(page: Path) -> bool:
    """Whether the head of the file names Fabula as its generator."""
    try:
        with page.open("rb") as file:
            head = file.read(4096)
    except OSError:
        return False
    return b'name="generator" content="Fabula' in head


def need_folder(folder: Path) -> None:
    """Make the folder where it is missing; OutputError where files cannot be written into it."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(error.strerror or str(error), where=str(folder), hint="Choose a folder with -o.") from error


def load_story(path: Path) -> Story:
    """The story in a story file with the corrections of the journal beside it, or on standard input for `-`."""
    from fabula.story.json_form import decode, load

    if str(path) == STREAM:
        return decode(terminal.read_data(), where="standard input")
    return _corrected(load(path), path)


def _corrected(story: Story, path: Path) -> Story:
    """The story in use; what of its journal does not hold is told."""
    from fabula.corrections import apply, belongs, journal_path, load

    where = journal_path(path)
    journal = load(where)
    warn_of(journal, where)
    if not journal.entries:
        return story
    if not belongs(journal, story.text):
        warn_of_another(where)
        return story
    done = apply(story, journal)
    if done.conflicts:
        terminal.warn(
            f"{where}: {len(done.conflicts)} of {len(journal.effective())} corrections cannot be placed for certain "
            "and are left out (fabula corrections --conflicts)"
        )
    if journal.reading_is_stale():
        terminal.warn(
            f"{path} was read with a correction that was taken back since; read it again (fabula corrections --reread)"
        )
    return done.story


def warn_of_another(where: Path) -> None:
    """Tell of a journal that is not this story's."""
    terminal.warn(f"{where} is the journal of another story: none of its corrections is used")


def warn_of(journal: Journal, where: Path) -> None:
    """Tell of lines of a journal that are no corrections."""
    for one in journal.broken[:MOST]:
        terminal.warn(f"{where}, line {one.line} is no correction and is passed over: {one.reason}")
    if len(journal.broken) > MOST:
        terminal.warn(f"{where}: so are {len(journal.broken) - MOST} more lines")
    if journal.torn:
        terminal.warn(f"{where}: its last line was cut off while it was written, and is passed over")

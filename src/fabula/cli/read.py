"""`fabula read`: a story goes in, its story file and its page come out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Annotated

import typer

from fabula.cli import files, tables, terminal
from fabula.errors import FabulaError, OutputError

if TYPE_CHECKING:
    from fabula.api import Progress
    from fabula.corrections import Journal
    from fabula.story.records import Character, Story

app = typer.Typer(add_completion=False)
LISTED = 10  # characters and scenes named in the summary


@dataclass(frozen=True, slots=True)
class Job:
    """One source and where what is made of it goes."""

    source: Path
    folder: Path
    name: str

    @property
    def story_path(self) -> Path:
        """The story file to write."""
        return self.folder / (self.name + files.STORY_SUFFIX)


@dataclass(frozen=True, slots=True)
class Opening:
    """How sources are opened where the usual way is wrong."""

    encoding: str | None
    breaks: tuple[str, ...]
    mend: bool


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked for besides the sources: the cast given, how to open them, names, and what to write."""

    given: tuple[Character, ...]
    opening: Opening
    title: str | None
    author: str | None
    json: bool
    page: bool


@app.command()
def read(
    stories: Annotated[
        list[Path],
        typer.Argument(metavar="STORY...", help="Text, Markdown, HTML, EPUB or DOCX files; - is standard input."),
    ],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="DIR", help="Write into this folder, made if missing.")
    ] = None,
    no_page: Annotated[bool, typer.Option("--no-page", help="Leave the page out.")] = False,
    json: Annotated[
        bool, typer.Option("--json", help="Send the story file to standard output and write no file.")
    ] = False,
    cast: Annotated[
        Path | None, typer.Option(metavar="CAST.toml", help="A cast known beforehand, as [[character]] tables.")
    ] = None,
    title: Annotated[
        str | None, typer.Option(metavar="TITLE", help="The title, where the source has none or a wrong one.")
    ] = None,
    author: Annotated[
        str | None, typer.Option(metavar="AUTHOR", help="The author, where the source has none or a wrong one.")
    ] = None,
    encoding: Annotated[
        str | None, typer.Option(metavar="NAME", help="The encoding of a text file whose encoding is taken wrongly.")
    ] = None,
    scene_break: Annotated[
        list[str] | None,
        typer.Option("--break", metavar="LINE", help="A line that counts as a break between scenes; may be repeated."),
    ] = None,
    mend: Annotated[bool, typer.Option("--mend", help="Repair garbled characters (such as â€œ).")] = False,
    provider: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Where the network runs: cpu (as without), cuda, coreml or directml."),
    ] = None,
) -> None:
    """Read stories into story files and pages.

    Each gives NAME.fabula.json and NAME.html, beside the source or in the folder given with -o.

    What an earlier reading wrote under these names is overwritten; an HTML file that is no page of ours is not
    (the page is then called NAME.fabula.html). Where one story of several cannot be read, the others still are.
    """
    _refuse(stories, output, json, given=[name for name in (title, author, cast) if name is not None])
    if provider is not None:
        from fabula.encoder.providers import choose

        choose(provider)
    jobs = _jobs(stories, output)
    opening = Opening(encoding, tuple(scene_break or ()), mend)
    _carry_out(jobs, Order(_given(cast), opening, title, author, json, page=not no_page))


def _refuse(stories: list[Path], output: Path | None, json: bool, *, given: Sequence[object]) -> None:
    """Refuse a call that contradicts itself; `given` is what can belong to one story only."""
    if json and (len(stories) > 1 or output is not None):
        raise typer.BadParameter("--json sends one story to standard output; it takes one STORY and no -o")
    if len(stories) > 1 and given:
        raise typer.BadParameter("--title, --author and --cast belong to one STORY")


def _carry_out(jobs: list[Job], order: Order) -> None:
    """Read one after another; where one of several cannot be read, the others still are, and the status is its."""
    if not order.json:
        for folder in dict.fromkeys(job.folder for job in jobs):
            files.need_folder(folder)
    failed: FabulaError | None = None
    for job in jobs:
        try:
            _one(job, order)
        except FabulaError as error:
            if len(jobs) == 1:
                raise
            terminal.complain(error)
            failed = failed or error
    if failed is not None:
        raise typer.Exit(failed.exit_status)


def _one(job: Job, order: Order) -> None:
    story, journal = _read(job, order.given, order.opening)
    story = _named(story, order.title, order.author)
    _report_unused(order.given, story)
    if order.json:
        _send(story)
    else:
        _write(job, story, journal, page=order.page)


def _jobs(stories: list[Path], output: Path | None) -> list[Job]:
    """A job for each source; two that would write the same files are refused."""
    jobs = [Job(one, files.folder_of(one, output), files.base_name(one)) for one in stories]
    taken: dict[Path, Path] = {}
    for job in jobs:
        other = taken.setdefault(job.story_path, job.source)
        if other is not job.source:
            raise typer.BadParameter(
                f"{terminal.clean(str(other))} and {terminal.clean(str(job.source))} would both write "
                f"{terminal.clean(str(job.story_path))}; read one of them into another folder with -o"
            )
    return jobs


def _given(cast: Path | None) -> tuple[Character, ...]:
    """The cast given by the user; a name that two of them claim is told."""
    if cast is None:
        return ()
    from fabula.story.given import load_cast, shared_names

    given = load_cast(cast)
    for name, ids in shared_names(given).items():
        terminal.warn(f"{cast}: {name!r} is a name of {' and of '.join(ids)}: it tells nobody apart")
    return given


def _report_unused(given: tuple[Character, ...], story: Story) -> None:
    if not given:
        return
    from fabula.story.given import never_named

    for one in never_named(given, story.text):
        terminal.warn(f"no name of {one.name} ({one.id}) stands in the text")


def _journal(job: Job, text: str) -> Journal:
    """The corrections that lie beside the story file, if they are of this text: evidence for the reading."""
    from fabula.corrections import Journal, belongs, journal_path, load

    where = journal_path(job.story_path)
    journal = load(where)
    files.warn_of(journal, where)
    if belongs(journal, text):
        return journal
    files.warn_of_another(where)
    return Journal()


def _read(job: Job, given: tuple[Character, ...], opening: Opening) -> tuple[Story, Journal]:
    """The machine's reading of a source or of standard input, and the corrections that were evidence for it."""
    from fabula.api import read_manuscript
    from fabula.source import from_bytes, open_source

    encoding, breaks, mend = opening.encoding, opening.breaks, opening.mend
    with progress_bar(job.source.name) as progress:
        if str(job.source) != files.STREAM:
            manuscript = open_source(job.source, encoding=encoding, breaks=breaks, mend=mend)
        else:
            try:
                manuscript = from_bytes(terminal.read_data(), encoding=encoding, breaks=breaks, mend=mend)
            except FabulaError as error:
                raise type(error)(error.what, where=error.where or "standard input", hint=error.hint) from error
        journal = _journal(job, manuscript.text)
        return read_manuscript(manuscript, given=given, corrections=journal, progress=progress), journal


def _named(story: Story, title: str | None, author: str | None) -> Story:
    """The story under the title and the author that the user gave."""
    return replace(story, title=title or story.title, author=author or story.author)


def _send(story: Story) -> None:
    from fabula.story.json_form import encode

    for warning in story.warnings:
        terminal.warn(warning)
    terminal.write_data(encode(story))


def _write(job: Job, story: Story, journal: Journal, *, page: bool) -> None:
    """Write the story file, then the page; the first stays where the second fails."""
    from fabula.corrections.desk import note_reading
    from fabula.story.json_form import save, write_whole

    if job.story_path.exists() and job.source.exists() and job.story_path.samefile(job.source):
        raise OutputError("the source itself would be overwritten", where=str(job.source), hint="Use -o DIR.")
    save(story, job.story_path)
    if journal.entries:
        note_reading(job.story_path, story, journal)
        story = files.load_story(job.story_path)
    written = [job.story_path]
    if page:
        from fabula.page import render

        path = files.page_path(job.folder, job.name)
        write_whole(path, render(story).encode("utf-8", "replace"))
        written.append(path)
    for line in summary(story):
        terminal.say(line)
    for warning in story.warnings:
        terminal.warn(warning)
    terminal.say(f"Wrote {' and '.join(str(path) for path in written)}")


def summary(story: Story) -> Iterator[str]:
    """A few lines about a story: title and size, cast, scenes, doubtful lines."""
    from fabula.page.cast import DOUBTFUL

    names = tables.Names(story)
    said = tables.speech(story)
    by = f" by {story.author}" if story.author else ""
    title = story.title or PurePath(story.source.name or "").stem or "Untitled"
    yield f"{title}{by}: {len(story.text.split()):,} words, {len(story.quotations):,} quotations"
    cast = [
        f"{one.name} ({said.lines[one.id]})" if said.lines[one.id] else one.name for one in tables.leading(story, said)
    ]
    yield f"Cast (lines): {_first(cast)}" if cast else "Cast: nobody found"
    yield f"Scenes: {len(story.scenes):,}"
    for scene in story.scenes[:LISTED]:
        setting = ", ".join(part for part in (names.of(scene.place) if scene.place else "", scene.time or "") if part)
        there = tables.company(scene, names) or "nobody"
        yield tables.shortened(f"  {scene.id}  {setting + ': ' if setting else ''}{there}", 110)
    if len(story.scenes) > LISTED:
        yield f"  and {len(story.scenes) - LISTED:,} more"
    spoken = [q for q in story.quotations if q.mode == "speech"]
    doubtful = sum(q.speaker is None or (q.confidence is not None and q.confidence < DOUBTFUL) for q in spoken)
    if doubtful:
        yield f"Doubtful lines: {doubtful:,} of {len(spoken):,} (fabula show --doubtful)"


def _first(words: list[str]) -> str:
    """The first of them, and how many more there are."""
    more = len(words) - LISTED
    return ", ".join(words[:LISTED]) + (f" and {more:,} more" if more > 0 else "")


@contextmanager
def progress_bar(name: str) -> Iterator[Progress | None]:
    """A progress callback that draws a bar on stderr; None where stderr is no terminal."""
    console = terminal.stderr()
    if not console.is_terminal:
        yield None
        return
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    text = TextColumn("{task.description}", markup=False)
    with Progress(text, BarColumn(), TimeElapsedColumn(), console=console, transient=True) as bar:
        label = terminal.clean("standard input" if name == files.STREAM else name)
        task = bar.add_task(label, total=1.0)

        def progress(stage: str, done: float) -> None:
            bar.update(task, completed=done, description=f"{label}: {stage}")

        yield progress

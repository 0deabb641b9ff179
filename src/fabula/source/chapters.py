"""Where chapters begin when the source does not say so: headings by their words, their place, their sequence."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from fabula.source import labels
from fabula.source.headings import BACK_NAMES, FRONT_NAMES, Heading, bare_number, heading, is_title
from fabula.source.outline import Outline

PROSE = 200  # a piece longer than this is no heading and no entry of a table of contents
SUBTITLE = 110
LOWER = frozenset("abcdefghijklmnopqrstuvwxyz,;")
MAX_SUBTITLES = 2
STORY = 1500  # code points that follow the title of a story, at least
TITLE_PAGE = 12  # pieces before a lone "I", at most
LAST_LONE = 60  # a lone number above this is a year, a page, a room


def find(outline: Outline, first: int, last: int) -> None:
    """Marks the headings from piece `first` to `last`, the parts that begin there, and tables of contents as front."""
    named = {i: h for i in range(first, last) if (h := _by_words(outline, i)) is not None}
    numbers = _numbers(outline, first, last)
    if sum(not h.over_chapters for h in named.values()) > 1:  # numbers that do not count from one are something else
        odd = {numbers[min(numbers)].roman} if numbers and numbers[min(numbers)].number != 1 else set()
        numbers = {i: h for i, h in numbers.items() if h.roman not in odd}
    said = {**numbers, **named}
    contents = _contents(outline, first, last, said)
    if contents:
        outline.give(contents.start, contents.stop, "front", "Contents")
    said = {i: h for i, h in said.items() if i not in contents}
    if not any(outline.begins[i] and not outline.forced[i] for i in range(first, last)):
        said = {**_titles_apart(outline, max(first, contents.stop), last, said), **said}
    _open(outline, said, last)


def name_openings(outline: Outline) -> None:
    """Names the parts whose beginnings the source itself marks, and lets headings that stand together begin one."""
    i, last = 0, len(outline.pieces)
    while i < last:
        if not (outline.headings[i] and not outline.is_break(i)):
            i += 1
            continue
        run = [i]
        while run[-1] + 1 < last and _stands_with(outline, i, run[-1] + 1):
            run.append(run[-1] + 1)
        opening = [j for j in run if outline.pieces[j].opens]
        if opening:
            run = run[run.index(opening[0]) :]  # what stands before it is the title of the whole
            i = run[0]
            lines = [outline.line(j).rstrip(".: ") for j in run if j >= opening[-1] and outline.pieces[j].level]
            for j in run:
                outline.begins[j] = j == i
            outline.labels[i] = outline.labels[i] or ". ".join(line for line in lines if line) or None
        i = run[-1] + 1


def _stands_with(outline: Outline, first: int, i: int) -> bool:
    """Whether a heading belongs to the run that begins at `first`: a heading of the same matter."""
    same = outline.roles[i] == outline.roles[first] and outline.pieces[i].story == outline.pieces[first].story
    return outline.headings[i] and same


def _by_words(outline: Outline, i: int) -> Heading | None:
    if outline.is_break(i) or outline.forced[i] or outline.size(i) > 300:
        return None
    words = outline.words(i)
    found = heading(words)
    if found is None and "\n" in words:
        found = heading(words.split("\n", 1)[0]) if len(words) < PROSE else None
    return found


def _numbers(outline: Outline, first: int, last: int) -> dict[int, Heading]:
    """Lone numbers that count chapters: in each notation they rise by one, and may begin again at one."""
    found: dict[bool, list[tuple[int, Heading]]] = {True: [], False: []}
    for i in range(first, last):
        if outline.size(i) > SUBTITLE or outline.is_break(i) or outline.forced[i]:
            continue
        number = bare_number(outline.words(i))
        if number is not None and _after_an_end(outline, i, first):
            found[number.roman].append((i, number))
    kept: dict[int, Heading] = {}
    for numbers in found.values():
        kept.update(_rising(outline, numbers, last))
    return kept


def _rising(outline: Outline, numbers: Sequence[tuple[int, Heading]], last: int) -> dict[int, Heading]:
    """Those numbers that follow one another as chapters do; the items of a list stand without prose between them."""
    values = [number.number or 0 for _, number in numbers]
    kept: dict[int, Heading] = {}
    expected: int | None = None
    for at, (i, number) in enumerate(numbers):
        value = values[at]
        if i + 1 >= last:
            continue
        if expected is None:
            alone = len(numbers) == 1 and (_after_titles(outline, i) if value == 1 else value <= LAST_LONE)
            alone = alone and (value == 1 or len(outline.line(i)) > 1)
            fits = value + 1 in values[at + 1 : at + 40] or alone
        else:
            fits = value == expected or (value == 1 and 2 in values[at + 1 : at + 40])
        if fits:
            kept[i] = number
            expected = value + 1
    items = {i for i in kept if kept[i].rest and (i + 1 in kept or i - 1 in kept)}
    return kept if len(items) > 0.5 * len(kept) else {i: h for i, h in kept.items() if i not in items}


def _after_titles(outline: Outline, i: int) -> bool:
    """Whether only the lines of a title page stand before a piece."""
    return i < TITLE_PAGE and not any(_is_prose(outline, j) for j in range(i))


def _after_an_end(outline: Outline, i: int, first: int) -> bool:
    """Whether the piece before ends as a paragraph does; the number of a page stands in the middle of a sentence."""
    if i == first:
        return True
    before = outline.words(i - 1).rstrip()
    return before[-1:] in ".!?…”\"’')]*_—-:" or outline.size(i - 1) <= SUBTITLE or outline.is_break(i - 1)


def _contents(outline: Outline, first: int, last: int, said: dict[int, Heading]) -> range:
    """The pieces of a table of contents, with its title; empty where there is none."""
    before = next((i for i in sorted(said) if not said[i].over_chapters), last)
    title = next(
        (i for i in range(first, min(before, first + 400)) if labels.CONTENTS.fullmatch(outline.line(i))), None
    )
    start = title if title is not None else _bare_list(outline, first, last, said)
    if start is None:
        return range(first, first)
    end = start + 1
    while end < last and outline.size(end) <= PROSE + 100 * outline.words(end).count("\n"):
        if _looks_told(outline, end):
            break
        end += 1
    again = _first_again(outline, range(start + (title is not None), end))
    if again is not None:
        return range(start, again)
    top = _first_chapter(outline, said, start, end)
    if top is not None:
        return range(start, top)
    if title is None or end == last:
        return range(first, first)
    return range(start, end)


def _first_chapter(outline: Outline, said: dict[int, Heading], start: int, end: int) -> int | None:
    """Where the chapter numbered one begins that is followed by prose and not by the next entry of the list."""
    ones = [i for i in range(start, end) if i in said and said[i].number == 1 and not said[i].over_chapters]
    for i in ones:
        body = i + 1
        while body < len(outline.pieces) and body - i <= MAX_SUBTITLES + 1 and not _is_prose(outline, body):
            if body in said and not (said[body].number == 1 and body - i == 1):
                break
            body += 1
        else:
            top = i
            while top - 1 > start and top - 1 in said and said[top - 1].over_chapters:
                top -= 1
            return top
    return None


def _is_prose(outline: Outline, i: int) -> bool:
    words = outline.words(i).rstrip()
    if outline.size(i) > SUBTITLE or _looks_told(outline, i):
        return True
    return words[-1:] == "." and not words.isupper() and words.count(" ") > 3 and not is_title(words)


def _bare_list(outline: Outline, first: int, last: int, said: dict[int, Heading]) -> int | None:
    """Where a list of at least three headings of one kind without prose between them begins."""
    run: list[int] = []
    for i in range(first, min(last, first + 600)):
        if i in said:
            if run and (said[run[-1]].number or 0) + 1 != said[i].number and not said[i].over_chapters:
                run = []
            run.append(i)
            chapters = [j for j in run if not said[j].over_chapters]
            if len(chapters) >= 3:
                return run[0]
        elif outline.size(i) > SUBTITLE or _looks_told(outline, i):
            run = []
    return None


def _looks_told(outline: Outline, i: int) -> bool:
    """Whether a short piece is a sentence of a story rather than an entry of a list."""
    words = outline.words(i).rstrip()
    return words[-1:] in '”"!?’' and not words.isupper() and not is_title(words.rstrip("!?"))


def _first_again(outline: Outline, pieces: range) -> int | None:
    """Where the first entry of the list stands a second time: there the book itself begins."""
    names = [_plain(outline, i) for i in pieces]
    for k, name in enumerate(names[:3]):
        if name and name in names[k + 1 :]:
            again = names.index(name, k + 1)
            if again - k > 1:
                return pieces[again - k] if names[again - k : again] == names[:k] else pieces[again]
    return None


def _plain(outline: Outline, i: int) -> str:
    return "".join(c for c in outline.line(i).lower() if c.isalnum())


def _titles_apart(outline: Outline, first: int, last: int, said: dict[int, Heading]) -> dict[int, Heading]:
    """Titles of stories or chapters without a number: several lines like titles, set off by extra space.

    Only where no numbers count the chapters of the whole book: a collection counts anew in each of its stories.
    """
    found = {
        i: Heading("", None, outline.line(i)) for i in range(first, last - 1) if _stands_apart(outline, i, first, said)
    }
    long = [i for i, j in pairwise([*found, last]) if outline.pieces[j - 1].end - outline.pieces[i].start >= STORY]
    chapters = [h for _, h in sorted(said.items()) if not h.over_chapters]
    before = sum(i < min(said) for i in long) if said else len(long)
    if chapters and sum(h.number == 1 for h in chapters) < 2 and before < 3:
        return {}
    return {i: found[i] for i in long} if len([i for i in long if i > first]) >= max(2, len(chapters) // 8) else {}


def _stands_apart(outline: Outline, i: int, first: int, said: dict[int, Heading]) -> bool:
    """Whether a piece is set off and worded like a title, and is none of the lines of a header."""
    if outline.forced[i] or outline.roles[i] is not None or outline.is_break(i) or outline.size(i) > 80:
        return False
    if not (i == first or outline.pieces[i].extra_space) or outline.is_break(i + 1) or (i > first and i - 1 in said):
        return False
    if outline.size(i + 1) <= 80 and is_title(outline.line(i + 1)) and i + 1 not in said:
        return False
    line, after = outline.line(i), outline.line(i + 1)
    if sum(c.isalpha() for c in line) < 2 or not is_title(line) or line[-1] in "!?:;,—-…":
        return False
    if (line[-1] == "." and not line.isupper()) or is_front_name(line) or is_back_name(line):
        return False
    bylines = any(labels.byline(x) or x.lower() in ("by", "written by") for x in (line, after))
    return not bylines and not any(f(line) for f in (labels.header, labels.note, labels.description))


def _open(outline: Outline, said: dict[int, Heading], last: int) -> None:
    """Marks the headings and joins those that stand together into one beginning."""
    quoted = _quoted_titles(outline, said, last)
    sections = _sections(said)
    i = min(said, default=last)
    while i < last:
        if i not in said:
            i += 1
            continue
        run = [i]
        while run[-1] + 1 < last and (run[-1] + 1 in said or _is_subtitle(outline, said, run, quoted)):
            run.append(run[-1] + 1)
        for j in run:
            outline.headings[j] = True
            outline.begins[j] = False
        chapters = [j for j in run if j not in sections]
        if not outline.forced[i] and chapters and chapters[0] in said:
            outline.begins[i], outline.labels[i] = True, _title(outline, said, chapters)
        i = run[-1] + 1


def _sections(said: dict[int, Heading]) -> set[int]:
    """Lone numbers that count sections within chapters: a second notation that begins again at one."""
    chapters = [i for i in sorted(said) if not said[i].over_chapters and (said[i].number or not said[i].unit)]
    if not chapters:
        return set()
    top = said[chapters[0]].notation
    if top == "":
        return set()
    out: set[int] = set()
    for notation in ("roman", "arabic"):
        inner = [i for i in chapters if said[i].notation == notation]
        outer = [i for i in chapters if said[i].notation == top]
        ones = sum(said[i].number == 1 for i in inner)
        if notation != top and len(outer) > 1 and inner and inner[0] > outer[0] and (ones > 1 or top == "unit"):
            out.update(inner)
    return out


def _is_subtitle(outline: Outline, said: dict[int, Heading], run: Sequence[int], quoted: bool) -> bool:
    """Whether the piece after a run of headings is the title of the last of them."""
    i = run[-1] + 1
    own = [j for j in run if j not in said]
    head = said[max(j for j in run if j in said)]
    if outline.forced[i] or outline.is_break(i) or outline.size(i) > SUBTITLE or len(own) >= MAX_SUBTITLES:
        return False
    if any(outline.pieces[j].level for j in run):  # where the source marks headings, it marks all of them
        return outline.headings[i] and not outline.begins[i]
    if (head.rest and not own and head.unit != "") or (own and not outline.line(i).isupper()):
        return outline.line(i).isupper() and outline.line(own[-1] if own else run[-1]).isupper()
    line = outline.line(i)
    if not line or labels.note(line) or labels.description(line) or labels.header(line) or is_front_name(line):
        return False
    if "\n" in outline.words(i) and not line.isupper():
        return False
    if i + 1 < len(outline.pieces) and outline.words(i + 1)[0] in LOWER:  # a first word set in capitals
        return False
    if line[0] in "“\"‘'«—":
        return quoted and is_title(line.strip("“”\"‘’'«»—"))
    if not line[0].isalnum() or line[0] in LOWER:
        return False
    if line[-1] == "." and not line.isupper():  # "The Wrong Door." or a first paragraph of two words
        return quoted and is_title(line)
    return is_title(line) or line[-1] not in '.!?…”"’»,;:'


def _quoted_titles(outline: Outline, said: dict[int, Heading], last: int) -> bool:
    """Whether chapters of this book have titles at all, so that one in quotation marks is a title and no speech."""
    bare = [i for i, h in said.items() if not h.rest and i + 1 < last and i + 1 not in said]
    if len(bare) < 2:
        return False
    titled = sum(outline.size(i + 1) <= SUBTITLE and is_title(outline.line(i + 1)) for i in bare)
    return 2 * titled >= len(bare)


def _title(outline: Outline, said: dict[int, Heading], run: Sequence[int]) -> str:
    """The title of what begins with these headings: of the innermost one, with the words under it."""
    inner = [j for j in run if j in said and not said[j].over_chapters] or [j for j in run if j in said]
    lines = [outline.line(j) for j in run if j >= inner[-1]]
    return ". ".join(line.rstrip(".: ") for line in lines if line)


def is_front_name(line: str) -> bool:
    """Whether a heading names matter before the story: a preface, a dedication, a list of contents."""
    return 0 < len(line) <= 80 and FRONT_NAMES.fullmatch(line) is not None


def is_back_name(line: str) -> bool:
    """Whether a heading names matter after the story: an afterword, notes, a licence."""
    return 0 < len(line) <= 80 and BACK_NAMES.fullmatch(line) is not None

"""What stands before the story and at the start of its chapters: titles, header lines, blurbs, authors' notes."""

from __future__ import annotations

import re

from fabula.source import labels, notes
from fabula.source.chapters import is_front_name
from fabula.source.headings import bare_number, heading, is_title
from fabula.source.outline import Outline

BLURB = 1500  # code points that a blurb of several paragraphs has at most
NOTE = 4000
REACH = 6  # paragraphs within which a mark or a label ends a note
UNNAMED_NOTE = 500
META = 3  # different words of the talk with readers that make an unnamed paragraph a note
FRONT_SHARE = 0.25
LONGEST_FRONT = 6000  # code points that matter without a name of its own has at most

_DATE = re.compile(
    r"\b(?:january|february|march|april|may|june|july|august|september|october|november|december|monday|tuesday|"
    r"wednesday|thursday|friday|saturday|sunday|o[’']clock|[ap]\.?m\.?)\b|\d{2,}",
    re.IGNORECASE,
)
_SALUTATION = re.compile(r"(?:my\s+)?(?:dear|dearest|darling)\b", re.IGNORECASE)


def find(outline: Outline, first: int, last: int) -> None:
    """Gives roles to the pieces before the story, and to the notes that open its chapters."""
    opening = next((i for i in range(first, last) if _opens_story(outline, i)), None)
    while opening is not None and (after := _prefaced(outline, opening, last)) is not None:
        outline.give(opening, after, "front", outline.line(opening + 1))
        opening = after
    stop = last if opening is None else opening
    told = _header(outline, first, stop)
    if opening is not None and told < opening and _is_front(outline, told, opening):
        for i in range(told, opening):
            if is_front_name(outline.line(i)):
                outline.headings[i] = True
        title = _front_title(outline, told)
        outline.give(told, opening, "front", title)
        if title is None and told > first and outline.roles[told - 1] == "front":
            outline.begins[told] = False
    _notes_at_openings(outline, first, last)


def _prefaced(outline: Outline, opening: int, last: int) -> int | None:
    """Where the next part begins, when a preface stands under the heading of a volume; None when none stands there."""
    if opening + 1 >= last or not is_front_name(outline.line(opening + 1)):
        return None
    return next((i for i in range(opening + 1, last) if _opens_story(outline, i)), None)


def _opens_story(outline: Outline, i: int) -> bool:
    return outline.headings[i] and outline.begins[i] and outline.roles[i] in (None, "chapter")


def _is_front(outline: Outline, told: int, opening: int) -> bool:
    """Whether what stands between the header and the first chapter heading is front matter.

    It is the story when the first heading has a later number (an excerpt), when it is long, or when somebody speaks.
    """
    line = outline.line(opening)
    found = heading(line) or bare_number(line)
    if found is not None and (found.number or 1) > 1 and not found.over_chapters:
        return False
    if any(is_front_name(outline.line(i)) for i in range(told, opening)):
        return True
    size = outline.pieces[opening - 1].end - outline.pieces[told].start
    if size > LONGEST_FRONT or (size > FRONT_SHARE * len(outline.text) and size > 1500):
        return False
    return not any(notes.SPOKEN.search(outline.words(i)[:2000]) for i in range(told, opening))


def _front_title(outline: Outline, told: int) -> str | None:
    return outline.line(told) if is_front_name(outline.line(told)) else None


def _header(outline: Outline, first: int, stop: int) -> int:
    """Reads the header from piece `first` on; the piece where it ends and prose begins."""
    i = first
    signed = False
    while i < stop:
        words = outline.words(i)
        if outline.forced[i] or outline.roles[i] is not None:
            i += 1
        elif outline.is_break(i):
            if i == first:
                return i
            _join(outline, i)
            i += 1
        elif (end := _header_line(outline, i, first, stop)) > i:
            signed = (
                signed or labels.byline(outline.line(i).lstrip("> /")) is not None or outline.line(i).lower() == "by"
            )
            i = end
        elif (found := labels.description(words)) is not None:
            end = _blurb_end(outline, i, stop, bool(found.rest))
            outline.give(i, end, "description", found.name)
            i = end
        elif (found := labels.note(words)) is not None:
            end = note_end(outline, i, stop, bool(found.rest))
            outline.give(i, end, "note", found.name)
            i = end
        elif signed and _is_unnamed_note(outline, i, stop):
            outline.give(i, i + 1, "note")
            i += 1
        else:
            return i
    return i


def _join(outline: Outline, i: int) -> None:
    """A mark after a header belongs to the part before it, since the story has not begun."""
    outline.roles[i], outline.begins[i] = outline.roles[i - 1], False


def _header_line(outline: Outline, i: int, first: int, stop: int) -> int:
    """The piece after the title, by-line or header line at `i`; `i` itself where none stands there."""
    if outline.pieces[i].story:
        return i
    line = outline.line(i).lstrip("> /").strip()
    name = labels.byline(line)
    if i == first and name is None and (signed := labels.signed_title(line)) is not None:
        outline.title, outline.author = outline.title or signed.name, outline.author or signed.rest
        return _front(outline, i, i + 1, first)
    if name is not None:
        outline.author = outline.author or name
        return _front(outline, i, i + 1, first)
    if i > first and labels.is_rating(line):
        return _front(outline, i, i + 1, first)
    if line.lower() in ("by", "written by") and i + 1 < stop and outline.size(i + 1) <= 80:
        outline.author = outline.author or outline.line(i + 1).strip(",.")
        return _front(outline, i, i + 2, first)
    found = labels.header(line) if line else labels.header(outline.words(i))
    if found is not None:
        _take(outline, found)
        return _front(outline, i, i + 1, first)
    if i > first and _follows_header(outline, i):
        return _front(outline, i, i + 1, first)
    if i == first and _is_title_line(outline, i, stop):
        outline.title = outline.title or line.strip('"“”*_#[] ')
        outline.headings[i] = True
        return _front(outline, i, i + 1, first)
    return i


def _follows_header(outline: Outline, i: int) -> bool:
    """Whether a line with a label that nobody knows stands right under a header line."""
    line, before = outline.line(i), outline.line(i - 1)
    if outline.roles[i - 1] != "front" or outline.pieces[i].extra_space or not labels.any_header(line):
        return False
    if labels.note(line) or labels.description(line):
        return False
    return labels.header(before) is not None or labels.any_header(before)


def _front(outline: Outline, start: int, end: int, first: int) -> int:
    """Gives header lines to one front part, named by the title; returns their end."""
    fresh = start == first or outline.roles[start - 1] != "front"
    outline.give(start, end, "front", outline.title)
    outline.begins[start] = fresh
    return end


def _take(outline: Outline, found: labels.Label) -> None:
    if found.name in ("title", "story title"):
        outline.title = outline.title or found.rest or None
    elif found.name in ("author", "authors"):
        outline.author = outline.author or found.rest or None
    elif found.name == "language":
        outline.language = outline.language or found.rest or None


def _is_title_line(outline: Outline, i: int, stop: int) -> bool:
    """Whether the first line is a title: short, without an end mark, and not how a story or a letter begins."""
    line = outline.line(i)
    if not line or outline.size(i) > 120 or ("\n" in outline.words(i).strip() and outline.size(i) > 100):
        return False
    if labels.note(line) or labels.description(line) or labels.CONTENTS.fullmatch(line) or is_front_name(line):
        return False
    if i + 1 >= stop:
        return stop < len(outline.pieces) and _opens_story(outline, stop) and line[-1] not in ",;"
    after = outline.line(i + 1)
    plain = after.lstrip("> /")
    if after and (
        labels.byline(plain)
        or plain.lower() in ("by", "written by")
        or labels.header(after)
        or labels.description(after)
    ):
        return True
    if after and labels.note(after) and line[-1] not in ",;":
        return True
    if line[-1] not in ",;.!?" and _heads_a_header(outline, i, stop):
        return True
    if line[-1] in '.!?…,;:"”’»—-' or line[0] in '"“‘«—-' or _DATE.search(line) or _SALUTATION.match(line):
        return False
    begins = outline.words(i + 1)[:1]
    return is_title(line) and len(line) <= 80 and outline.size(i + 1) > outline.size(i) and not begins.islower()


def _heads_a_header(outline: Outline, i: int, stop: int) -> bool:
    """Whether a title and one more short line, a name alone, stand over the lines of a header."""
    if i + 2 >= stop or outline.size(i + 1) > 40 or labels.header(outline.line(i + 2)) is None:
        return False
    outline.author = outline.author or outline.line(i + 1)
    outline.give(i + 1, i + 2, "front")
    outline.begins[i + 1] = False
    return True


def _blurb_end(outline: Outline, i: int, stop: int, inline: bool) -> int:
    """The piece after a blurb: one paragraph, or all up to the label, heading or mark that follows closely."""
    end = min(stop, i + (1 if inline else 2))
    size = 0
    for j in range(end, min(stop + 1, end + 5)):
        if j == stop:
            return stop if stop < len(outline.pieces) and _opens_story(outline, stop) else end
        if _is_item(outline, j) or outline.roles[j] is not None:
            return j
        if outline.is_break(j):
            return j if j - end <= 2 and size <= 700 else end
        size += outline.size(j)
        if size > BLURB or (notes.SPEECH.match(outline.words(j)) and j > end):
            break
    return end


def note_end(outline: Outline, i: int, stop: int, inline: bool) -> int:
    """The piece after an author's note: one paragraph and those that go on talking to readers, up to a mark."""
    end = min(stop, i + (1 if inline else 2))
    size = 0
    for j in range(end, min(stop, end + REACH + 1)):
        if outline.is_break(j) or (_is_item(outline, j) and j > end):
            end = j if notes.talks(outline, end, j) else end
            break
        size += outline.size(j)
        if size > NOTE:
            break
    while end < stop and labels.meta_words(outline.words(end)) >= META and not notes.SPEECH.match(outline.words(end)):
        end += 1
    if end < stop and outline.is_break(end):
        end += 1
    return end


def _is_item(outline: Outline, i: int) -> bool:
    """Whether a piece is a labelled item of a header: a note, a blurb, a header line."""
    words = outline.words(i)
    return bool(labels.note(words) or labels.description(words) or (outline.line(i) and labels.header(outline.line(i))))


def _is_unnamed_note(outline: Outline, i: int, stop: int) -> bool:
    """Whether the paragraph under a by-line talks to readers though nothing calls it a note."""
    words = outline.words(i)
    if outline.size(i) > UNNAMED_NOTE or notes.SPEECH.match(words) or i + 1 >= stop:
        return False
    return labels.meta_words(words) >= META and re.search(r"\b(?:I|me|my|you|your|please|enjoy)\b", words) is not None


def _notes_at_openings(outline: Outline, first: int, last: int) -> None:
    """Author's notes right after a chapter's heading; the heading then goes with the note before the story."""
    openings = [i for i in range(first, last) if _opens_story(outline, i)]
    for i, stop in zip(openings, [*openings, last][1:], strict=True):
        body = i
        while body < stop and outline.headings[body]:
            body += 1
        label = outline.labels[i]
        end = _leading_notes(outline, body, stop)
        if body < end < stop and outline.roles[end] in (None, "chapter"):
            for j in range(i, body):
                outline.roles[j], outline.begins[j] = "note", j == i
            outline.begins[body] = False
            outline.begins[end], outline.labels[end] = True, label


def _leading_notes(outline: Outline, body: int, stop: int) -> int:
    i = body
    while i < stop:
        if outline.forced[i]:
            if outline.roles[i] not in ("note", "description"):
                break
            i += 1
            continue
        found = labels.note(outline.words(i))
        blurb = labels.description(outline.words(i)) if found is None else None
        if found is not None:
            end = note_end(outline, i, stop, bool(found.rest))
        elif blurb is not None:
            end = _blurb_end(outline, i, stop, bool(blurb.rest))
        else:
            break
        outline.give(i, end, "note", (found or blurb).name)  # type: ignore[union-attr]
        i = end
    return i

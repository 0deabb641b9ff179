"""Lines with the speaker's label in front: a script ("MORA: Hi.") or a chat ("[Mora] hi")."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

from fabula.reading.draft import Cue, Utterance
from fabula.reading.quotations.ground import Ground
from fabula.reading.quotations.said import breaks_off
from fabula.reading.quotations.verbs import kinds_of
from fabula.spans import Span
from fabula.story.records import Mode
from fabula.text.words import Words

_LABEL = re.compile(
    r"(?:[\[<](?P<boxed>[^\]>\n]{1,28})[\]>]:?|\**_?(?P<plain>[^\W\d_][\w.'’-]{0,18}(?: [\w.'’-]{1,18}){0,2})_?\**"
    r"(?: ?\([^)\n]{1,40}\))?:\**)[ \t]+(?=\S)"
)
_NOTICE = re.compile(r"(?:has |have )?(?:left|joined|added|removed|renamed|is typing|is offline|is online|logged)\b")
FEWEST = 4  # labelled lines that make a script, one less where their labels are like no words of prose
NO_LABELS = frozenset(
    "note notes warning summary rating chapter part title author ps p.s n.b nb illustration figure dear and "
    "but so then well said he she they it i you we the a an yes no now here there thus namely first second "
    "third finally remember".split()
)


@dataclass(frozen=True, slots=True)
class Line:
    """A labelled line: the label without its brackets, the words said, the whole, and its paragraph."""

    label: Span
    said: Span
    whole: Span
    paragraph: int


def script_lines(words: Words, ground: Ground) -> list[Line]:
    """The labelled lines of a story where labels come back; none where a colon stands by chance."""
    found = [line for i, b in enumerate(ground.blocks) for line in _lines(words.text, b.span, i)]
    counts = Counter(line.label.of(words.text).lower() for line in found)
    near = [
        a
        for a, b in pairwise(found)
        if b.paragraph - a.paragraph <= 1 and a.label.of(words.text) != b.label.of(words.text)
    ]
    known = {label for label, n in counts.items() if n >= 2}
    plain = any(_could_be_prose(words.text, line) for line in found)
    if len(known) < 1 or len(near) < 2 or len(found) < (FEWEST if plain else FEWEST - 1):
        return []
    return [line for line in found if line.label.of(words.text).lower() in known or line in near]


def _could_be_prose(text: str, line: Line) -> bool:
    """Whether a label is neither in capitals nor in brackets: "Note: ..." may stand anywhere."""
    return not line.label.of(text).isupper() and text[line.label.start - 1] not in "[<"


def _lines(text: str, block: Span, paragraph: int) -> list[Line]:
    out: list[Line] = []
    at = block.start
    while at < block.end:
        end = text.find("\n", at, block.end)
        end = block.end if end < 0 else end
        match = _LABEL.match(text, at, end) if at == block.start or out else None
        if match:
            name = "boxed" if match.group("boxed") is not None else "plain"
            label = Span(*match.span(name))
            if _names(label.of(text)):
                out.append(Line(label, Span(match.end(), end), Span(at, end), paragraph))
        elif out and at > block.start:  # a printed line that goes on
            last = out[-1]
            out[-1] = Line(last.label, Span(last.said.start, end), Span(last.whole.start, end), paragraph)
        at = end + 1
    return out


def _names(label: str) -> bool:
    """Whether a label can be a speaker: no clause of saying ("Then said Fen:") and no heading."""
    words = label.split()
    if label.lower() in NO_LABELS or (words[0].islower() and len(words) > 1):
        return False
    return not any(
        kinds_of(word) & {"speech", "thought", "writing"} for word in words if word.islower() or word == words[0]
    )


def line_utterance(text: str, line: Line, mode: Mode) -> Utterance:
    """The utterance of a labelled line; the label is its cue and the one who speaks."""
    return Utterance(
        spans=(line.said,),
        mode=mode,
        cue=Cue(span=line.label, subject=line.label),
        cut_off=breaks_off(text, line.said),
        confidence=0.95,
    )


def mode_of(text: str, lines: list[Line]) -> Mode:
    """`writing` where most labels are in brackets or small letters, as a chat has them; else `speech`."""
    chat = sum(text[line.label.start].islower() or text[line.label.start - 1] in "[<" for line in lines)
    return "writing" if 2 * chat > len(lines) else "speech"


def notices(words: Words, ground: Ground, lines: list[Line]) -> list[Utterance]:
    """What the chat itself writes: "mora has left the group"."""
    labels = {line.label.of(words.text).lower() for line in lines}
    out: list[Utterance] = []
    taken = {(line.whole.start, line.whole.end) for line in lines}
    for block in ground.blocks:
        at = block.start
        for row in words.text[block.start : block.end].split("\n"):
            span = Span(at, at + len(row))
            at += len(row) + 1
            head, _, rest = row.strip().partition(" ")
            if head.lower() in labels and _NOTICE.match(rest) and len(row) < 60 and tuple(span) not in taken:
                out.append(Utterance(spans=(span,), mode="writing", confidence=0.7))
    return out

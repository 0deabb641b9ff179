"""Speech in books that mark none: "Are you cold? she asked." """

from __future__ import annotations

from fabula.reading.draft import Cue, Utterance
from fabula.reading.quotations.clauses import Found, kinds_at
from fabula.reading.quotations.direct import FIRST_OR_SECOND, forms_of, has_past, has_present
from fabula.reading.quotations.ground import Cover, Ground
from fabula.reading.quotations.noun_phrases import phrase_before
from fabula.reading.quotations.unmarked import Cut, cue_inside, is_narration
from fabula.spans import Span
from fabula.text.words import Words

FEWEST = 2  # cues that bring in bare words before a book is taken to mark no speech
RARE = 0.2  # marked utterances for each such cue
LONGEST_ANSWER = 60  # tokens of a reply without a cue
DENSE = 40  # paragraphs for each such cue at most
SAYS = frozenset(
    "said says asked asks replied replies answered answers told tells whispered whispers shouted shouts cried cries "
    "called calls murmured murmurs muttered mutters".split()
)


def plain_speech(words: Words, ground: Ground, cover: Cover, marked: int) -> list[Utterance]:
    """The unmarked speech of a book in which bare words beside cues far outnumber the `marked` utterances."""
    cuts = _cuts(words, ground, cover)
    if len(cuts) < FEWEST or marked > RARE * len(cuts) or len(ground.blocks) > DENSE * len(cuts):
        return []
    out: list[Utterance] = []
    last = -2
    for number, block in enumerate(ground.blocks):
        inside = words.within(block.span)
        if not len(inside) or not cover.free(block.span):
            continue
        found = _with_cue(words, inside, cuts.get(number))
        if found is None and last == number - 1 and number not in ground.walls:
            found = _answer(words, inside)
        if found is not None:
            out.append(found)
            last = number
    return out


def _cuts(words: Words, ground: Ground, cover: Cover) -> dict[int, Cut]:
    """For each paragraph with a cue among bare words, the first one."""
    out: dict[int, Cut] = {}
    for number, block in enumerate(ground.blocks):
        inside = words.within(block.span)
        if not len(inside) or not cover.free(block.span):
            continue
        for s in _sentences(words, inside):
            a, b = words.sentences[s]
            cut = cue_inside(words, a, b, "speech") or _colon(words, a, b)
            if cut is None or words.forms[cut.found.verb].lower() not in SAYS:
                continue
            if cut.start == a or _direct(words, a, cut.start):
                out[number] = cut
                break
    return out


def _colon(words: Words, a: int, b: int) -> Cut | None:
    """A cue in front of its words: "Fen said: Come in." """
    for k in range(a + 1, b - 1):
        if words.forms[k] == ":" and "speech" in kinds_at(words, k - 1):
            start = phrase_before(words, k - 1, a)
            if start is None:
                return None
            cue = Cue(span=words.chars((start, k)), subject=words.chars((start, k - 1)), manner=words.tokens[k - 1])
            return Cut(start, k + 1, Found(cue, k - 1, kinds_at(words, k - 1)), True)
    return None


def _sentences(words: Words, inside: range) -> range:
    return range(words.sentence_of(inside.start), words.sentence_of(inside.stop - 1) + 1)


def _with_cue(words: Words, inside: range, cut: Cut | None) -> Utterance | None:
    if cut is None:
        return None
    spans: list[Span] = []
    start = words.sentences[words.sentence_of(cut.start)].start
    for s in range(words.sentence_of(start) - 1, words.sentence_of(inside.start) - 1, -1):
        a, b = words.sentences[s]
        if is_narration(words, a, b) or not _direct(words, a, b):
            break
        start = a
    start = max(start, inside.start)
    if cut.start > start:
        spans.append(_trim(words, start, cut.start))
    rest = cut.end + (cut.end < inside.stop and words.forms[cut.end] in {",", "—", "–", "--", ".", "!", "?"})
    end = rest
    for s in range(words.sentence_of(min(rest, inside.stop - 1)), words.sentence_of(inside.stop - 1) + 1):
        a, b = max(words.sentences[s].start, rest), min(words.sentences[s].end, inside.stop)
        if b <= a or is_narration(words, a, b) or not _direct(words, a, b):
            break
        end = b
    if end > rest:
        spans.append(_trim(words, rest, end))
    if not spans:
        return None
    return Utterance(spans=tuple(spans), cue=cut.found.cue, unmarked=True, confidence=0.7)


def _answer(words: Words, inside: range) -> Utterance | None:
    """A short paragraph of nothing but direct sentences, behind another that is spoken."""
    if len(inside) > LONGEST_ANSWER:
        return None
    for s in _sentences(words, inside):
        a, b = words.sentences[s]
        if is_narration(words, a, b) or not _direct(words, a, b):
            return None
    return Utterance(spans=(words.chars((inside.start, inside.stop)),), unmarked=True, confidence=0.6)


def _direct(words: Words, a: int, b: int) -> bool:
    forms = forms_of(words, a, b)
    if not forms:
        return False
    first = bool(FIRST_OR_SECOND & set(forms))
    return has_present(forms) or first or words.forms[b - 1] == "?" or (not has_past(forms) and len(forms) <= 8)


def _trim(words: Words, a: int, b: int) -> Span:
    while b - 1 > a and words.forms[b - 1] in {",", ":", "—", "–", "--"}:
        b -= 1
    return words.chars((a, b))

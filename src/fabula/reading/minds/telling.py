"""Whose words stand where: for each token the utterance that holds it, whom it names, and who is its subject."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from fabula.encoder.signals import Signals
from fabula.reading.draft import Draft
from fabula.spans import Span
from fabula.story.records import Scene
from fabula.text.words import Words

CLIMB = 7  # steps up a tree in search of a subject
RARE, MAIN = 3, 0.4  # mentions of one hardly mentioned; share of the most mentioned one's
SURE, DOUBTFUL = 0.85, 0.6  # confidence in a speaker
POSSESSIVE = frozenset({"his", "her", "its", "their", "my", "our", "your"})
NOMINATIVE = frozenset({"i", "he", "she", "they", "we", "who", "you", "it"})
OBLIQUE = frozenset({"him", "them", "me", "us"})
RELATIVE = frozenset({"who", "which", "that", "whom", "whose"})
AUXILIARY = frozenset(
    "was were is are am be been being has have had did does do would could should might may must will can shall 'd 's "
    "'m 're 've 'll not n't never".split()
)


class Segment(NamedTuple):
    """A stretch of one sentence in one voice: tokens `start` to `end`, inside the utterance of that index or none."""

    start: int
    end: int
    utterance: int | None


class Held(NamedTuple):
    """Whose something is, and what tells it."""

    people: tuple[str, ...]
    by: str


@dataclass(frozen=True, slots=True)
class Telling:
    """A draft as the stages of minds look at it. All sequences but `segments` go by token.

    `lower` are lower-case words with straight apostrophes; `voice` the innermost utterance or -1; `named` the phrase
    that names somebody there (the smallest of those that hold the token) or -1; `who` the characters of each phrase.
    """

    draft: Draft
    words: Words
    signals: Signals | None
    lower: tuple[str, ...]
    voice: tuple[int, ...]
    named: tuple[int, ...]
    who: tuple[tuple[str, ...], ...]
    segments: tuple[Segment, ...]
    cued: dict[int, int]  # token of a cue to its utterance
    subjects: dict[int, int]  # token to its subject in the tree
    owners: dict[int, int]  # token to its possessor in the tree
    objects: dict[int, tuple[int, ...]]  # token to its objects in the tree
    mentions: dict[str, int]  # how often each character is mentioned
    joined: dict[int, tuple[int, ...]]  # token to what is joined to it by "and" in the tree

    def segment_at(self, token: int) -> Segment:
        """The segment that holds a token."""
        return self.segments[bisect_right(self.segments, token, key=lambda s: s.start) - 1]

    def scene_at(self, offset: int) -> Scene | None:
        """The scene that holds an offset."""
        scenes = self.draft.scenes
        at = bisect_right(scenes, offset, key=lambda s: s.start) - 1
        return scenes[at] if at >= 0 and offset < scenes[at].end else None

    def viewer(self, token: int) -> str | None:
        """Through whose eyes a token is told; None for nobody's."""
        scene = self.scene_at(self.words.tokens[token].start)
        return scene.pov[0] if scene and scene.pov else None

    def speaker(self, utterance: int | None) -> str | None:
        """Who says, thinks or writes an utterance."""
        return None if utterance is None or utterance < 0 else self.draft.turns[utterance].speaker

    def people(self, token: int) -> tuple[str, ...]:
        """The characters named at a token."""
        at = self.named[token]
        return self.who[at] if at >= 0 else ()

    def span(self, start: int, end: int) -> Span:
        """Code points of the tokens `start` to `end` (exclusive)."""
        return self.words.chars((start, end))

    def subject_token(self, token: int) -> int | None:
        """The token that is the subject of the clause around a token; None where there is none."""
        if self.signals is not None:
            return self._climb(token)
        return self._look_left(token)

    def from_subject(self, segment: Segment, token: int) -> int:
        """The first token of the subject's phrase where it stands before a token in its segment, else the token."""
        subject = self.subject_token(token)
        if subject is None or not segment.start <= subject <= token:
            return token
        while subject > segment.start and self.named[subject] >= 0 and self.named[subject - 1] == self.named[subject]:
            subject -= 1
        return subject

    def holders(self, token: int) -> Held:
        """Whose state or act a word tells, and what tells it.

        Its possessor ("owner"), the speaker of the cue that it stands in ("cue"), its subject or the subject's
        possessor ("tree" or "order"), the last one named before it ("near"), who speaks beside it ("beside").
        """
        owner = self.owner(token)
        if owner:
            return Held(owner, "owner")
        if token in self.cued and self.speaker(self.cued[token]) is not None:
            return Held((str(self.speaker(self.cued[token])),), "cue")
        if self.signals is not None:
            found = self.meant(self._climb(token))
            if found:
                return Held(found, "tree")
        found = self.meant(self._look_left(token))
        if found:
            return Held(found, "order")
        return self._near(token)

    def meant(self, subject: int | None) -> tuple[str, ...]:
        """The characters that a subject names, or whose part it is."""
        return () if subject is None else self.named_by(subject) or self.owner(subject)

    def named_by(self, token: int) -> tuple[str, ...]:
        """The characters named at a token, those joined to it by "and" too."""
        return tuple(dict.fromkeys(who for k in (token, *self.joined.get(token, ())) for who in self.people(k)))

    def footing(self, who: str, token: int) -> tuple[str, ...]:
        """Signs of how sure the reading is of who somebody is: how much mentioned, named how, a sure speaker or not."""
        count, most = self.mentions.get(who, 0), max(self.mentions.values(), default=1)
        signs = [
            "read: rare" if count <= RARE < most * MAIN else "read: main" if count >= most * MAIN else "read: middling"
        ]
        voice = self.voice[token]
        if voice >= 0 or token in self.cued:
            turn = self.draft.turns[voice if voice >= 0 else self.cued[token]]
            sure = turn.confidence if turn.confidence is not None else 1.0
            signs.append("read: sure speaker" if sure >= SURE else "read: doubtful speaker" if sure < DOUBTFUL else "")
        subject = self.subject_token(token)
        if subject is not None and who in self.people(subject):
            signs.append(f"read: {self.draft.phrases[self.named[subject]].form}")
        return tuple(s for s in signs if s)

    def before(self, token: int) -> tuple[str, ...]:
        """The characters that stand as a subject before a token, by the order of words alone."""
        at = self._look_left(token)
        return () if at is None else self.people(at)

    def _near(self, token: int) -> Held:
        segment = self.segment_at(token)
        for k in range(token - 1, segment.start - 1, -1):
            if self.people(k) and self.lower[k] not in OBLIQUE:
                return Held(self.people(k), "near")
        if segment.utterance is not None:
            speaker = self.speaker(segment.utterance)
            return Held((speaker,) if speaker else (), "beside")
        paragraph = self.words.paragraphs[self.words.paragraph_of(token)]
        for k in (segment.start - 1, segment.end):
            speaker = self.speaker(self.voice[k]) if paragraph.start <= k < paragraph.end else None
            if speaker is not None:
                return Held((speaker,), "beside")
        return Held((), "beside")

    def owner(self, token: int) -> tuple[str, ...]:
        """Whose something is: "her" in "her poor heart", by the tree or by the words before."""
        at = self.owners.get(token)
        if at is not None and self.people(at):
            return self.people(at)
        first = max(self.segment_at(token).start, token - 3)
        for k in range(token - 1, first - 1, -1):
            if self.lower[k] in POSSESSIVE or (self.lower[k] in {"'s", "'"} and k > first):
                return self.people(k) or self.people(k - 1 if k > first else k)
            if not self.lower[k].isalpha() or self.lower[k] in AUXILIARY:
                return ()
        return ()

    def _climb(self, token: int) -> int | None:
        signals = self.signals
        assert signals is not None
        at = token
        for _ in range(CLIMB):
            found = self.subjects.get(at)
            relation = signals.relation_of(at)
            head = int(signals.head[at])
            if found is not None and found != token:
                if self.lower[found] in RELATIVE and relation.startswith("acl") and head >= 0:
                    return head
                return found
            if head < 0:
                return None
            if relation.startswith("acl") or (relation == "amod" and at == token and self.people(head)):
                return head
            at = head
        return None

    def _look_left(self, token: int) -> int | None:
        """The nearest phrase before the token, in its segment, that stands before a verb."""
        first = self.segment_at(token).start
        for k in range(token, first - 1, -1):
            if self.named[k] < 0 or self.lower[k] in OBLIQUE or (k + 1 < len(self.lower) and self.named[k + 1] >= 0):
                continue
            after = self.lower[k + 1] if k + 1 < len(self.lower) else ""
            if self.lower[k] in NOMINATIVE or after in AUXILIARY or after.endswith(("ed", "ly")) or k + 1 == token:
                return k
        return None


def telling(draft: Draft) -> Telling:
    """The draft as the stages of minds look at it."""
    words = draft.words
    signals = draft.signals
    lower = tuple(f.lower().replace("’", "'") for f in words.forms)
    voice = _voices(draft)
    subjects = {head: found[0] for head, found in dependents(signals, "nsubj").items()}
    owners = {head: found[0] for head, found in dependents(signals, "nmod:poss").items()}
    return Telling(
        draft=draft,
        words=words,
        signals=signals,
        lower=lower,
        voice=voice,
        named=_named(draft),
        who=_people(draft),
        segments=_segments(words, voice),
        cued=_cued(draft),
        subjects=subjects,
        owners=owners,
        objects=dependents(signals, "obj", "iobj"),
        mentions=Counter(e for e in draft.entities if e is not None),
        joined=dependents(signals, "conj"),
    )


def _voices(draft: Draft) -> tuple[int, ...]:
    """The innermost utterance of each token: longer ones are laid first, shorter ones over them."""
    out = [-1] * len(draft.words.tokens)
    spans = [(s, n) for n, u in enumerate(draft.utterances) for s in u.spans]
    for span, n in sorted(spans, key=lambda row: -len(row[0])):
        for k in draft.words.within(span):
            out[k] = n
    return tuple(out)


def _named(draft: Draft) -> tuple[int, ...]:
    out = [-1] * len(draft.words.tokens)
    known = [n for n, entity in enumerate(draft.entities) if entity is not None]
    for n in sorted(known, key=lambda n: draft.phrases[n].start - draft.phrases[n].end):
        for k in draft.words.within((draft.phrases[n].start, draft.phrases[n].end)):
            out[k] = n
    return tuple(out)


def _people(draft: Draft) -> tuple[tuple[str, ...], ...]:
    """The characters of each phrase; of a group its members, where they are known."""
    cast = {c.id for c in draft.characters}
    members = {g.id: tuple(m for m in g.members if m in cast) for g in draft.groups}
    return tuple(() if e is None else members.get(e) or ((e,) if e in cast else ()) for e in draft.entities)


def _segments(words: Words, voice: Sequence[int]) -> tuple[Segment, ...]:
    out = []
    for start, end in words.sentences:
        first = start
        for k in range(start + 1, end + 1):
            if k == end or voice[k] != voice[first]:
                out.append(Segment(first, k, voice[first] if voice[first] >= 0 else None))
                first = k
    return tuple(out)


def _cued(draft: Draft) -> dict[int, int]:
    return {k: n for n, u in enumerate(draft.utterances) if u.cue is not None for k in draft.words.within(u.cue.span)}


def dependents(signals: Signals | None, *relations: str) -> dict[int, tuple[int, ...]]:
    """From a word to the words that hang on it by one of the relations, whatever their subtype."""
    out: dict[int, tuple[int, ...]] = {}
    if signals is None:
        return out
    wanted = {
        n for n, name in enumerate(signals.labels.relations) if name in relations or name.split(":")[0] in relations
    }
    for k, (relation, head) in enumerate(zip(signals.relation.tolist(), signals.head.tolist(), strict=True)):
        if head >= 0 and relation in wanted:
            out[head] = (*out.get(head, ()), k)
    return out

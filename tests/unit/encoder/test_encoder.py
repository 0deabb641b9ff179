"""The shipped model on a few lines written for these tests."""

import numpy as np
import pytest

from fabula.encoder import Encoder, Signals, load
from fabula.encoder.entities import entities
from fabula.source import Block, Manuscript
from fabula.text import Words, words

LINES = (
    "Marta Quill walked into the old mill and shut the door. Her brother Piers was asleep by the stove.",
    "“You left the lamp burning,” she said. “I saw it from the bridge.”",
    "He woke, and laughed at her, and the dog barked in the yard.",
)


def prose(*lines: str) -> Words:
    text, blocks = "", []
    for line in lines:
        blocks.append(Block(start=len(text), end=len(text) + len(line)))
        text += line + "\n\n"
    return words(Manuscript(text=text, blocks=tuple(blocks)))


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return load(threads=1)


@pytest.fixture(scope="module")
def signals(encoder: Encoder) -> Signals:
    return encoder.read(prose(*LINES))


def test_people_and_places_are_found(signals: Signals) -> None:
    read = prose(*LINES)
    found = {(" ".join(read.forms[m.start : m.end]), m.type) for m in signals.mentions}
    people = {("Marta Quill", "PER"), ("Piers", "PER"), ("Her", "PER"), ("she", "PER"), ("He", "PER")}
    assert people | {("the old mill", "FAC")} <= found
    assert next(m for m in signals.mentions if (m.start, m.end) == (0, 2)).form == "PROP"
    assert next(m for m in signals.mentions if read.forms[m.start] == "she").form == "PRON"


def test_pronouns_join_their_names(signals: Signals) -> None:
    read = prose(*LINES)
    entity = dict(zip([(m.start, m.end) for m in signals.mentions], entities(signals, read.forms), strict=True))
    marta, she = (0, 2), (read.forms.index("she"), read.forms.index("she") + 1)
    assert entity[marta] == entity[she]
    he = read.forms.index("He")
    assert entity[he, he + 1] != entity[marta]


def test_what_happens_is_an_event_and_what_is_is_none(signals: Signals) -> None:
    read = prose(*LINES)
    events = {read.forms[i] for i in signals.event_tokens()}
    assert {"walked", "shut", "said", "laughed"} <= events
    assert not {"was", "the", "mill"} & events


def test_words_are_tagged(signals: Signals) -> None:
    read = prose(*LINES)
    walked = read.forms.index("walked")
    assert signals.upos_of(walked) == "VERB"
    assert signals.lemmas[walked] == "walk"
    assert signals.feature_of(walked, "Tense") == "Past"
    assert int(signals.head[walked]) == -1
    quill = read.forms.index("Quill")
    assert signals.relation_of(0 if signals.head[0] == walked else quill).startswith("nsubj")
    with pytest.raises(KeyError):
        signals.feature_of(walked, "Mood of the sea")


def test_every_sentence_has_one_root_and_heads_stay_inside(signals: Signals) -> None:
    for start, end in prose(*LINES).sentences:
        heads = signals.head[start:end]
        assert (heads == -1).sum() == 1
        assert all(h == -1 or start <= h < end for h in heads)


def test_mentions_are_in_order_and_never_cross(signals: Signals) -> None:
    keys = [(m.start, -m.end) for m in signals.mentions]
    assert keys == sorted(keys)
    for a in signals.mentions:
        assert not any(a.start < b.start < a.end < b.end for b in signals.mentions)


def test_an_empty_text_has_no_signals(encoder: Encoder) -> None:
    nothing = encoder.read(words(Manuscript(text="", blocks=())))
    assert nothing.mentions == ()
    assert nothing.upos.shape == (0,)
    assert nothing.word_vectors is not None
    assert nothing.word_vectors.shape == (0, 384)


def test_the_outcome_does_not_depend_on_threads(signals: Signals) -> None:
    other = load(threads=3).read(prose(*LINES))
    assert other.mentions == signals.mentions
    np.testing.assert_array_equal(other.events, signals.events)
    np.testing.assert_array_equal(other.head, signals.head)


def test_a_long_text_reads_like_its_pieces(encoder: Encoder) -> None:
    many = encoder.read(prose(*LINES * 40), keep_vectors=False)
    short = encoder.read(prose(*LINES * 2), keep_vectors=False)
    assert many.word_vectors is None
    n = len(prose(*LINES).tokens)
    same = np.mean(many.upos[: 2 * n] == short.upos)
    assert same > 0.95
    per_copy = [sum(1 for m in many.mentions if k * n <= m.start < (k + 1) * n) for k in range(40)]
    assert max(per_copy) - min(per_copy) <= 3


def test_hostile_words_are_read(encoder: Encoder) -> None:
    read = prose("a" * 5_000 + " \u0301\u200d 𝔉𝔢𝔫 " + "! " * 700, "—" * 300)
    signals = encoder.read(read)
    assert len(signals.lemmas) == len(read.tokens)
    assert np.isfinite(signals.events).all()


def test_progress_is_told(encoder: Encoder) -> None:
    told: list[tuple[int, int]] = []
    read = prose(*LINES)
    encoder.read(read, lambda done, of: told.append((done, of)))
    assert told[-1] == (len(read.tokens), len(read.tokens))


def test_pair_scores_are_the_same_alone_and_together(signals: Signals) -> None:
    last = len(signals.mentions) - 1
    many = signals.pair_scores(np.full(last, last), np.arange(last))
    alone = [signals.pair_scores(np.array([last]), np.array([n]))[0] for n in range(last)]
    np.testing.assert_allclose(alone, many, rtol=1e-5)
    assert signals.pair_scores(np.array([], np.int64), np.array([], np.int64)).shape == (0,)

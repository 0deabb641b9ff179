"""How the rules' entities of phrases and the encoder's scores are weighed."""

from __future__ import annotations

import numpy as np

from fabula.reading.antecedents import REACH, Antecedents
from fabula.reading.coreference.settling import settle
from fabula.reading.mentions.attributes import describe
from fabula.source import from_text
from fabula.text import words

TEXT = "Fen met Marl by the well. The old miller saw him there. He waved."
FEN, MARL, MILLER, HIM, HE = (0, 3), (8, 12), (26, 40), (45, 48), (56, 58)
SPANS = (FEN, MARL, MILLER, HIM, HE)


def settled(
    rules: tuple[str | None, ...],
    scores: dict[tuple[int, int], float],
    known: tuple[str, ...] = ("c1", "c2"),
    order: dict[int, set[str]] | None = None,
) -> list[str | None]:
    """The entities of the five phrases; `scores` are the encoder's of (later, earlier), all others being none."""
    read = words(from_text(TEXT))
    forms = ("PROP", "PROP", "NOM", "PRON", "PRON")
    phrases = [describe(read, span, form) for span, form in zip(SPANS, forms, strict=True)]  # type: ignore[arg-type]
    near = np.full((len(SPANS), REACH), -9.0, np.float16)
    for (later, earlier), score in scores.items():
        near[later, later - earlier - 1] = score
    found = settle(
        Antecedents({p.span: n for n, p in enumerate(phrases)}, near),
        phrases,
        dict(enumerate(rules)),
        known,
        [r for r in rules if r],
        order or {},
    )
    return [found[i] for i in range(len(SPANS))]


def test_the_rules_hold_where_the_scores_say_little() -> None:
    assert settled(("c1", "c2", "e1", "c1", "c1"), {(3, 0): 1.0, (3, 1): 1.5, (4, 3): 3.0})[3:] == ["c1", "c1"]


def test_sure_scores_outweigh_the_rules() -> None:
    assert settled(("c1", "c2", "e1", "c1", None), {(3, 0): 0.0, (3, 1): 5.0, (4, 3): 4.0})[3:] == ["c2", "c2"]


def test_a_description_that_a_character_s_phrase_joins_is_the_character() -> None:
    found = settled(("c1", "c2", "e1", "c2", None), {(3, 2): 7.0, (4, 3): 6.0})
    assert found[2:] == ["c2", "c2", "c2"]


def test_a_phrase_of_whom_nothing_is_known_is_nobody() -> None:
    assert settled(("c1", "c2", "e1", "c1", None), {(3, 0): 3.0})[4] is None


def test_phrases_that_are_one_for_the_scores_alone_share_a_new_entity() -> None:
    found = settled(("c1", "c2", "e1", None, None), {(4, 3): 6.0})
    assert found[3] == found[4]
    assert found[3] not in {"c1", "c2", "e1", None}


def test_a_noun_that_the_scores_leave_alone_is_no_mention_of_a_character() -> None:
    found = settled(("c1", "c2", "c1", "c1", None), {(3, 0): 4.0})
    assert found[0] == found[3] == "c1"
    assert found[2] not in {"c1", "c2"}


def test_words_that_tell_people_apart_outweigh_sure_scores() -> None:
    rules, scores = ("c1", "c2", "e1", "e2", None), {(3, 2): 7.0}
    assert settled(rules, scores)[2] == settled(rules, scores)[3]
    apart = settled(rules, scores, order={2: {"eldest"}, 3: {"youngest"}})
    assert apart[2] != apart[3]

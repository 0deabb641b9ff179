"""Lines in which somebody says his or her own name."""

from __future__ import annotations

import pytest

from fabula.reading.draft import Draft
from fabula.reading.introductions import named_so, self_named
from fabula.reading.mentions import find_phrases
from fabula.reading.quotations import find_utterances
from fabula.source import from_text
from fabula.text import words


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("“My name is Sixpence. And yours?”", "Sixpence"),
        ("“I’m Fen Marl, from the mill.”", "Fen Marl"),
        ("“They call me Ilse.”", "Ilse"),
        ("“I am Fen’s brother.”", None),
        ("“Am I Fen?”", None),
        ("“I am looking for Ilse.”", None),
    ],
)
def test_the_name_that_a_speaker_gives(line: str, name: str | None) -> None:
    manuscript = from_text(f"Ilse and Fen Marl came in. Sixpence slept. {line}")
    draft = find_phrases(find_utterances(Draft(manuscript=manuscript, words=words(manuscript))))
    found = [draft.phrases[i].span.of(manuscript.text) for i in self_named(draft).values()]
    assert found == ([] if name is None else [name])


def test_whom_a_clause_names() -> None:
    text = "The Swede, whose name nobody could say and whom they called Olaf, plaited rope. A man called out to Ilse."
    manuscript = from_text(text)
    draft = find_phrases(find_utterances(Draft(manuscript=manuscript, words=words(manuscript))))
    found = {draft.phrases[i].span.of(text): draft.phrases[j].span.of(text) for i, j in named_so(draft).items()}
    assert found == {"Olaf": "The Swede"}

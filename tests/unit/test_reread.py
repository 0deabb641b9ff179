"""Reading again: what no correction changes is not read twice."""

from __future__ import annotations

import pytest

from fabula import api
from fabula.corrections import Journal
from fabula.corrections.journal import head_of
from fabula.corrections.making import Maker
from fabula.reading import signals
from fabula.source import from_text

TEXT = "“Run,” said Ilse.\n\n“Why?” asked Fen.\n\n“Because they come.”\n\n“Who?”\n\n“The soldiers,” said Ilse.\n"


def test_the_encoder_does_not_read_the_same_words_again(monkeypatch: pytest.MonkeyPatch) -> None:
    story = api.read(TEXT, text=True)
    journal = Journal((head_of(story), Maker(story).speaker("q3", "Fen")))
    known, expected = api.read_draft(api.manuscript_of(story), last="words"), api.reread(story, journal)

    def refused() -> None:
        raise AssertionError("the encoder was asked")

    monkeypatch.setattr(signals, "encoder", refused)
    assert api.reread(story, journal, known=known) == expected
    assert expected.quotations[2].speaker != story.quotations[2].speaker
    with pytest.raises(AssertionError, match="the encoder was asked"):
        api.read_draft(from_text(TEXT + "\nHe ran.\n"), known=known)

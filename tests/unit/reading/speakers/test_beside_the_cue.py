"""Those who stand in the clause of saying beside its subject do not speak; those who spoke near may speak again."""

from __future__ import annotations

from fabula.reading.draft import Cue, Draft, Phrase, Utterance
from fabula.reading.speakers.survey import survey
from fabula.source import from_text
from fabula.spans import Span
from fabula.story.records import Character
from fabula.text import words


def surveyed(text: str, subject: str, *named: tuple[str, str], narrator: str | None = None) -> Draft:
    """A draft of one utterance in double marks with its cue's subject, and phrases with the characters they mean."""
    manuscript = from_text(text)
    quoted = Span(text.index("“"), text.index("”") + 1)
    at = text.index(subject, quoted.end)
    cue = Cue(span=Span(at, at + len(subject)), subject=Span(at, at + len(subject)))
    phrases, who = [], []
    for phrase, one in named:
        start = text.index(phrase, quoted.end)
        head = Span(start + len(phrase) - len(phrase.split()[-1]), start + len(phrase))
        form = "PRON" if phrase in ("he", "his") else "PROP" if phrase[0].isupper() else "NOM"
        phrases.append(Phrase(start=start, end=start + len(phrase), head=head, form=form, gender="he"))
        who.append(one)
    order = sorted(range(len(phrases)), key=lambda n: (phrases[n].start, phrases[n].end))
    return Draft(
        manuscript=manuscript,
        words=words(manuscript),
        utterances=(Utterance(spans=(quoted,), cue=cue),),
        phrases=tuple(phrases[n] for n in order),
        characters=tuple(Character(id=one, name=one, aliases=(one,), pronouns="he") for one in ("Fen", "Tom", "Marl")),
        entities=tuple(who[n] for n in order),
        narrator=narrator,
    )


def test_one_named_behind_the_subject_is_silent() -> None:
    draft = surveyed("“I am glad,” he said, with a look at Fen.", "he", ("he", "Tom"), ("Fen", "Fen"))
    assert survey(draft).silent[0] == {"Fen"}


def test_a_pronoun_taken_for_one_named_behind_it_tells_nothing() -> None:
    draft = surveyed("“I am glad,” he said, with a look at Fen.", "he", ("he", "Fen"), ("Fen", "Fen"))
    assert survey(draft).cue_entity[0] is None


def test_one_named_in_the_next_sentence_may_speak() -> None:
    draft = surveyed("“I am glad,” he said. The door opened on Fen.", "he", ("he", "Tom"), ("Fen", "Fen"))
    assert survey(draft).silent[0] == frozenset()


def test_the_friend_speaks_and_not_whose_friend_it_is() -> None:
    draft = surveyed("“I am glad,” said his friend.", "his friend", ("his", "Tom"), ("his friend", "Fen"))
    assert survey(draft).silent[0] == {"Tom"}


def test_a_narrator_is_no_he() -> None:
    draft = surveyed("“I am glad,” he said.", "he", ("he", "Tom"), narrator="Marl")
    book = survey(draft)
    assert book.silent[0] == {"Marl"}
    assert book.cast["Marl"] == "I"

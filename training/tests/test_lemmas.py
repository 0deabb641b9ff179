from fabula_training.data import Sentence
from fabula_training.lemmas import table


def sentence(*words: tuple[str, str, str]) -> Sentence:
    forms, lemmas, tags = zip(*words, strict=True)
    empty = tuple({} for _ in words)
    return Sentence(forms, lemmas, tags, empty, tuple(0 for _ in words), tags, True)


def test_unusual_lemmas_are_exceptions_and_edits_are_kept_by_ending() -> None:
    made = table(
        [
            sentence(("planted", "plant", "VERB"), ("hinted", "hint", "VERB"), ("noted", "note", "VERB")),
            sentence(("Hated", "hate", "VERB"), ("ran", "run", "VERB"), ("i", "I", "PRON")),
            sentence(("Idle", "Idle", "ADJ"), ("Knives", "Knife", "PROPN")),
        ]
    )
    assert made["exceptions"] == {"VERB": {"hated": "hate", "noted": "note", "ran": "run"}, "PRON": {"i": "I"}}
    assert made["endings"]["VERB"] == {"ted": ["l1+", "l2+"], "ran": ["l2+un"]}

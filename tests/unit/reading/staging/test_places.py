"""Places are the rooms, houses, landscapes and craft that the text names."""

from staging_drafts import draft_of

from fabula.reading.places import find_places


def names(text: str) -> list[str]:
    return [p.name for p in find_places(draft_of(text, {"a": ["Anna"]})).places]


def test_phrases_with_a_place_noun_are_places_and_one_place_has_many_forms() -> None:
    draft = find_places(draft_of("She sat in the old kitchen. The kitchen was cold. A boat lay on Lake Orlin.", {}))
    assert [p.name for p in draft.places] == ["the old kitchen", "the boat", "Lake Orlin"]
    assert draft.places[0].aliases == ("the old kitchen", "The kitchen")


def test_other_nouns_are_none() -> None:
    assert names("Anna ate the soup with a spoon and paid the bill.") == []

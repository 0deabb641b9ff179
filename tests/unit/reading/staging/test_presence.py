"""Who is there, from where to where, and unseen by whom."""

from staging_drafts import Said, draft_of

from fabula.reading.draft import Draft
from fabula.reading.hiding import concealed
from fabula.reading.presence import comes, find_presence, goes

FILLER = "The fire burned low and the wind went about the house. " * 20


def presence(
    text: str, cast: dict[str, list[str]], said: list[Said] | None = None, **kwargs: object
) -> dict[str, list[str]]:
    """For each character present the words of its stretches."""
    draft: Draft = find_presence(draft_of(text, cast, said or [], one_scene=True, **kwargs))
    out: dict[str, list[str]] = {}
    for row in draft.scenes[0].presence:
        out.setdefault(row.character, []).append(text[row.start : row.end])
    return out


def test_who_speaks_is_addressed_or_acts_is_there() -> None:
    text = 'Anna poured the tea. "Sugar?" Ben shook his head. Anna smiled.'
    assert set(presence(text, {"a": ["Anna"], "b": ["Ben"]}, [("a", ("b",))])) == {"a", "b"}


def test_who_is_only_talked_of_or_remembered_is_not_there() -> None:
    text = 'Anna poured the tea. "Carl never liked it," said Anna. Carl had died in spring. "Dora knows," said Ben.'
    cast = {"a": ["Anna"], "b": ["Ben"], "c": ["Carl"], "d": ["Dora"]}
    assert set(presence(text, cast, [("a", ("b",)), ("b", ("a",))])) == {"a", "b"}


def test_who_comes_in_is_there_from_then_on() -> None:
    text = f"Anna sat by the stove. {FILLER}Ben came in from the yard. Ben sat down. Anna nodded to Ben."
    found = presence(text, {"a": ["Anna"], "b": ["Ben"]})
    assert found["a"] == [text]
    assert found["b"][0].startswith("Ben came in")


def test_who_leaves_is_there_till_then() -> None:
    text = f"Ben sat by Anna. Ben left the room. {FILLER}Anna wept."
    assert presence(text, {"a": ["Anna"], "b": ["Ben"]})["b"] == ["Ben sat by Anna. Ben left the room."]


def test_who_comes_into_somebodys_mind_is_not_there() -> None:
    assert "b" not in presence("Anna sat alone. Ben came into her head.", {"a": ["Anna"], "b": ["Ben"]})


def test_the_narrator_is_there_where_we_are() -> None:
    text = "We waited in the dark. Anna passed us without a word, and we held our breath."
    assert "n" in presence(text, {"a": ["Anna"], "n": ["nobody"]}, narrator="n")


def hidden(text: str, said: list[Said]) -> list[tuple[str, str, tuple[str, ...]]]:
    draft = find_presence(draft_of(text, {"a": ["Anna"], "b": ["Ben"]}, said, one_scene=True))
    rows = [(p.character, text[p.start : p.end], p.hidden_from) for p in draft.scenes[0].presence]
    return [row for row in rows if row[2]]


def test_a_watcher_behind_a_hedge_is_hidden_till_they_talk() -> None:
    text = 'Anna crouched behind the hedge. Ben dug the grave. Anna stood up. "Ben!" Ben dropped the spade.'
    assert [(who, blind) for who, _, blind in hidden(text, [("a", ("b",))])] == [("a", ("b",))]


def test_the_narrator_stays_while_others_talk() -> None:
    text = "I sat down. I nodded to Anna. " + '"Yes," said Anna. ' * 150
    draft = draft_of(text, {"a": ["Anna"], "n": ["I"]}, [("a", ())] * 150, one_scene=True, narrator="n")
    rows = find_presence(draft).scenes[0].presence
    assert [(p.start, p.end) for p in rows if p.character == "n"] == [(0, len(text))]


def test_a_later_question_proves_that_the_words_before_were_overheard() -> None:
    text = 'Ben dug. "I miss her so." Anna sat down beside Ben. "Well?" "How much did you hear?" "All of it."'
    said = [("b", ()), ("a", ("b",)), ("b", ("a",)), ("a", ("b",))]
    [(who, words, blind)] = hidden(text, said)
    assert (who, blind) == ("a", ("b",))
    assert words.startswith("Ben dug.") and words.endswith("beside Ben. ")


def test_who_has_climbed_into_a_cask_is_hidden_from_those_who_talk_beside_it() -> None:
    text = (
        "Anna had climbed into the empty cask. Anna ate an apple. Anna ate another. "
        'Ben and Carl came. "Now?" said Ben. "No," said Carl.'
    )
    draft = draft_of(text, {"a": ["Anna"], "b": ["Ben"], "c": ["Carl"]}, [("b", ("c",)), ("c", ("b",))], one_scene=True)
    rows = find_presence(draft).scenes[0].presence
    assert [(p.character, p.hidden_from) for p in rows if p.hidden_from] == [("a", ("b", "c"))]


def test_what_one_is_not_seen_behind_in_or_under() -> None:
    assert concealed(("was", "behind", "the", "screen")) and concealed(("crawled", "under", "the", "sail"))
    assert concealed(("lay", "in", "the", "tall", "heather"))
    assert not concealed(("sat", "under", "the", "tree")) and not concealed(("looked", "behind", "the", "screen"))
    assert not concealed(("put", "it", "in", "the", "chest"))


def test_verbs_of_coming_and_going() -> None:
    assert comes(("came", "in", "with", "a", "lamp")) and comes(("appeared", "at", "the", "door"))
    assert goes(("went", "out", "without", "a", "word")) and goes(("left", "the", "room")) and goes(("vanished",))
    assert not comes(("came", "to", "a", "decision")) and not goes(("left", "his", "hand", "there"))

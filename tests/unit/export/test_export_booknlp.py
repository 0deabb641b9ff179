"""BookNLP's files, read back as its documentation reads them: tab-separated, no quoting, ends included."""

from __future__ import annotations

import csv
import json
from dataclasses import replace

from fabula.export import Folder, make
from fabula.story import Story, TokenTable
from fabula.text import tokenize


def files(story: Story) -> dict[str, bytes]:
    product = make(story, "booknlp")
    assert isinstance(product, Folder)
    return dict(product.files)


def rows(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(data.decode().split("\n")[:-1], delimiter="\t", quoting=csv.QUOTE_NONE))


def test_the_columns_are_those_of_booknlp(story: Story) -> None:
    heads = {name: data.split(b"\n")[0].decode().split("\t") for name, data in files(story).items()}
    assert heads["ferry.tokens"] == [
        "paragraph_ID",
        "sentence_ID",
        "token_ID_within_sentence",
        "token_ID_within_document",
        "word",
        "lemma",
        "byte_onset",
        "byte_offset",
        "POS_tag",
        "fine_POS_tag",
        "dependency_relation",
        "syntactic_head_ID",
        "event",
    ]
    assert heads["ferry.entities"] == ["COREF", "start_token", "end_token", "prop", "cat", "text"]
    assert heads["ferry.quotes"] == [
        "quote_start",
        "quote_end",
        "mention_start",
        "mention_end",
        "mention_phrase",
        "char_id",
        "quote",
    ]


def test_tokens_point_at_the_text_and_are_numbered(story: Story) -> None:
    tokens = rows(files(story)["ferry.tokens"])
    assert [int(t["token_ID_within_document"]) for t in tokens] == list(range(len(tokens)))
    assert all(story.text[int(t["byte_onset"]) : int(t["byte_offset"])] == t["word"] for t in tokens)
    assert "".join(t["word"] for t in tokens) == "".join(story.text.split())
    assert [t["word"] for t in tokens if t["event"] == "EVENT"] == ["laughed"]
    laughed = next(t for t in tokens if t["word"] == "laughed")
    assert (laughed["paragraph_ID"], laughed["token_ID_within_sentence"]) == ("2", "2")


def test_a_quote_has_inclusive_ends_and_the_mention_of_its_speaker(story: Story) -> None:
    made = files(story)
    tokens, quotes = rows(made["ferry.tokens"]), rows(made["ferry.quotes"])
    first = quotes[0]
    words = [t["word"] for t in tokens[int(first["quote_start"]) : int(first["quote_end"]) + 1]]
    assert words == ["“", "Hurry", ",", "”"]
    assert first["quote"] == "“ Hurry , ”"
    assert first["mention_phrase"] == "Ilse"
    ilse = next(e for e in rows(made["ferry.entities"]) if e["text"] == "Ilse")
    assert first["char_id"] == ilse["COREF"]
    assert first["mention_start"] == ilse["start_token"] == ilse["end_token"]


def test_a_quote_of_nobody_says_none(story: Story) -> None:
    nobody = replace(story, quotations=(replace(story.quotations[0], speaker=None),))
    quotes = rows(files(nobody)["ferry.quotes"])
    assert [(q["char_id"], q["mention_start"]) for q in quotes] == [("None", "None")] * 2


def test_the_book_lists_characters_with_their_mentions(story: Story) -> None:
    people = json.loads(files(story)["ferry.book"])["characters"]
    ilse = people[0]
    assert ilse["g"]["argmax"] == "she/her"
    assert ilse["count"] == 3
    assert ilse["mentions"]["proper"] == [{"c": 2, "n": "Ilse"}]
    assert ilse["mentions"]["pronoun"] == [{"c": 1, "n": "she"}]
    tam = next(p for p in people if p["mentions"]["proper"] and p["mentions"]["proper"][0]["n"] == "Old Tam")
    assert [a["w"] for a in tam["agent"]] == ["laughed"]


def test_syntax_gives_deeds_where_there_is_syntax() -> None:
    text = "Bo saw Ann"
    spans = tokenize(text)
    from fabula.story import Character, Mention

    story = Story(
        text=text,
        characters=(Character(id="b", name="Bo", pronouns="I"), Character(id="a", name="Ann")),
        mentions=(
            Mention(start=0, end=2, entity="b", form="PROP", type="PER"),
            Mention(start=7, end=10, entity="a", form="PROP", type="PER"),
        ),
        tokens=TokenTable(
            start=tuple(s.start for s in spans),
            end=tuple(s.end for s in spans),
            upos=("PROPN", "VERB", "PROPN"),
            lemma=("Bo", "see", "Ann"),
            head=(1, -1, 1),
            relation=("nsubj", "root", "obj"),
        ),
    )
    bo, ann = json.loads(files(story)["book.book"])["characters"]
    assert bo["id"] == 0  # BookNLP's number for the narrator
    assert bo["agent"] == [{"w": "saw", "i": 1}]
    assert ann["patient"] == [{"w": "saw", "i": 1}]


def test_hostile_names_break_no_line_and_no_page(hostile: Story) -> None:
    made = files(hostile)
    assert sorted(made) == [f"passwd{s}" for s in (".book", ".book.html", ".entities", ".quotes", ".tokens")]
    for kind, width in ((".tokens", 13), (".entities", 6), (".quotes", 7)):
        assert {len(line.split("\t")) for line in made["passwd" + kind].decode().split("\n")[:-1]} == {width}
    assert b"<script>" not in made["passwd.book.html"]

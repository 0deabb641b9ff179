"""Corpora as their repositories publish them, read as rows of the joined form."""

from __future__ import annotations

from pathlib import Path

import pytest

from fabula.errors import RequestError
from fabula.evaluate import litbank as corpus
from fabula.evaluate import reman as emotions
from fabula.evaluate.parts import belongs, part_of
from fabula.evaluate.public import litbank, pdnc, places, reman

BOOK = 'CHAPTER I\n\n"Come in, Fen," said\nher aunt.\n\nFen\'s boots were wet.\n\nCHAPTER II\n'
TOKENS = '" Come in , Fen , " said her aunt .\nFen \'s boots were wet .\n'


def write(file: Path, *lines: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("".join(line + "\n" for line in lines), encoding="utf-8", newline="")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    name = "9999999_fen_brat"
    for layer in ("entities", "events", "coref"):
        write(tmp_path / layer / "brat" / f"{name}.txt", TOKENS.rstrip("\n"))
    write(tmp_path / "entities" / "brat" / f"{name}.ann", "T0\tPER 12 15\tFen", "T1\tPER 25 33\ther aunt")
    write(tmp_path / "events" / "brat" / f"{name}.ann", "T3\tEVENT 20 23\tsai")
    write(
        tmp_path / "coref" / "brat" / f"{name}.ann",
        *("T0\tPROP_PER 12 15\tFen", "T1\tNOM_PER 25 33\ther aunt", "T2\tPRON_PER 25 28\ther"),
        *("T7\tFen-0 12 15\tFen", "T8\tFen-0 25 28\ther", "T9\ther_aunt-1 25 33\ther aunt"),
        "R1\tappos Arg1:T1 Arg2:T0",
    )
    write(
        tmp_path / "quotations" / "tsv" / f"{name}.ann",
        *('QUOTE\tQ1\t0\t0\t0\t6\t" Come in , Fen , "', "ATTRIB\tQ1\ther_aunt-1"),
    )
    write(tmp_path / "original" / "9999999_fen.txt", BOOK.rstrip("\n"))
    return tmp_path


def test_a_document_of_litbank_is_joined_from_its_layers(checkout: Path) -> None:
    row, text = litbank.document(checkout, "9999999_fen")
    assert text == '"Come in, Fen," said\nher aunt.\n\nFen\'s boots were wet.'
    assert row["tokens"][:5] == ['"', "Come", "in", ",", "Fen"]
    assert [text[a:b] for a, b in row["token_spans"]] == row["tokens"]
    assert row["sentences"] == [[0, 11], [11, 17]]
    assert row["paragraphs"] == [[0, 11], [11, 17]]
    assert row["entities"] == [
        {"start": 4, "end": 5, "type": "PER", "form": "PROP"},
        {"start": 8, "end": 10, "type": "PER", "form": "NOM"},
    ]
    assert row["events"] == [7]  # a mark on a part of a token is one on the token
    assert [(m["id"], m["start"], m["end"], m["form"], m["entity"]) for m in row["coref"]] == [
        ("T0", 4, 5, "PROP", "Fen-0"),
        ("T2", 8, 9, "PRON", "Fen-0"),
        ("T1", 8, 10, "NOM", "her_aunt-1"),
    ]
    assert row["coref_relations"] == [{"type": "apposition", "mention": "T1", "of": "T0"}]
    assert row["quotations"] == [{"id": "Q1", "start": 0, "end": 7, "speaker": "her_aunt-1"}]


def test_without_the_printed_book_a_sentence_is_a_paragraph(checkout: Path) -> None:
    (checkout / "original" / "9999999_fen.txt").unlink()
    row, text = litbank.document(checkout, "9999999_fen")
    assert text == TOKENS.rstrip("\n")
    assert row["paragraphs"] == row["sentences"]
    assert [text[a:b] for a, b in row["token_spans"]] == row["tokens"]


def test_marks_may_be_printed_in_another_shape(checkout: Path) -> None:
    book = BOOK.replace('"Come', "“Come").replace(',"', ",”").replace("'", "’")
    (checkout / "original" / "9999999_fen.txt").write_text(book, encoding="utf-8", newline="")
    row, text = litbank.document(checkout, "9999999_fen")
    assert text.startswith("“Come in, Fen,” said")
    assert row["tokens"][12] == "’s"


def test_litbank_is_evaluated_in_either_form(checkout: Path) -> None:
    (doc,) = corpus.documents(checkout, corpus.part("unseen"))
    assert doc.entities == {(10, 13, "PER"), (21, 29, "PER")}
    assert list(corpus.documents(checkout, corpus.part("dev"))) == []


def test_a_broken_layer_is_named(checkout: Path) -> None:
    write(checkout / "entities" / "brat" / "9999999_fen_brat.ann", "T0\tPER x y\tFen")
    with pytest.raises(RequestError, match="9999999_fen"):
        list(litbank.documents(checkout))


def test_parts_are_those_of_the_shipped_weights() -> None:
    assert part_of("litbank", 9_999_999) == "unseen"
    assert belongs("dev", "held-out")
    assert belongs("unseen", "all")
    assert not belongs("train", "held-out")


REMAN = """<?xml version='1.0' encoding='utf-8'?>
<corpus><document author="A" book_title="B" doc_id="9999999|4" genre="G" url="u"><text>Fen wept. He hid.</text>
<adjudicated><spans>
<span annotation_id="1" annotatorId="A|C" cbegin="4" cend="8" modifier="strong" type="sadness">wept</span>
<span annotation_id="2" annotatorId="A" cbegin="0" cend="3" type="character">Fen</span></spans><relations>
<relation annotatorId="A" source_annotation_id="1" target_annotation_id="2" type="experiencer">x</relation>
<relation annotatorId="A" source_annotation_id="1" target_annotation_id="7" type="cause">x</relation></relations>
</adjudicated><other><spans><span annotation_id="7" annotatorId="B" cbegin="0" cend="3" type="joy">Fen</span></spans>
<relations/></other></document></corpus>
"""


def test_reman_keeps_what_the_curator_accepted(tmp_path: Path) -> None:
    file = tmp_path / "reman-version1.0.xml"
    file.write_text(REMAN, encoding="utf-8")
    (row,) = reman.passages(file)
    assert (row["id"], row["gutenberg_id"], row["text"]) == ("9999999-4", 9999999, "Fen wept. He hid.")
    assert [(s["id"], s["type"], s["modifier"], s["annotators"]) for s in row["spans"]] == [
        ("1", "sadness", "strong", ["A", "C"]),
        ("2", "character", None, ["A"]),
    ]
    assert [r.get("dangling", False) for r in row["relations"]] == [False, True]
    (passage,) = emotions.passages(file, "unseen")
    assert passage.emotions == ((4, 8, "sadness"), (0, 3, "character"))


def test_reman_opens_no_entities(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("hidden", encoding="utf-8")
    file = tmp_path / "reman.xml"
    entity = f'<!DOCTYPE corpus [<!ENTITY e SYSTEM "file://{secret}">]><corpus>'
    file.write_text(REMAN.replace("<corpus>", entity).replace("He hid.", "&e;"), encoding="utf-8")
    assert "hidden" not in next(reman.passages(file))["text"]


def test_a_novel_of_the_pdnc(tmp_path: Path) -> None:
    write(tmp_path / "novel_text.txt", '"Run," said Fen. "Why?" "Go," they said.')
    write(
        tmp_path / "character_info.csv",
        "Character ID,Main Name,Aliases,Gender,Category",
        "0,Fen Hale,\"{'Fen', 'Miss Hale'}\",F,major",
    )
    write(
        tmp_path / "quotation_info.csv",
        "quoteID,quoteByteSpans,speaker,addressees,quoteType,referringExpression,mentionSpansList,mentionEntitiesList",
        "Q1,\"[[18, 22]]\",Ada,['Fen'],Implicit,nan,[[]],[[]]",
        "Q0,\"[[1, 5]]\",Fen Hale,\"['Ada', 'Ada']\",Explicit,said Fen,\"[[[1, 4]]]\",[[['Miss Hale']]]",
        'Q2,"[[25, 28]]",_group,[],Anaphoric,they said,[[]],[[]]',
    )
    row, text = pdnc.novel(tmp_path)
    assert text.startswith('"Run,"')
    assert [(q["id"], q["speaker"], q["addressees"], q["type"]) for q in row["quotations"]] == [
        ("Q0", "C0", ["A0"], "explicit"),
        ("Q1", "A0", ["C0"], "implicit"),
        ("Q2", "_group", [], "anaphoric"),
    ]
    assert row["quotations"][0]["mentions"] == [{"span": [1, 4], "characters": ["C0"]}]
    assert row["quotations"][1]["cue"] is None
    assert [(c["id"], c["kind"], c["aliases"]) for c in row["characters"]] == [
        ("C0", "listed", ["Fen", "Fen Hale", "Miss Hale"]),
        ("A0", "added", ["Ada"]),
        ("_group", "special", []),
    ]


def test_a_pair_of_character_and_place(tmp_path: Path) -> None:
    head = "ID\tbook_id\tchar_text\tplace_text\tcontext_10\tcontext_50\tcontext_100"
    nested = "He left <place> <char> his </char> farm </place> ."
    write(tmp_path / "train.tsv", head, f"AA\t12\this\this farm\tx\t\t{nested}", f"BB\t13\ta\tb\t{nested}\t\t")
    labels = "ID\tvalid_relation\tspatial_relation\ttemporal_span\tnarrative_tense"
    write(tmp_path / "train.labels.tsv", labels, "AA\tVALID\tFROM\tPUNCTUAL\tONGOING", "BB\tINVALID\t\t\t")
    first, second = places.pairs(tmp_path, ("train",))
    assert first["text"] == "He left his farm ."
    assert (first["character_span"], first["place_span"]) == ([8, 11], [8, 16])
    assert (first["spatial_relation"], first["split"], first["gutenberg_id"]) == ("FROM", "train", 12)
    assert (second["valid"], second["spatial_relation"]) == (False, None)

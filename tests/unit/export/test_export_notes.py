"""Markdown notes, novelWriter projects, Fountain and XMI, each read by somebody else's reader."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import yaml
from cassis import load_cas_from_xmi, load_typesystem
from lxml import etree
from markdown_it import MarkdownIt
from screenplain.parsers import fountain
from screenplain.types import Action, Dialog, Section, Slug

from fabula.export import Folder, make
from fabula.export.markdown import escaped
from fabula.story import Mention, Story


def files(story: Story, to: str) -> dict[str, str]:
    product = make(story, to)
    assert isinstance(product, Folder)
    return {name: data.decode() for name, data in product.files.items()}


def split(note: str) -> tuple[dict[str, object], str]:
    _, head, body = note.split("---\n", 2)
    return yaml.safe_load(head), body


# Markdown


def test_the_vault_has_a_note_for_each_character_place_and_scene(story: Story) -> None:
    assert list(files(story, "markdown")) == [
        "Story.md",
        "Characters/Ilse.md",
        "Characters/Old Tam.md",
        "Characters/Bo.md",
        "Characters/the ferrymen.md",
        "Places/the ferry.md",
        "Places/the far bank.md",
        "Scenes/01 the ferry.md",
        "Scenes/02 the far bank.md",
    ]


def test_a_note_says_what_is_known_of_a_character(story: Story) -> None:
    head, body = split(files(story, "markdown")["Characters/Ilse.md"])
    assert (head["name"], head["aliases"], head["pronouns"], head["lines"]) == ("Ilse", ["Ilse Maar"], "she", 2)
    assert "- [[Characters/Old Tam|Old Tam]]: 1 line" in body
    assert "- fear: “afraid” ([[Scenes/02 the far bank|02 the far bank]])" in body
    assert "- [[Characters/Bo|Bo]]: 1 scene" in body


def test_every_link_has_its_note(story: Story, hostile: Story) -> None:
    for one in (story, hostile):
        made = files(one, "markdown")
        links = {link for note in made.values() for link in re.findall(r"\[\[([^\]|]+)\|", split(note)[1])}
        assert links
        assert {f"{link}.md" for link in links} <= set(made)


def test_hostile_names_are_words_and_no_paths(hostile: Story) -> None:
    made = files(hostile, "markdown")
    assert all(re.fullmatch(r"((Characters|Places|Scenes)/)?[\w -]+\.md", name) for name in made)
    assert len({name.casefold() for name in made}) == len(made)
    for note in made.values():
        head, body = split(note)
        assert head["type"] in ("story", "character", "place", "scene")
        assert "<script" not in MarkdownIt().render(body)


def test_escaped_words_are_the_words_again() -> None:
    for words in (
        "*a* _b_ <i>c</i> `d` [e](f) #g h|i",
        "- x",
        "1. y",
        "+ z",
        "&amp; ~~x~~ $1$ \\",
        "2) k",
        "http://x.y",
    ):
        html = MarkdownIt().render(f"“{escaped(words)}”")
        assert "".join(etree.fromstring(html).itertext()).strip() == f"“{words}”"
        assert "".join(etree.fromstring(MarkdownIt().render(escaped(words))).itertext()).strip() == words


# novelWriter


def test_a_project_has_chapters_scenes_cast_and_places(story: Story) -> None:
    made = files(story, "novelwriter")
    items = etree.fromstring(made["nwProject.nwx"].encode()).findall("content/item")
    assert [(i.get("type"), i.get("class"), i.find("name").text) for i in items] == [
        ("ROOT", "NOVEL", "Novel"),
        ("FILE", "NOVEL", "Title Page"),
        ("FILE", "NOVEL", "One: The Ferry"),
        ("FILE", "NOVEL", "Scene 1: the ferry"),
        ("FILE", "NOVEL", "Two: The Far Bank"),
        ("FILE", "NOVEL", "Scene 2: the far bank"),
        ("ROOT", "CHARACTER", "Characters"),
        ("FILE", "CHARACTER", "Ilse"),
        ("FILE", "CHARACTER", "Old Tam"),
        ("FILE", "CHARACTER", "Bo"),
        ("FILE", "CHARACTER", "the ferrymen"),
        ("ROOT", "WORLD", "Locations"),
        ("FILE", "WORLD", "the ferry"),
        ("FILE", "WORLD", "the far bank"),
    ]
    handles = [i.get("handle") for i in items]
    assert len(set(handles)) == len(handles)
    assert all(re.fullmatch("[0-9a-f]{13}", h) for h in handles)
    assert {f"content/{i.get('handle')}.nwd" for i in items if i.get("type") == "FILE"} == set(made) - {"nwProject.nwx"}
    scene = made[f"content/{handles[5]}.nwd"]
    assert "@pov: Ilse\n@focus: Bo\n@char: Ilse, Bo\n@location: the far bank\n" in scene
    assert "[i]Tam is lying[/i], Ilse thought. Behind the willow Bo listened." in scene


def test_a_line_of_the_author_is_no_command(story: Story) -> None:
    made = files(Story(text="@pov: me\n% x\n# y\n[new page]\n*z*"), "novelwriter")
    (text,) = [t for t in made.values() if "pov" in t]
    assert text.split("\n")[5:] == [
        "\u2060@pov: me",
        "",
        "\u2060% x",
        "",
        "\u2060# y",
        "",
        "\u2060[new page]",
        "",
        "\\*z\\*",
        "",
    ]


def test_hostile_names_add_no_tag_and_no_row(hostile: Story) -> None:
    made = files(hostile, "novelwriter")
    items = etree.fromstring(made["nwProject.nwx"].encode()).findall("content/item")
    assert len(items) == 6 + 3 + len(hostile.characters) + len(hostile.places) - 1
    tags = [line for text in made.values() for line in text.split("\n") if line.startswith("@tag:")]
    assert len(tags) == len({t.casefold() for t in tags}) == len(hostile.characters) + len(hostile.places)


# Fountain


def test_a_screenplay_is_read_by_screenplain(story: Story) -> None:
    made = fountain.parse(io.StringIO(make(story, "fountain").data.decode()))
    assert made.title_page == {"Title": ["The Ferry & the Far Bank"], "Author": ["A. Writer"]}
    rows = [
        (type(p).__name__, str(p.character), "".join(str(line) for _, line in p.blocks))
        if isinstance(p, Dialog)
        else (type(p).__name__, "", str(p.line))
        if isinstance(p, Slug)
        else (type(p).__name__, "", str(p.text))
        if isinstance(p, Section)
        else (type(p).__name__, "", "".join(str(line) for line in p.lines))
        for p in made.paragraphs
    ]
    assert rows[:8] == [
        ("Section", "", "One: The Ferry"),
        ("Slug", "", "THE FERRY - AT DUSK"),
        ("Dialog", "Ilse", "“Hurry,”"),
        ("Action", "", "said Ilse,"),
        ("Dialog", "Ilse (CONT'D)", "“or we shall *miss* it & drown < here.”"),
        ("Action", "", "Old Tam laughed."),
        ("Dialog", "Old Tam", "“You said: ‘Never hurry.’ I heard you.”"),
        ("Dialog", "Ilse", "“I did."),
    ]
    assert isinstance(made.paragraphs[10], Action)
    assert ("Dialog", "Ilse (V.O.)", "Tam is lying") in rows


def test_words_that_look_like_fountain_are_action(story: Story) -> None:
    text = "INT. HOUSE - DAY\nFADE TO:\n> x <\n.y\n===\n/* z */ [[w]]\n~ la"
    made = fountain.parse(io.StringIO(make(Story(text=text), "fountain").data.decode()))
    assert {type(p) for p in made.paragraphs} == {Action}
    words = "".join(str(line) for p in made.paragraphs for line in p.lines)
    assert words.replace("\u2060", "") == text.replace("\n", "")


# XMI


def cas(story: Story) -> object:
    made = files(story, "xmi")
    return load_cas_from_xmi(made["story.xmi"], typesystem=load_typesystem(made["TypeSystem.xml"]))


def test_cassis_reads_words_entities_and_lines(story: Story) -> None:
    found = cas(story)
    assert found.sofa_string == story.text
    said = found.select("webanno.custom.Quotation")
    assert (said[0].get_covered_text(), said[0].speaker, said[0].addressees) == ("“Hurry,”", "Ilse", "Old Tam")
    scenes = found.select("webanno.custom.Scene")
    assert [(s.place, s.pov, s.present, s.when) for s in scenes][1] == (
        "the far bank",
        "Ilse; Bo",
        "Ilse; Bo",
        "earlier",
    )
    core = "de.tudarmstadt.ukp.dkpro.core.api."
    tokens = found.select(core + "segmentation.type.Token")
    assert "".join(t.get_covered_text() for t in tokens) == "".join(story.text.split())
    assert len(found.select(core + "segmentation.type.Sentence")) >= 8


def test_offsets_hold_behind_signs_beyond_the_basic_plane(story: Story) -> None:
    start = story.text.index("She was afraid")
    one = replace(story, mentions=(Mention(start=start, end=start + 3, entity="c1", form="PRON", type="PER"),))
    (entity,) = cas(one).select("de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity")
    assert (entity.get_covered_text(), entity.value, entity.identifier) == ("She", "PER", "c1")


def test_a_chain_goes_through_the_mentions_in_order(story: Story) -> None:
    chains = cas(story).select("de.tudarmstadt.ukp.dkpro.core.api.coref.type.CoreferenceChain")
    first = chains[0].first
    assert [first.get_covered_text(), first.next.get_covered_text(), first.next.next.get_covered_text()] == [
        "Ilse",
        "she",
        "Ilse",
    ]
    assert first.referenceRelation == "Ilse"


def test_hostile_names_are_read_by_cassis(hostile: Story) -> None:
    assert cas(hostile).select("webanno.custom.Quotation")[0].speaker == "<script>alert(1)</script>"

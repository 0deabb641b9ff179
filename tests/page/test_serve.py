"""The editor's server: whom it answers and what it writes."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from serving import TEXT, TOKEN, Served, speaker

from fabula import api
from fabula.corrections import journal_path, load
from fabula.errors import RequestError
from fabula.serve.run import serve
from fabula.story import Story


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


def test_a_window_that_is_behind_gets_what_it_missed_and_its_correction_stands(served: Served) -> None:
    served.correct(kind="speaker", quotations=["q1"], speaker="Fen")
    _, second = served.correct(kind="speaker", quotations=["q2"], speaker="Mora")
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


def test_a_request_that_names_no_host_is_refused(served: Served) -> None:
    # no body: the connection is closed at once, and what was still unread would make the close a reset
    assert served.ask("GET", f"/{TOKEN}/", Host="")[0] in (400, 421)


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

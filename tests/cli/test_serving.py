"""The editor's server as a process: what it answered is on the disk whenever it dies, and Ctrl-C ends all of it."""

from __future__ import annotations

import http.client
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from fabula.corrections import journal_path, load
from fabula.corrections.desk import Desk
from fabula.spans import Span
from fabula.story import Character, Quotation, Story

pytest.importorskip("uvicorn")
PATIENCE = 300  # seconds for what takes a moment on a machine that does nothing else
pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")


def tale(path: Path) -> Path:
    """A story file of two speakers and forty lines."""
    text = "\n\n".join(f"“Number {n},” said one of the two." for n in range(40))
    starts = [text.index(f"“Number {n},") for n in range(40)]
    quotations = tuple(Quotation(id=f"q{n}", spans=(Span(a, a + 10),), speaker="c1") for n, a in enumerate(starts))
    people = (Character(id="c1", name="Ilse"), Character(id="c2", name="Fen"))
    Story(text=text, characters=people, quotations=quotations).save(path)
    return path


@contextmanager
def served(path: Path) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """The server, and the address that it prints; it is gone afterwards."""
    command = [sys.executable, "-m", "fabula", "serve", str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stderr is not None
        lines = (word for line in process.stderr for word in line.decode().split())
        address = next((word for word in lines if word.startswith("http://")), None)
        assert address is not None, "the server told no address"
        try:
            yield process, address
        finally:
            process.kill()


def ask(address: str, name: str, body: dict[str, object]) -> int:
    """The status of the answer to a window's request."""
    where = urlsplit(address)
    line = http.client.HTTPConnection(where.netloc, timeout=PATIENCE)
    headers = {"Origin": f"http://{where.netloc}", "Content-Type": "application/json"}
    line.request("POST", where.path + name, json.dumps({"revision": 1, **body}), headers)
    status = line.getresponse().status
    line.close()
    return status


@pytest.mark.parametrize("seed", range(3))
def test_what_was_answered_outlives_a_kill_at_any_moment(tmp_path: Path, seed: int) -> None:
    path = tale(tmp_path / "tale.fabula.json")
    answered: list[int] = []

    def mend(address: str) -> None:
        for n in range(40):
            try:
                body = {"kind": "speaker", "quotations": [f"q{n}"], "speaker": "c2"}
                assert ask(address, "correct", body) == 200
            except (OSError, http.client.HTTPException):
                return
            answered.append(n)

    with served(path) as (process, address):
        window = threading.Thread(target=mend, args=(address,))
        window.start()
        while len(answered) < 3 and window.is_alive():
            time.sleep(0.002)
        time.sleep(random.Random(seed).uniform(0, 0.2))
        process.kill()
        process.wait()
        window.join()
    journal = load(journal_path(path))
    written = [getattr(e, "quotation").id for e in journal.effective()]  # noqa: B009
    assert written[: len(answered)] == [f"q{n}" for n in answered] and len(written) <= len(answered) + 1
    assert journal.broken == ()
    desk = Desk(path)
    desk.add([desk.maker.speaker("q39", "c2")])
    assert Desk(path).story.quotations[39].speaker == "c2" and load(journal_path(path)).broken == ()


def test_ctrl_c_ends_the_server_and_what_reads_behind_it(tmp_path: Path) -> None:
    with served(tale(tmp_path / "tale.fabula.json")) as (process, address):
        assert ask(address, "correct", {"kind": "speaker", "quotations": ["q1"], "speaker": "c2"}) == 200
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
        behind = [int(one) for one in children.read_text().split()] if children.exists() else []
        process.send_signal(signal.SIGINT)
        _, talk = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0 and b"Traceback" not in talk
    assert not any(Path(f"/proc/{one}").exists() for one in behind)

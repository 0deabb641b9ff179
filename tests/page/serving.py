"""A story being served to tests."""

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

from fabula.corrections import apply, journal_path, load
from fabula.story import Story

pytest.importorskip("starlette")
uvicorn = pytest.importorskip("uvicorn")

from fabula.serve.app import application  # noqa: E402
from fabula.serve.run import bound  # noqa: E402
from fabula.serve.studio import Studio  # noqa: E402

TEXT = (
    "Ilse came in. “Run,” said Ilse.\n\n“Why?” asked Fen.\n\n“Because they come.”\n\n“Who?”\n\n“The soldiers.”\n\n"
    "“I do not believe you.”\n\nMora laughed in the corner. She was old.\n\n“You never do,” said Mora.\n\n"
    "The next day Captain Marten rode to the mill. He was tired.\n\n“Nobody is here,” he said.\n"
)
TOKEN = "sesame-sesame"
PATIENCE = 300  # seconds for what takes a moment on a machine that does nothing else


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
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
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
        end = time.monotonic() + PATIENCE
        while not self.studio.settled():
            assert time.monotonic() < end, "the process behind does not answer"
            time.sleep(0.02)

    def correct(self, **fields: Any) -> tuple[int, Any]:
        """Status and answer to a correction."""
        return self.ask("POST", f"/{TOKEN}/correct", {"revision": 1, **fields})


def serving(path: Path) -> Iterator[Served]:
    """A story file being served; nothing is read behind it until that is started."""
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
    thread.join(PATIENCE)
    studio.end()


def speaker(served: Served, id: str) -> str | None:
    """Who says a line in the story in use, by name."""
    done = apply(Story.load(served.path), load(journal_path(served.path))).story
    row = next(q for q in done.quotations if q.id == id)
    return None if row.speaker is None else done.character(row.speaker).name

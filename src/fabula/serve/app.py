"""The web application: a page and a few answers in JSON, for nobody but the windows that know the token."""

from __future__ import annotations

import asyncio
import secrets
import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping, Sequence
from importlib.resources import files
from typing import Any

import msgspec
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from fabula.corrections.kinds import Anything, Verdict
from fabula.corrections.making import Maker
from fabula.errors import FabulaError, OutputError
from fabula.page import Addition, render
from fabula.serve.studio import State, Studio

BODY = 1 << 20
GLANCE = 0.05  # seconds between looks at the revision for the windows that wait for another
LOOK = 1.0  # and at the files, for what another process has written
HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


class Known(msgspec.Struct):
    """What every request says: the state that its window shows."""

    revision: int


class Ask(Known, tag_field="kind"):
    """A correction that a window asks for, by ids."""


class AskSpeaker(Ask, tag="speaker"):
    """Who says lines; `name` is that of somebody new."""

    quotations: list[str]
    speaker: str | None = None
    name: str | None = None


class AskMode(Ask, tag="mode"):
    """What lines are."""

    quotations: list[str]
    mode: Verdict


class AskAddressees(Ask, tag="addressees"):
    """To whom lines are said."""

    quotations: list[str]
    addressees: list[str]


class AskMerge(Ask, tag="merge"):
    """That two are one."""

    character: str
    into: str


class AskRename(Ask, tag="rename"):
    """What somebody is called."""

    character: str
    name: str


ASK = msgspec.json.Decoder(AskSpeaker | AskMode | AskAddressees | AskMerge | AskRename)
KNOWN = msgspec.json.Decoder(Known)


def application(studio: Studio, token: str, hosts: Sequence[str], ending: Callable[[], bool] = lambda: False) -> Guard:
    """The ASGI application; `hosts` are the values of Host that it answers to, such as 127.0.0.1:8700.

    Once `ending` is true, no window is told of changes any more, so that the server can end.
    """
    desk = _Windows(studio, ending)
    routes = [
        Route(f"/{token}/", desk.page, methods=["GET"]),
        Route(f"/{token}/state", desk.state, methods=["GET"]),
        Route(f"/{token}/changes", desk.changes, methods=["GET"]),
        Route(f"/{token}/likely", desk.likely, methods=["GET"]),
        Route(f"/{token}/correct", desk.correct, methods=["POST"]),
        Route(f"/{token}/undo", desk.undo, methods=["POST"]),
        Route(f"/{token}/reread", desk.reread, methods=["POST"]),
    ]
    return Guard(Starlette(routes=routes), token, hosts)


class Guard:
    """Lets through only what our own page asks: the right host, no other origin, the token in the path."""

    def __init__(self, app: Any, token: str, hosts: Sequence[str]) -> None:
        self.app, self.token, self.hosts = app, token, frozenset(hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it."""
        if scope["type"] != "http":
            return
        refusal = self.refusal(scope)
        if refusal is not None:
            await PlainTextResponse(refusal[1], status_code=refusal[0], headers=HEADERS)(scope, receive, send)
            return
        await self.app(scope, receive, send)

    def refusal(self, scope: Scope) -> tuple[int, str] | None:
        """Status and reason where the request is refused."""
        headers: dict[str, list[str]] = {}
        for name, value in scope["headers"]:
            headers.setdefault(name.decode("latin-1").lower(), []).append(value.decode("latin-1"))
        host = headers.get("host", [])
        if len(host) != 1 or host[0] not in self.hosts:
            return 421, "not a host of this server"
        origin = headers.get("origin", [])
        if any(one != f"http://{host[0]}" for one in origin) or (scope["method"] != "GET" and not origin):
            return 403, "another origin"
        if headers.get("sec-fetch-site", ["none"])[0] not in ("same-origin", "none"):
            return 403, "another site"
        given = scope["path"].split("/")[1] if "/" in scope["path"] else ""
        if not secrets.compare_digest(given.encode(), self.token.encode()):
            return 404, "nothing here"
        if scope["method"] == "POST":
            size = headers.get("content-length", [""])[0]
            if headers.get("content-type") != ["application/json"] or not size.isdigit() or int(size) > BODY:
                return 415, "one JSON object of at most 1 MB"
        return None


class _Windows:
    """The answers to windows."""

    def __init__(self, studio: Studio, ending: Callable[[], bool]) -> None:
        self.studio, self.ending = studio, ending
        self.rendering = threading.Lock()
        self.rendered: tuple[int, bytes] = (0, b"")

    async def page(self, request: Request) -> Response:
        """The page of the story in use, as an editor."""
        html = await run_in_threadpool(self._html)
        return Response(html, media_type="text/html; charset=utf-8", headers=HEADERS)

    def _html(self) -> bytes:
        with self.rendering:
            story, revision = self.studio.page_story()
            if self.rendered[0] != revision:
                script = f"window.fabulaRevision = {revision};\n" + _asset("editor.js")
                page = render(story, Addition(_asset("editor.css"), script))
                self.rendered = revision, page.encode("utf-8", "replace")
            return self.rendered[1]

    async def state(self, request: Request) -> Response:
        """What changed since the state that the window shows."""
        given = request.query_params.get("revision", "0")
        known = int(given) if given.isdecimal() and len(given) < 10 else 0
        return _json(await run_in_threadpool(self.studio.state, known))

    async def changes(self, request: Request) -> Response:
        """Server-sent events: the revision, whenever it is another one, whoever changed it."""
        return StreamingResponse(self._revisions(), headers=HEADERS, media_type="text/event-stream")

    async def _revisions(self) -> AsyncIterator[str]:
        told, looked = 0, 0.0
        while not self.ending():
            if time.monotonic() - looked > LOOK:
                looked = time.monotonic()
                await run_in_threadpool(self.studio.look)
            if told != self.studio.revision:
                told = self.studio.revision
                yield f"data: {told}\n\n"
            await asyncio.sleep(GLANCE)

    async def likely(self, request: Request) -> Response:
        """Who may say a line."""
        return _json(await run_in_threadpool(self.studio.likely, request.query_params.get("q", "")))

    async def correct(self, request: Request) -> Response:
        """Write what the window asks for; the answer comes when it is on the disk."""
        body = await request.body()
        return await run_in_threadpool(_answered, lambda: self._correct(body))

    def _correct(self, body: bytes) -> State:
        ask = ASK.decode(body)
        return self.studio.correct(ask.revision, lambda make: _entries(ask, make))

    async def undo(self, request: Request) -> Response:
        """Take back the last correction."""
        body = await request.body()
        return await run_in_threadpool(_answered, lambda: self.studio.undo(KNOWN.decode(body).revision))

    async def reread(self, request: Request) -> Response:
        """Begin to read the text again; the windows see it when it is done."""
        body = await request.body()
        return await run_in_threadpool(_answered, lambda: self._reread(body))

    def _reread(self, body: bytes) -> State:
        known = KNOWN.decode(body).revision
        self.studio.reread()
        return self.studio.state(known)


def _entries(ask: AskSpeaker | AskMode | AskAddressees | AskMerge | AskRename, make: Maker) -> list[Anything]:
    match ask:
        case AskSpeaker(name=str(name)):
            new = make.character(name)
            from fabula.corrections.apply import apply
            from fabula.corrections.journal import Journal

            make = Maker(apply(make.story, Journal((new,))).story)
            return [new, *(make.speaker(one, new.new.id) for one in ask.quotations)]
        case AskSpeaker():
            return [make.speaker(one, ask.speaker) for one in ask.quotations]
        case AskMode():
            return [make.mode(one, ask.mode) for one in ask.quotations]
        case AskAddressees():
            return [make.addressees(one, ask.addressees) for one in ask.quotations]
        case AskMerge():
            return [make.merge(ask.character, ask.into)]
        case AskRename():
            return [make.rename(ask.character, ask.name)]


def _answered(act: Callable[[], State]) -> Response:
    """The state that an action leads to, or what is wrong with it."""
    try:
        return _json(act())
    except msgspec.DecodeError as error:
        return _json({"error": str(error)}, 422)
    except FabulaError as error:
        return _json({"error": str(error), "hint": error.hint}, 507 if isinstance(error, OutputError) else 422)


def _json(data: object, status: int = 200) -> Response:
    return Response(msgspec.json.encode(data), status, HEADERS, "application/json")


def _asset(name: str) -> str:
    return files("fabula.serve").joinpath("assets", name).read_text(encoding="utf-8")

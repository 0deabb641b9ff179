"""Starting the server: a socket on this machine alone, a fresh token, the reading behind the scenes."""

from __future__ import annotations

import contextlib
import secrets
import socket
from collections.abc import Callable
from pathlib import Path

from fabula.errors import RequestError

HOST = "127.0.0.1"


def serve(path: Path, port: int, tell: Callable[[str], None]) -> None:
    """Serve the editor of a story file until interrupted; `tell` gets the address. Port 0 is any that is free.

    RequestError where starlette or uvicorn is missing, the port is taken, or the journal is another story's.
    """
    try:
        import uvicorn

        from fabula.serve.app import application
    except ImportError as error:
        raise RequestError(
            f"this needs the package {error.name}", hint='Install it: pip install "fabula-reader[serve]"'
        ) from error
    from fabula.serve.studio import Studio

    studio = Studio(path)
    listener = bound(port)
    address = f"{HOST}:{listener.getsockname()[1]}"
    token = secrets.token_urlsafe(24)
    app = application(studio, token, (address, address.replace(HOST, "localhost")), lambda: server.should_exit)
    config = uvicorn.Config(app, log_level="warning", access_log=False, lifespan="off", timeout_graceful_shutdown=2)
    server = uvicorn.Server(config)
    studio.start()
    tell(f"http://{address}/{token}/")
    try:
        with contextlib.suppress(KeyboardInterrupt):
            server.run(sockets=[listener])
    finally:
        studio.end()
    if studio.desk.journal.unread():
        tell("Let the corrections change what is around them: fabula corrections --reread")


def bound(port: int) -> socket.socket:
    """A socket on this machine alone; RequestError where the port is taken."""
    made = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        made.bind((HOST, port))
        made.listen(100)  # whoever is quicker than the server waits
    except OSError as error:
        made.close()
        raise RequestError(
            error.strerror or str(error), where=f"{HOST}:{port}", hint="Choose another with --port."
        ) from error
    return made

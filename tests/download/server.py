"""A file server that can be told to cut connections, ignore ranges, lie about sizes, redirect, refuse and be busy."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Shelf:
    """`files`: by path. The rest is bad behaviour; `asked`: (path, Range header or "") of every request."""

    files: dict[str, bytes]
    cut_after: int | None = None
    cuts: int = 10**9
    ignores_range: bool = False
    tells_size: bool = True
    statuses: list[int] = field(default_factory=list)
    redirects: dict[str, str] = field(default_factory=dict)
    changes_after: int | None = None
    asked: list[tuple[str, str]] = field(default_factory=list)
    url: str = ""

    def tag(self) -> str:
        return '"new"' if self.changes_after is not None and len(self.asked) > self.changes_after else '"old"'

    def content(self, path: str) -> bytes:
        data = self.files[path]
        return data[::-1] if self.tag() == '"new"' else data


@contextmanager
def serving(**how: Any) -> Iterator[Shelf]:
    shelf = Shelf(**how)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answer(self, shelf)

        def log_message(self, *_: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    shelf.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield shelf
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def answer(request: BaseHTTPRequestHandler, shelf: Shelf) -> None:
    wanted = request.headers.get("Range", "")
    shelf.asked.append((request.path, wanted))
    if shelf.statuses and (status := shelf.statuses.pop(0)) != 200:
        request.send_error(status)
        return
    if request.path in shelf.redirects:
        request.send_response(302)
        request.send_header("Location", shelf.redirects[request.path])
        request.end_headers()
        return
    if request.path not in shelf.files:
        request.send_error(404)
        return
    send(request, shelf, wanted)


def send(request: BaseHTTPRequestHandler, shelf: Shelf, wanted: str) -> None:
    data = shelf.content(request.path)
    start = int(wanted.removeprefix("bytes=").removesuffix("-")) if wanted and not shelf.ignores_range else 0
    if start and request.headers.get("If-Range", shelf.tag()) != shelf.tag():
        start = 0
    if start >= len(data) > 0:
        request.send_response(416)
        request.send_header("Content-Range", f"bytes */{len(data)}")
        request.end_headers()
        return
    request.send_response(206 if start else 200)
    if start:
        request.send_header("Content-Range", f"bytes {start}-{len(data) - 1}/{len(data)}")
    if shelf.tells_size:
        request.send_header("Content-Length", str(len(data) - start))
    request.send_header("ETag", shelf.tag())
    request.end_headers()
    body = data[start:]
    if shelf.cut_after is not None and shelf.cuts > 0:
        shelf.cuts -= 1
        body = body[: shelf.cut_after]
        request.close_connection = True
    request.wfile.write(body)

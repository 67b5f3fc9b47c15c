"""A proxy before an S3 server that answers some requests with trouble; keeps count of what it was asked."""

import http.client
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Literal

Kind = Literal["500", "503", "slow", "dropped", "stuck", "half", "unanswered"]
"""`stuck`: nothing comes for longer than a test's patience; `half`: the connection ends amid the answer;
`unanswered`: the request is carried out, its answer is lost."""

SLOW_S, STUCK_S = 0.5, 4.0
_ERROR = "<Error><Code>{code}</Code><Message>injected</Message></Error>"
_HOP = ("connection", "transfer-encoding", "expect")
_CODES = {"500": "InternalError", "503": "SlowDown"}


@dataclass
class Fault:
    """For the next `times` requests of this method whose path and query hold `where`."""

    kind: Kind
    times: int = 1
    method: str = ""
    where: str = ""

    def meets(self, method: str, path: str) -> bool:
        return self.times > 0 and self.method in ("", method) and self.where in path


class Proxy(ThreadingHTTPServer):
    """`faults` may be changed at any time; `seen` is every request as `METHOD path`."""

    daemon_threads = True

    def __init__(self, upstream: tuple[str, int]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.upstream = upstream
        self.faults: list[Fault] = []
        self.seen: list[str] = []
        self._lock = threading.Lock()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def next_fault(self, method: str, path: str) -> Kind | None:
        with self._lock:
            self.seen.append(f"{method} {path}")
            for fault in self.faults:
                if fault.meets(method, path):
                    fault.times -= 1
                    return fault.kind
            return None

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that went away is no news."""


@contextmanager
def running(upstream: tuple[str, int]) -> Iterator[Proxy]:
    with Proxy(upstream) as proxy:
        thread = threading.Thread(target=proxy.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        yield proxy
        proxy.shutdown()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # headers and body are written one after the other: 40 ms each request otherwise
    server: Proxy

    def _answer(self) -> None:
        body = self._body()
        kind = self.server.next_fault(self.command, self.path)
        if kind in _CODES:
            self._send(int(kind), {}, _ERROR.format(code=_CODES[kind]).encode())
            return
        if kind == "dropped":
            self.close_connection = True
            return
        time.sleep({"slow": SLOW_S, "stuck": STUCK_S}.get(kind or "", 0))
        status, headers, answer = self._forward(body)
        if kind == "unanswered":
            self.close_connection = True
            return
        self._send(status, headers, answer, is_half=kind == "half")

    def _body(self) -> bytes:
        if self.headers.get("Transfer-Encoding") != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length") or 0))
        pieces: list[bytes] = []
        while size := int(self.rfile.readline(), 16):
            pieces.append(self.rfile.read(size))
            self.rfile.readline()
        self.rfile.readline()
        return b"".join(pieces)

    do_GET = do_HEAD = do_PUT = do_POST = do_DELETE = _answer  # noqa: N815

    def _forward(self, body: bytes) -> tuple[int, dict[str, str], bytes]:
        upstream = http.client.HTTPConnection(*self.server.upstream, timeout=30)
        headers = {k: v for k, v in self.headers.items() if k.lower() not in _HOP}
        upstream.request(self.command, self.path, body, headers)
        response = upstream.getresponse()
        found = response.status, dict(response.getheaders()), response.read()
        upstream.close()
        return found

    def _send(self, status: int, headers: dict[str, str], body: bytes, is_half: bool = False) -> None:
        self.send_response_only(status)
        passed = {k: v for k, v in headers.items() if k.lower() not in _HOP}
        if not any(k.lower() == "content-length" for k in passed):
            passed["Content-Length"] = str(len(body))
        for name, value in passed.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command == "HEAD":
            return
        self.wfile.write(body[: len(body) // 2] if is_half else body)
        self.close_connection = self.close_connection or is_half

    def log_message(self, format: str, *arguments: object) -> None:
        """Nothing on stderr."""

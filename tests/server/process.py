"""The server as a process of its own that tests start, tell what to do, kill and start again on the same port."""

import http.client
import json
import select
import subprocess
import sys
from collections import Counter
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tests.server.behaviour import Behaviour, Fault

ROOT = Path(__file__).resolve().parents[2]
START_S = 20.0


class ServerProcess:
    """A context manager. `requests` reads the log: it outlives the process."""

    def __init__(self, log: Path, behaviour: Behaviour | None = None) -> None:
        self._log, self._behaviour = log, behaviour or Behaviour()
        self.port = 0
        self._forgotten = 0
        self._process: subprocess.Popen[str] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    def start(self) -> None:
        """Again on the port it had before, if any. Raises RuntimeError when it does not come up."""
        behaviour = ["--behaviour", self._behaviour.model_dump_json()]
        command = [sys.executable, "-m", "tests.server", "--port", str(self.port), "--log", str(self._log), *behaviour]
        self._process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        ready, _, _ = select.select([self._process.stdout], [], [], START_S)
        line = self._process.stdout.readline().strip() if ready else ""
        if not line:
            self.kill()
            raise RuntimeError("the test server did not come up")
        self.port = int(line.rsplit(":", 1)[1].split("/")[0])

    def kill(self) -> None:
        """As hard as a machine dies."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            assert self._process.stdout is not None
            self._process.stdout.close()
            self._process = None

    def behave(self, *faults: Fault, **settings: Any) -> None:
        """From now on."""
        self._behaviour = Behaviour(faults=faults, **settings)
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        connection.request("PUT", "/behaviour", self._behaviour.model_dump_json())
        assert connection.getresponse().status == 200
        connection.close()

    def forget_attempts(self) -> None:
        """Behaves as before, towards everything as if asked for the first time."""
        self.behave(*self._behaviour.faults, **self._behaviour.model_dump(exclude={"faults"}))

    @property
    def requests(self) -> list[dict[str, Any]]:
        """One for each request since the last `forget`, in order."""
        return self._lines()[self._forgotten :]

    def done(self) -> Counter[str]:
        """How many requests ended how: `answered`, or the fault they met."""
        return Counter(request["done"] for request in self.requests)

    def forget(self) -> None:
        """Behaves from now on, and what was asked before is not counted any more."""
        self.behave()
        self._forgotten = len(self._lines())

    def _lines(self) -> list[dict[str, Any]]:
        lines = self._log.read_text().splitlines() if self._log.exists() else []
        return [json.loads(line) for line in lines]

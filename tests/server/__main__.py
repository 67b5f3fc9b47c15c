"""`python -m tests.server --port 0 --log FILE --behaviour JSON`: prints its address, then serves until it is ended."""

import argparse
import asyncio
from pathlib import Path

from tests.server.behaviour import Behaviour
from tests.server.handler import Handler, open_log, serve


async def run(port: int, log: Path, behaviour: Behaviour) -> None:
    with open_log(log) as file:
        server = await serve(Handler(behaviour, file), port)
        print(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1", flush=True)
        await server.serve_forever()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.server", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0: a free one")
    parser.add_argument("--log", type=Path, default=Path("/dev/null"), help="one JSON line for each request")
    parser.add_argument("--behaviour", default="{}", help="JSON of tests.server.behaviour.Behaviour, or @FILE")
    given = parser.parse_args()
    text = Path(given.behaviour[1:]).read_text() if given.behaviour.startswith("@") else given.behaviour
    asyncio.run(run(given.port, given.log, Behaviour.model_validate_json(text)))


if __name__ == "__main__":
    main()

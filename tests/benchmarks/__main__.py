"""Every benchmark, one after the other, each in a process of its own: `make bench`, or name those to run."""

import subprocess
import sys

ALL = ("publish", "annotate", "import_memory", "resume", "durability", "million", "bench_client", "model_stages")
"""Others need an extra or data and are named: `near`, `detector_ap`, `grounding_overhead`, `train_loader`, ..."""


def main() -> int:
    codes = []
    for name in sys.argv[1:] or ALL:
        print(f"\n== {name}", flush=True)
        codes.append(subprocess.run([sys.executable, "-m", f"tests.benchmarks.{name}"], check=False).returncode)
    return max(codes, default=0)


if __name__ == "__main__":
    sys.exit(main())

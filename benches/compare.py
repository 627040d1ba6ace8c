#!/usr/bin/env python3
"""Times a scan beside the work it cannot avoid, in one run on one project.

    benches/compare.py PATH [--runs N] [--ruff RUFF]

Prints CPU seconds (user + system) of: parsing the same files with the same parser and threads and nothing else; a scan with
all built-in rules; `ruff check --select S --no-cache` where ruff is given or on the PATH. The programs take turns, so that the
ratios hold on a noisy machine; nothing here is a test.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def cpu_seconds(command: list[str]) -> float:
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, _, usage = os.wait4(process.pid, 0)
    return usage.ru_utime + usage.ru_stime


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("path", type=Path)
    parser.add_argument("--runs", type=int, default=15)
    parser.add_argument("--ruff", default=shutil.which("ruff"))
    args = parser.parse_args()
    if not args.path.exists():
        parser.error(f"no such path: {args.path}")
    subprocess.run(["cargo", "build", "--release", "--locked", "--bin", "straplock", "--example", "parse_only"], cwd=ROOT, check=True)
    target = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "release"
    path = str(args.path)
    commands = {
        "parse only": [str(target / "examples" / "parse_only"), path],
        "straplock scan": [str(target / "straplock"), "scan", path, "--quiet", "--format", "json"],
    }
    if args.ruff:
        commands["ruff --select S"] = [args.ruff, "check", "--select", "S", "--no-cache", "--isolated", path]
    times: dict[str, list[float]] = {name: [] for name in commands}
    for turn in range(args.runs + 1):
        for name, command in commands.items():
            seconds = cpu_seconds(command)
            if turn:  # the first turn warms the file cache
                times[name].append(seconds)
    floor = times["parse only"]
    print(f"{args.path}, {args.runs} runs in turn, CPU seconds (user + system)")
    print(f"{'':18}{'min':>8}{'median':>8}{'max':>8}{'of parse only':>16}")
    for name, seconds in times.items():
        ratio = statistics.median(a / b for a, b in zip(seconds, floor))
        print(f"{name:18}{min(seconds):8.3f}{statistics.median(seconds):8.3f}{max(seconds):8.3f}{ratio:15.2f}x")
    return 0


if __name__ == "__main__":
    sys.exit(main())

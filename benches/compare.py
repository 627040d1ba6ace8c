#!/usr/bin/env python3
"""Times a scan beside the work it cannot avoid, in one run on one project.

    benches/compare.py PATH [--runs N] [--rules N] [--ruff RUFF] [--semgrep SEMGREP]

Prints CPU seconds (user + system) and peak memory of: parsing the same files with the same parser and threads and nothing else;
a scan with all built-in rules; a scan with a pack of N Python rules (400, see `pack.py`) and nothing else; the same rules with
Semgrep, once, where its program is given; `ruff check --select S --no-cache` where ruff is given or on the PATH. The programs
take turns, so that the ratios hold on a noisy machine; nothing here is a test.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import pack

ROOT = Path(__file__).resolve().parent.parent


def cost(command: list[str]) -> tuple[float, float]:
    """CPU seconds and peak megabytes, of the largest process."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, _, usage = os.wait4(process.pid, 0)
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def measure(commands: dict[str, list[str]], runs: int) -> dict[str, list[tuple[float, float]]]:
    costs: dict[str, list[tuple[float, float]]] = {name: [] for name in commands}
    for turn in range(runs + 1):
        for name, command in commands.items():
            one = cost(command)
            if turn:  # the first turn warms the file cache
                costs[name].append(one)
    return costs


def show(costs: dict[str, list[tuple[float, float]]]) -> None:
    print(f"{'':24}{'min':>8}{'median':>8}{'max':>8}{'MB':>6}{'of parse only':>16}")
    floor = [seconds for seconds, _ in costs["parse only"]]
    for name, row in costs.items():
        seconds = [one for one, _ in row]
        ratio = statistics.median(a / b for a, b in zip(seconds, floor))
        memory = max(megabytes for _, megabytes in row)
        middle = statistics.median(seconds)
        print(f"{name:24}{min(seconds):8.3f}{middle:8.3f}{max(seconds):8.3f}{memory:6.0f}{ratio:15.2f}x")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("path", type=Path)
    parser.add_argument("--runs", type=int, default=15)
    parser.add_argument("--rules", type=int, default=400)
    parser.add_argument("--ruff", default=shutil.which("ruff"))
    parser.add_argument("--semgrep")
    args = parser.parse_args()
    if not args.path.exists():
        parser.error(f"no such path: {args.path}")
    subprocess.run(["cargo", "build", "--release", "--locked", "--bin", "straplock", "--example", "parse_only"], cwd=ROOT, check=True)
    target = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "release"
    path = str(args.path)
    scan = [str(target / "straplock"), "scan", path, "--quiet", "--format", "json"]
    with tempfile.TemporaryDirectory() as folder:
        rules = f"{folder}/pack"
        pack.write(Path(rules), args.rules)
        commands = {
            "parse only": [str(target / "examples" / "parse_only"), path],
            "straplock scan": scan,
            f"straplock, {args.rules} rules": [*scan, "--only-rules", "--rules", rules],
        }
        if args.ruff:
            commands["ruff --select S"] = [args.ruff, "check", "--select", "S", "--no-cache", "--isolated", path]
        costs = measure(commands, args.runs)
        if args.semgrep:
            options = ["--metrics=off", "--disable-version-check", "--quiet", "--json", "--config", rules]
            costs[f"semgrep, {args.rules} rules"] = [cost([args.semgrep, "scan", *options, path])]
    print(f"{args.path}, {args.runs} runs in turn (Semgrep one), CPU seconds (user + system)")
    show(costs)
    return 0


if __name__ == "__main__":
    sys.exit(main())

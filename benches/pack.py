#!/usr/bin/env python3
"""Writes a pack of many rules for a benchmark: our own Python rules, and variants of them.

    benches/pack.py FOLDER [--count N]

A variant is one of our rules in which every name that is called is the one that another of our rules calls. So the variants
ask for names that are as frequent in real code as those of our rules, and no two rules ask for the same. Semgrep reads the
files, too. Nothing of this is kept in the repository.
"""

import argparse
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CALLED = re.compile(r"(?<![\w$])[a-z_][a-z_0-9]{3,}(?=\()")
NO_NAMES = {"assert", "elif", "else", "except", "from", "import", "lambda", "print", "raise", "return", "while", "with", "yield"}
# Texts for people, and expressions, in which a name before a parenthesis is no call.
NOT_CODE = ("regex:", "message:", "why:", "how:", "id:", "- http")


def python_rules() -> list[tuple[str, str]]:
    """Id and text of every file with a rule for Python, sorted."""
    files = sorted(path for path in (ROOT / "rules").rglob("*.yaml") if not path.name.endswith(".test.yaml"))
    texts = ((path.stem, path.read_text(encoding="utf-8")) for path in files)
    return [(name, text) for name, text in texts if re.search(r"^    languages: \[python\]$", text, re.MULTILINE)]


def is_code(line: str) -> bool:
    return not any(word in line for word in NOT_CODE)


def called(text: str) -> set[str]:
    return {name for line in text.splitlines() if is_code(line) for name in CALLED.findall(line)} - NO_NAMES


def variant(text: str, turned: dict[str, str]) -> str:
    turn = lambda found: turned.get(found[0], found[0])
    return "".join(CALLED.sub(turn, line) if is_code(line) else line for line in text.splitlines(keepends=True))


def write(folder: Path, count: int) -> int:
    """Writes `count` rules, one in a file, and tells how many there are."""
    folder.mkdir(parents=True, exist_ok=True)
    rules = python_rules()
    names = sorted(set().union(*(called(text) for _, text in rules)))
    for number in range(count):
        row, at = divmod(number, len(rules))
        name, text = rules[at]
        turned = {one: names[(place + row * 37) % len(names)] for place, one in enumerate(names)}
        text = re.sub(r"^(  - id: ).*$", rf"\g<1>{name}-{row}", variant(text, turned), count=1, flags=re.MULTILINE)
        (folder / f"{name}-{row}.yaml").write_text(text, encoding="utf-8")
    return count


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--count", type=int, default=400)
    args = parser.parse_args()
    print(f"{write(args.folder, args.count)} rules in {args.folder}")


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Asks real Semgrep about small rules for text and writes what it says to tests/conformance/generic.json.

    STRAPLOCK_ORACLES=.oracles tests/oracles/generic_probes.py

One part is written by hand, the other made at random with a fixed seed. One run of Semgrep answers all of them.
"""

import json
import os
import random
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from generic_by_hand import BY_HAND, PYTHON

HERE = Path(__file__).resolve().parent
OUTPUT = HERE.parent / "conformance" / "generic.json"
SEED = 2026
AT_RANDOM = 420
# A rule of these makes the engine give a file up with a failed assertion.
CRASHES = re.compile(r"\.\.\.(\w*)\s*\n +(\$?\.\.\.\w*\s*)+(\n|$)")
REFUSED = re.compile(r"\.\.\.(\w*)[\s.]*\$\.\.\.[A-Z]")


class Maker:
    """Random rules and texts over a small alphabet, so that they meet often."""

    def __init__(self, seed):
        self.random = random.Random(seed)

    def token(self, words, signs, share):
        return self.random.choice(words) if self.random.random() < share else self.random.choice(signs)

    def block(self, lines, token, lengths):
        pick, out, indent = self.random.choice, [], 0
        for number in range(lines):
            turn = self.random.random()
            if number and turn < 0.35:
                indent += pick([1, 2, 2, 4])
            elif turn < 0.6:
                indent = max(0, indent - pick([1, 2, 2, 4]))
            gap = lambda: pick([" ", " ", " ", "  ", ""])
            out.append(" " * indent + "".join(token() + gap() for _ in range(pick(lengths))).rstrip())
        return "\n".join(out)

    def text(self):
        signs = list("(){}[]=:.,;\"'") + ["#", "//", "/* x */", "{{", "}}", "{%", "%}", "é", "..."]
        return self.block(self.random.choice([1, 2, 3, 4, 6, 9]), lambda: self.token(list("abcd"), signs, 0.7), [1, 2, 3, 5]) + "\n"

    def pattern(self):
        special = ["...", "...", "$X", "$X", "$Y", "$...X", "$...Y", "(", ")", "{", "}", "=", ":", ".", "{{"]
        while True:
            lines = self.random.choice([1, 1, 1, 2, 2, 3, 4])
            pattern = self.block(lines, lambda: self.token(list("abc"), special, 0.45), [1, 2, 2, 3, 4])
            if not CRASHES.search(pattern) and not REFUSED.search(pattern):
                return pattern

    def rule(self):
        pick = self.random.choice
        if self.random.random() < 0.6:
            rule = {"pattern": self.pattern()}
        else:
            others = ["pattern", "pattern-inside", "pattern-not", "pattern-not-inside"]
            terms = [{"pattern": pick(["a ... $X", "$X", "$X $Y", "a $...X b", "..."])}]
            terms += [{pick(others): self.pattern()} for _ in range(pick([1, 2]))]
            if "$X" in terms[0]["pattern"] and self.random.random() < 0.5:
                terms.append({"metavariable-regex": {"metavariable": "$X", "regex": pick(["a|b", "[^c]$"])}})
            if "$...X" in terms[0]["pattern"]:
                terms.append({"focus-metavariable": "$...X"})
            rule = {"patterns": terms}
        options = {}
        if self.random.random() < 0.3:
            options["generic_ellipsis_max_span"] = pick([0, 1, 2, 3])
        if self.random.random() < 0.3:
            options["generic_comment_style"] = pick(["c", "cpp", "shell"])
        return rule | ({"options": options} if options else {})


def probes():
    for number, (rule, text, *options) in enumerate(BY_HAND):
        rule = {"pattern": rule} if isinstance(rule, str) else rule
        yield f"hand-{number:03}", "txt", ["generic"], rule | ({"options": options[0]} if options else {}), text
    for number, (rule, text) in enumerate(PYTHON):
        yield f"python-{number:03}", "py", ["python"], rule, text
    maker = Maker(SEED)
    texts = [maker.text() for _ in range(60)]
    for number in range(AT_RANDOM):
        yield f"random-{number:03}", "txt", ["generic"], maker.rule(), maker.random.choice(texts)


def position(text, offset):
    """Behind the last line end there is no line: Semgrep says the last one, in column 1, and we its end."""
    offset = min(offset, len(re.sub(r"\r?\n\Z", "", text).encode()))
    before = text.encode()[:offset].decode(errors="replace")
    return [before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1]


def ask(asked, folder):
    """The report of one run over all probes, each rule over its own file."""
    rules = []
    for name, ext, languages, rule, text in asked:
        (folder / f"{name}.{ext}").write_text(text, newline="")
        rules.append({"id": name, "languages": languages, "message": "x", "severity": "ERROR", "paths": {"include": [f"{name}.{ext}"]}} | rule)
    config = folder / "rules.json.yaml"
    config.write_text(json.dumps({"rules": rules}))
    venv = Path(os.environ.get("STRAPLOCK_ORACLES", ".oracles")).resolve() / "venv" / "bin"
    command = [venv / "semgrep", "scan", "--json", "--quiet", "--metrics=off", "--disable-version-check", "--no-git-ignore"]
    command += ["--disable-nosem", "--timeout=0", "--config", config, folder]
    environment = os.environ | {"PATH": f"{venv}:{os.environ['PATH']}"}
    return json.loads(subprocess.run(command, capture_output=True, text=True, env=environment, check=False).stdout)


def main():
    asked = list(probes())
    with tempfile.TemporaryDirectory() as folder:
        report = ask(asked, Path(folder))
    refused = {error["rule_id"].rsplit(".", 1)[-1] for error in report["errors"] if error.get("rule_id")}
    other = [error for error in report["errors"] if not error.get("rule_id")]
    if other:
        sys.exit(f"Semgrep gave something up: {other[0]}")
    found = {}
    for result in report["results"]:
        found.setdefault(result["check_id"].rsplit(".", 1)[-1], []).append(result)
    answers = []
    for name, ext, languages, rule, text in asked:
        results = found.get(name, [])
        spans = sorted({(result["start"]["offset"], result["end"]["offset"]) for result in results})
        answer = {"name": name, "ext": ext, "rule": {"id": name, "languages": languages, "severity": "ERROR", "message": "x"} | rule, "code": text}
        answer["ranges"] = [position(text, start) + position(text, end) for start, end in spans]
        if "$" in rule.get("message", ""):
            # Titles are shown with what is bound trimmed.
            answer["messages"] = sorted({re.sub(r"\[\s+", "[", result["extra"]["message"]) for result in results})
        if name in refused:
            answer["rule_error"] = True
        answers.append(json.dumps(answer, ensure_ascii=True))
    head = {"engine": f"Semgrep {report['version']}", "how": "written by tests/oracles/generic_probes.py; columns count characters"}
    body = ",\n".join(answers)
    OUTPUT.write_text(json.dumps(head)[:-1] + ',\n"probes": [\n' + body + "\n]}\n")
    print(f"{len(answers)} probes, {sum(bool(json.loads(answer)['ranges']) for answer in answers)} find something")


if __name__ == "__main__":
    main()

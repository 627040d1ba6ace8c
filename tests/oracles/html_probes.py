#!/usr/bin/env python3
"""Asks real Semgrep about small rules for HTML and writes what it says to tests/conformance/html.json.

    STRAPLOCK_ORACLES=.oracles tests/oracles/html_probes.py

Rules and texts are written by hand, and made at random with a fixed seed; every rule is run over every text of its kind.
"""

import json
import os
import random
import re
import subprocess
import tempfile
from pathlib import Path

from html_by_hand import PATTERNS, RULES, TEXTS

HERE = Path(__file__).resolve().parent
OUTPUT = HERE.parent / "conformance" / "html.json"
SEED = 2026
TEXTS_AT_RANDOM = 40
PATTERNS_AT_RANDOM = 150
METAVARIABLE = re.compile(r"\$(?:\.\.\.)?[A-Z]")


class Maker:
    """Random patterns and texts over a few names, so that they meet often."""

    def __init__(self, seed):
        self.random = random.Random(seed)

    def attributes(self, pattern):
        pick, out = self.random.choice, []
        for _ in range(pick([0, 0, 1, 1, 2])):
            name = pick(["id", "src", "$A"] if pattern else ["id", "src", "x-y"])
            values = ['="1"', '="2"', "=1", "", "='1'"] + (['="$V"', '="..."', "=$V", '="=~/1/"'] if pattern else ['="{{ v }}"', '=""'])
            out.append(name + pick(values))
        if pattern and self.random.random() < 0.4:
            out.insert(self.random.randrange(len(out) + 1), "...")
        return "".join(" " + one for one in out)

    def element(self, depth, pattern):
        pick = self.random.choice
        turn = self.random.random()
        if turn < 0.15:
            return f"<{pick(['br', 'img', 'input'])}{self.attributes(pattern)}{pick(['>', '/>', ' />'])}"
        if turn < 0.25:
            body = pick(["...", "$X", "a", ""] if pattern else ["a", "", "a <b> c"])
            return f"<script{self.attributes(pattern)}>{body}</script>"
        tag = pick(["p", "b", "ul", "li", "$T"] if pattern else ["p", "b", "ul", "li", "P"])
        closed = f"</{tag}>" if pattern or self.random.random() < 0.9 else ""
        if self.random.random() < 0.1:
            return f"<{tag}{self.attributes(pattern)}/>"
        return f"<{tag}{self.attributes(pattern)}>{self.body(depth - 1, pattern)}{closed}"

    def body(self, depth, pattern):
        pick, out = self.random.choice, []
        for _ in range(pick([0, 1, 1, 2, 3])):
            if depth > 0 and self.random.random() < 0.6:
                out.append(self.element(depth, pattern))
            else:
                out.append(pick(["...", "...", "$X", "$...R", "a"] if pattern else ["a", "b c", "{{ x }}", "{% y %}", "<!-- n -->", "&amp;", " ", "\n"]))
        return "".join(out)

    def text(self):
        return "\n".join(self.element(3, False) for _ in range(self.random.choice([1, 2, 4, 6]))) + "\n"


def kinds():
    """Name of the kind, rules and texts."""
    by_hand = [{"pattern": pattern} for pattern in PATTERNS] + RULES
    yield "hand", by_hand, TEXTS
    maker = Maker(SEED)
    texts = {f"random-{number:02}": maker.text() for number in range(TEXTS_AT_RANDOM)}
    yield "random", [{"pattern": maker.element(3, True)} for _ in range(PATTERNS_AT_RANDOM)], texts


def position(text, offset):
    before = text.encode()[:offset].decode(errors="replace")
    return [before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1]


def ask(rules, texts):
    with tempfile.TemporaryDirectory() as folder:
        for name, text in texts.items():
            (Path(folder) / f"{name}.html").write_text(text, newline="")
        config = Path(folder) / "rules.yaml"
        config.write_text(json.dumps({"rules": rules}))
        venv = Path(os.environ.get("STRAPLOCK_ORACLES", ".oracles")).resolve() / "venv" / "bin"
        command = [venv / "semgrep", "scan", "--json", "--quiet", "--metrics=off", "--disable-version-check", "--no-git-ignore"]
        command += ["--disable-nosem", "--timeout=0", "--config", config, folder]
        environment = os.environ | {"PATH": f"{venv}:{os.environ['PATH']}"}
        return json.loads(subprocess.run(command, capture_output=True, text=True, env=environment, check=False).stdout)


def main():
    answers, all_texts, version = [], {}, ""
    for kind, rules, texts in kinds():
        named = []
        for number, rule in enumerate(rules):
            message = "".join(f"[{name}]" for name in sorted(set(METAVARIABLE.findall(json.dumps(rule))))) or "x"
            head = {"id": f"{kind}-{number:03}", "languages": ["html"], "severity": "ERROR", "message": message}
            named.append(head | rule)
        report = ask(named, texts)
        version = report["version"]
        refused = {error["rule_id"].rsplit(".", 1)[-1] for error in report["errors"] if error.get("level") == "error" and error.get("rule_id")}
        refused |= {error["rule_id"].rsplit(".", 1)[-1] for error in report["errors"] if error.get("type") == "Rule parse error"}
        found = {}
        for result in report["results"]:
            place = found.setdefault(result["check_id"].rsplit(".", 1)[-1], {}).setdefault(Path(result["path"]).stem, set())
            place.add((result["start"]["offset"], result["end"]["offset"], result["extra"]["message"]))
        for rule in named:
            places = {}
            for name, results in sorted(found.get(rule["id"], {}).items()):
                text = texts[name]
                places[name] = [position(text, start) + position(text, end) + [message] for start, end, message in sorted(results)]
            answers.append({"rule": rule, "over": kind, "found": places} | ({"rule_error": True} if rule["id"] in refused else {}))
        all_texts[kind] = texts
    head = {"engine": f"Semgrep {version}", "how": "written by tests/oracles/html_probes.py; columns count characters"}
    lines = ",\n".join(json.dumps(answer) for answer in answers)
    OUTPUT.write_text(json.dumps(head)[:-1] + ',\n"texts": ' + json.dumps(all_texts, indent=1) + ',\n"probes": [\n' + lines + "\n]}\n")
    some = sum(bool(answer["found"]) for answer in answers)
    print(f"{len(answers)} rules, {some} find something, {sum('rule_error' in answer for answer in answers)} refused")


if __name__ == "__main__":
    main()

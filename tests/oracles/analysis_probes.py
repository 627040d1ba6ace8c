#!/usr/bin/env python3
"""Asks real Semgrep what its analysers say and writes the answers to tests/conformance/analysis.json.

    STRAPLOCK_ORACLES=.oracles tests/oracles/analysis_probes.py

Texts and regular expressions are made at random with a fixed seed, and some by hand. One run of Semgrep answers all of an analyser.
"""

import json
import os
import random
import string
import subprocess
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
OUTPUT = HERE.parent / "conformance" / "analysis.json"
SEED = 2026
TEXTS = 3_000
REGEXES = 2_500
# Words of our own documents.
WORDS = sorted({word for path in HERE.parent.parent.glob("*.md") for word in path.read_text().split() if word.isascii() and word.isalpha() and len(word) > 2})
BY_HAND = r"""
(a+)+$|(a|aa)+$|^(([a-z])+.)+[A-Z]([a-z])+$|(a{1,3}){4}b|(a+){3}$|(a+){4}$|((a+)+)|((a+)+)$|(?:[^,]*,)*x|(\(a+)+$|(a\+)+$|[(a+)+$]
""".strip().replace(")$|(", ")$\n(").split("\n") + [
    r"^[\w-]+(\.[\w-]+)*$", r"^([a-zA-Z0-9_.-]+)@(([a-zA-Z0-9-]+\.)+)$", r"^/(?P<slug>[\w-]+)/(?P<pk>\d+)/$", r"(<[^>]+>)*$", r"(a+)+b?", r"(a+)++b",
    r"(a+)+(?:)", r"(a+)+|b", r"(a+)+b|c", r"(a{0,1})+$", r"(a{0,2})+$", r"(a+){2,3}$", r"(a+){0,4}$", r"(\d{1,3}\.)+$", r"\((a+)+\)", r"((?!b).)+b",
]


def texts():
    pick = random.Random(SEED)
    word = lambda: pick.choice(WORDS)
    some = lambda letters, least, most: "".join(pick.choice(letters) for _ in range(pick.randint(least, most)))
    alnum = string.ascii_letters + string.digits
    kinds = [
        lambda: some(alnum, 6, 40),
        lambda: some("0123456789abcdef", 6, 40),
        lambda: some(string.ascii_lowercase, 5, 16),
        lambda: some(alnum + "+/", 16, 44) + "=",
        lambda: word(),
        lambda: " ".join(word() for _ in range(pick.randint(2, 9))),
        lambda: pick.choice("_-.").join(word().lower() for _ in range(pick.randint(2, 5))),
        lambda: "".join(word().capitalize() for _ in range(pick.randint(2, 4))),
        lambda: word() + some(string.digits, 1, 6),
        lambda: f"https://{word().lower()}.example.org/{word().lower()}/{word().lower()}",
        lambda: f"{word().lower()}/{word().lower()}.html",
        lambda: pick.choice(["sk_live_", "ghp_", "AKIA", "xoxb-", "key-"]) + some(alnum, 12, 36),
    ]
    fixed = ["", "a", "password", "changeme", "0123456789", "01234567890", "a" * 40, "=" * 12, "qwertyuiop", "abcdefghijklmnopqrstuvwxyz"]
    return list(dict.fromkeys(fixed + [pick.choice(kinds)() for _ in range(TEXTS)]))


def regexes():
    pick = random.Random(SEED)
    atoms = list("aabbc.$^") + [r"\d", r"\w", r"\s", r"\.", r"\(", r"\)", r"\[", r"\]", r"\\", r"\+", "[ab]", "[^a]", "[a-z]", "[]a]", "[[:alpha:]]", "[)+]", "[a"]
    groups = ["(", "(", "(", "(?:", "(?P<n>", "(?=", "(?!", "(?i:", "(?<=", "(?>"]
    counts = ["+", "+", "*", "*", "?", "{2}", "{2,}", "{1,3}", "{0,1}", "{,5}", "{5}", "{3,3}", "+?", "*?", "{4}", "{3,2}", "{,}", "{a}", "++", "{2,3}?"]

    def one(depth):
        def atom():
            if depth and pick.random() < 0.4:
                return pick.choice(groups) + one(depth - 1) + (")" if pick.random() < 0.97 else "")
            return pick.choice(atoms)

        def sequence():
            return "".join(atom() + (pick.choice(counts) if pick.random() < 0.45 else "") for _ in range(pick.choice([0, 1, 1, 2, 2, 3])))

        return "|".join(sequence() for _ in range(pick.choice([1, 1, 1, 2])))

    made = [one(3) for _ in range(REGEXES)]
    return list(dict.fromkeys(BY_HAND + [regex for regex in made if not regex.endswith("\\")]))


def ask(analyzer, texts):
    """The texts that the analyser says yes to."""
    rule = {"id": "asked", "languages": ["python"], "severity": "ERROR", "message": "x"}
    rule["patterns"] = [{"pattern": '$V = "$X"'}, {"metavariable-analysis": {"analyzer": analyzer, "metavariable": "$X"}}]
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "texts.py").write_text("".join(f"x = r'''{text}'''\n" for text in texts))
        config = Path(folder) / "rules.yaml"
        config.write_text(json.dumps({"rules": [rule]}))
        venv = Path(os.environ.get("STRAPLOCK_ORACLES", ".oracles")).resolve() / "venv" / "bin"
        command = [venv / "semgrep", "scan", "--json", "--quiet", "--metrics=off", "--disable-version-check", "--no-git-ignore", "--timeout=0"]
        environment = os.environ | {"PATH": f"{venv}:{os.environ['PATH']}"}
        answer = subprocess.run([*command, "--config", config, folder], capture_output=True, text=True, env=environment, check=False)
        report = json.loads(answer.stdout)
    lines = {result["start"]["line"] for result in report["results"]}
    return report["version"], [text for line, text in enumerate(texts, 1) if line in lines], [text for line, text in enumerate(texts, 1) if line not in lines]


def main():
    out = {}
    for analyzer, asked in [("entropy", texts()), ("redos", regexes())]:
        version, yes, no = ask(analyzer, asked)
        out = {"engine": f"Semgrep {version}", "how": "written by tests/oracles/analysis_probes.py"} | out | {analyzer: {"yes": yes, "no": no}}
        print(f"{analyzer}: {len(yes)} of {len(asked)}")
    OUTPUT.write_text(json.dumps(out, indent=0) + "\n")


if __name__ == "__main__":
    main()

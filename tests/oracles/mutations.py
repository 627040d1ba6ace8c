#!/usr/bin/env python3
"""Prints rules and files that mutate each other, as JSON: mutations.py SEED FILES RULES. The same seed prints the same."""

import ast
import json
import random
import re
import sys

EXPRESSIONS = [
    "f(x)", "f(x, y)", "f(x, k=1)", "f(a=1, b=2)", "f(*args)", "f(**kw)", "f(x, *rest, k=2)", "obj.run(x)", "a.b.c(x)", "m.f(x)(y)",
    "f(g(x))", "f(lambda z: z)", "x + y", "x + y + z", "x * y", "x * y * z", "x - y", "x % (y, z)", '"a%s" % x', "x and y", "x and y and z",
    "x or y", "not x", "not x == y", "x == y", "x != y", "x is None", "x is not None", "x in y", "x not in y", "x < y < z", "x == 1",
    "1 == x", "[x, y]", "(x, y)", "{x, y}", '{"k": x}', '{"k": x, "j": y}', "[x for x in y]", "[x for x in y if z]",
    "{k: v for k, v in y}", "f(x for x in y)", "x[0]", 'x["k"]', "x[1:2]", "x[y].z", "x if y else z", 'f"a{x}b"', 'f"{x}"', '"lit"',
    "'lit'", '"a" "b"', 'b"raw"', "1", "1.5", "True", "None", "lambda: x", "lambda a, b: a", "await x", "x.y", "x.y.z", "-x", "-1", "~x",
    "x | y", "x & y & z", "x ** y", "f(x)[0].g(y)", 'os.path.join(x, "y")', "subprocess.run(x, shell=True)", "str(x)", '"abc".format(x)',
    "x.append(y)", "f(x=1)", 'f("lit")', "f(1, 2, 3)", "f()", "f(g(h(x)))", "[1, 2, 3]", "[*x]", "{**x}", "f(x)(y)", "x @ y", "x // y",
    "f(x, y=g(z))", "2 ** 3", "7 // 2", "1 < 2",
]
STATEMENTS = [
    "{e}", "v = {e}", "v: int = {e}", "v += {e}", "x.y = {e}", "x[0] = {e}", "a, b = {e}", "a = b = {e}", "print({e})", "assert {e}",
    'assert {e}, "m"', "del x[0]", "raise E({e})", "if {e}:\n    pass", "if {e}:\n    a()\nelse:\n    b()", "while {e}:\n    a()",
    "for i in {e}:\n    a(i)", "with {e} as w:\n    a()", "with {e}:\n    a()", "try:\n    {e}\nexcept E:\n    pass",
    "try:\n    a()\nexcept (A, B) as err:\n    {e}\nfinally:\n    c()", "def g(p, q=1, *r, s=2, **t):\n    return {e}",
    "def g(p: int) -> str:\n    {e}", "@deco\ndef g(p):\n    v = {e}\n    return v",
    "@m.deco(1)\nclass K(A, B, metaclass=M):\n    z = {e}\n    def h(self):\n        return {e}",
    "class K:\n    def h(self, a):\n        v = {e}\n        self.w(v)", "async def g():\n    await {e}", "a()\nv = {e}\nb(v)",
    "v = {e}\na()\nif c:\n    b(v)", "import os\n{e}", "from m import f\n{e}", "import m.n as f\n{e}", "global gl\nv = {e}", "x = 1\n{e}",
    'x = "lit"\n{e}', "def g():\n    x = 2\n    y = x\n    return {e}", "for x in z:\n    if x:\n        {e}\n    else:\n        b()",
    "v = [\n    {e},\n    2,\n]", "f({e}, k={e})", "lambda q: {e}", "(v := {e})",
]
PATTERNS = [
    "{p}", "{p}", "{p}", "$V = {p}", "$V = ...\n...\n{p}", "{p}\n...\n$Q", "f({p}, ...)", "$F({p})", "$F(..., {p}, ...)",
    "$F(..., $K={p}, ...)", "<... {p} ...>", "f(<... {p} ...>)", "if <... {p} ...>:\n    ...", "if {p}:\n    ...", "while {p}:\n    ...",
    "for $I in {p}:\n    ...", "with {p}:\n    ...", "with {p} as $W:\n    ...", "try:\n    ...\n    {p}\n    ...\nexcept $E:\n    ...",
    "def $G(...):\n    ...\n    {p}\n    ...", "def $G(...):\n    ...\n    return {p}", "class $K(...):\n    ...\n    $Z = {p}\n    ...",
    "@$D\ndef $G(...):\n    ...", "@$D(...)\nclass $K(...):\n    ...", "return {p}", "raise $E({p})", "assert {p}", "print({p})",
    "$V += {p}", "$V: $T = {p}", "a()\n...\n{p}", "import os\n...\n{p}", "from m import f\n...\n{p}", "$X[{p}]", "{p}.$A",
    "{p}. ... .$A(...)", "... .$A({p})", "[..., {p}, ...]", "({p}, ...)", '{..., "k": {p}, ...}', "not {p}", "{p} and ...", "{p} or $Z",
    "... and {p}", "$A + {p}", "... + {p}", "{p} + ...", "{p} == $Z", "$Z if {p} else $W", "[{p} for $I in $J]", 'f"...{{p}}..."',
    "await {p}", "if $C:\n    ...\nelse:\n    {p}", "$A = $B = {p}", "$A, $B = {p}", "lambda $Q: {p}", "$F(...)", '"..."', 'f"..."',
    "$X == $X", "$F($X, $X)", "$A($...ARGS)", "f(..., k=$K)", "f(k=..., ...)", "$O.$M(...)", "f($X, ...)", "f('...')", 'f("$S")',
    'f("=~/l.t/")', "$X % ...", '"..." % ...', '"...".format(...)', "[...]", "{...}", '{"k": $V, ...}', "$X[...]", "$X[$Y]", "$X[$A:$B]",
    "$X | ...", "$X & $Y", "$X in $Y", "not $X", "$X is None", "True", "1", "$X if $Y else $Z", "lambda: $X", "await $X", "f(*$X)",
    "f(**$X)", "$X.$Y.$Z", "$X = $Y", '$X = "..."', "$X = 1", "$X: $T = ...", "import $X", "from $X import $Y", "return ...", "return",
    "pass", "try:\n    ...\nfinally:\n    ...", "while ...:\n    ...", "def $F(...) -> $R:\n    ...", "def $F($X: $T, ...):\n    ...",
    "def $F(..., $X=$D, ...):\n    ...", "def $F(..., *$A, **$K):\n    ...", "class $C($B, ...):\n    ...",
    "class $C(..., $K=$V):\n    ...", "class $C:\n    ...\n    def $H(...):\n        ...", "$X = ...\n...\nb($X)", "a()\n...\nb(...)",
    "if $C:\n    a()\n    ...", "def $F(...):\n    $X = ...\n    return $X",
]
OPTIONS = [
    {}, {}, {}, {}, {"symbolic_propagation": True}, {"constant_propagation": False}, {"commutative_boolop": True}, {"symmetric_eq": True},
]
NAMES = ["x", "y", "z", "f", "g", "obj", "args", "kw", "k", "m", "v", "a", "b", "i", "w"]
KEYWORDS = set(
    "if else for in is not and or lambda yield await None True False print assert del raise while with as try except finally def return "
    "class async import from global pass".split()
)
WORD = re.compile(r'(?<![\w$"\'.])([a-z]\w*|\d+|"[a-z]*"|\'[a-z]*\')(?![\w"\'(=])')


# Two operands side by side, half a number, `...` among the parameters of a lambda, and what may not stand between braces of an f-string.
NO_PYTHON = re.compile(r"""\$\w+ ["'$]|["'] \$|\$\w+\.\d|\.\.\.\.\d|lambda [^:]*\.\.\.|f"[^"]*\{[^}"]*(?:"|lambda)""")


def renamed(random, text):
    """One name becomes another, everywhere."""
    name, other = random.choice(NAMES), random.choice(["x", "y", "q", "f", "other", "os"])
    return re.sub(r"(?<![\w$.])" + name + r"(?!\w)", other, text)


def requoted(text):
    """Double quotes become single ones."""
    return text.replace('"', "'") if '"' in text and "'" not in text and 'f"' not in text else text


def with_hole(random, text):
    """A name or literal becomes a metavariable or an ellipsis, in one place or in all."""
    words = [word for word in WORD.finditer(text) if word.group() not in KEYWORDS]
    if not words:
        return text
    word, hole = random.choice(words), random.choice(["$X", "$X", "$Y", "$X", "..."])
    if random.random() < 0.3:
        return re.sub(r'(?<![\w$"\'.])' + re.escape(word.group()) + r'(?![\w"\'(=])', hole, text)
    return text[: word.start()] + hole + text[word.end() :]


def reordered(random, text):
    """Keyword arguments of a call change places."""
    found = re.search(r"\((\w+=[\w.]+), (\w+=[\w.]+)\)", text)
    return text.replace(found.group(), f"({found.group(2)}, {found.group(1)})") if found and random.random() < 0.5 else text


def indented(text, by="    "):
    return "\n".join(by + line for line in text.split("\n"))


def wrapped(random, text):
    """Statements move into a block."""
    ways = [
        lambda: "if cond:\n" + indented(text),
        lambda: "def fn(x, p):\n" + indented(text),
        lambda: "class C:\n    def me(self):\n" + indented(text, "        "),
        lambda: "with ctx() as c:\n" + indented(text),
        lambda: "try:\n" + indented(text) + "\nexcept E:\n    pass",
        lambda: "pre()\n" + text + "\npost()",
        lambda: "for i in items:\n" + indented(text),
        lambda: text + "\n" + text,
        lambda: text,
    ]
    return random.choice(ways)()


def code(random):
    expression = random.choice(EXPRESSIONS)
    for _ in range(random.randrange(3)):
        expression = renamed(random, expression)
    if random.random() < 0.2:
        expression = requoted(expression)
    if random.random() < 0.2:
        expression = random.choice(["f(%s)", "(%s)", "x.m(%s, 1)", "[%s]", "g(%s).h", "a + (%s)"]).replace("%s", expression)
    text = random.choice(STATEMENTS).replace("{e}", expression)
    if random.random() < 0.6:
        text = wrapped(random, text)
    if random.random() < 0.2:
        text += "\n" + wrapped(random, random.choice(STATEMENTS).replace("{e}", random.choice(EXPRESSIONS)))
    return text + "\n", expression


def pattern(random, expression):
    for _ in range(random.randrange(3)):
        expression = with_hole(random, expression)
    if random.random() < 0.15:
        expression = renamed(random, expression)
    if random.random() < 0.15:
        expression = requoted(expression)
    return random.choice(PATTERNS).replace("{p}", reordered(random, expression))


def main():
    seed, files, rules = (int(word) for word in sys.argv[1:4])
    choice = random.Random(seed)
    targets = []
    while len(targets) < files:
        text, expression = code(choice)
        try:
            ast.parse(text)
        except SyntaxError:
            continue
        targets.append((text, expression))
    made = {}
    while len(made) < rules:
        text, options = pattern(choice, choice.choice(targets)[1]), choice.choice(OPTIONS)
        # What neither engine takes would count as equal and compare nothing. A few such patterns pass, and are counted.
        if NO_PYTHON.search(text):
            continue
        rule = {"id": f"r{len(made)}", "languages": ["python"], "severity": "ERROR", "message": "m", "pattern": text}
        made.setdefault(json.dumps([text, options]), {**rule, "options": options} if options else rule)
    print(json.dumps({"files": [text for text, _ in targets], "rules": list(made.values())}))


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Prints random programs and taint rules for them, as JSON: taint_programs.py SEED FILES. The same seed prints the same.

What runs in the programs means nothing: `source()` gives what is dangerous, `sink()` must not get it, `clean()` makes it harmless,
`push(a, b)` carries from `b` to `a`, `taint(x)` and `check(x)` change what is known of a variable.
"""

import ast
import json
import random
import sys

NAMES = ["a", "b", "c", "x", "y"]
FUNCTIONS_OF_FILE = 25


class Program:
    """One function, or one class with methods, of random statements."""

    def __init__(self, choice):
        self.choice = choice

    def pick(self, *ways):
        """One of `(weight, way)`, made."""
        made = self.choice.choices([way for _, way in ways], [weight for weight, _ in ways])[0]
        return made() if callable(made) else made

    def name(self):
        return self.choice.choice(NAMES)

    def target(self):
        return self.pick(
            (12, self.name),
            (3, lambda: f"{self.name()}.{self.choice.choice('fg')}"),
            (2, lambda: f"{self.name()}[{self.choice.choice(['0', 'i', repr('k')])}]"),
            (1, lambda: f"self.{self.choice.choice('fg')}"),
            (1, lambda: f"{self.name()}.f.g"),
        )

    def tainted(self):
        return self.pick((8, "source()"), (2, "source().f"), (1, "source(x)"), (1, "one()"), (1, "two(b)"), (1, "source()[0]"))

    def leaf(self):
        return self.pick((10, self.name), (2, '"s"'), (1, "1"), (4, self.tainted), (3, self.target), (1, "None"))

    def expr(self, depth=2):
        if depth <= 0 or self.choice.random() < 0.3:
            return self.leaf()

        def inner():
            return self.expr(depth - 1)

        return self.pick(
            (6, lambda: f"{self.choice.choice(['g', 'h', 'str'])}({inner()})"),
            (3, lambda: f"g({inner()}, k={inner()})"),
            (3, lambda: f"{self.name()}.m({inner()})"),
            (2, lambda: f"({inner()}).m()"),
            (4, lambda: f"clean({inner()})"),
            (3, lambda: f"({inner()}) {self.choice.choice(['+', '%', '-', '*', '|'])} ({inner()})"),
            (2, lambda: f"({inner()} {self.choice.choice(['and', 'or'])} {inner()})"),
            (2, lambda: f"(({inner()}) {self.choice.choice(['==', '<', 'in', 'is', 'is not'])} ({inner()}))"),
            (1, lambda: f"(not {inner()})"),
            (2, lambda: f"[{inner()}, {inner()}]"),
            (2, lambda: f"({inner()}, {inner()})"),
            (1, lambda: "{" + inner() + ", " + inner() + "}"),
            (2, lambda: '{"k": ' + inner() + ', "l": ' + inner() + "}"),
            (2, lambda: f"({inner()} if {inner()} else {inner()})"),
            (2, lambda: 'f"t{' + inner().replace('"', "'") + '}u"' if depth == 1 else inner()),
            (2, lambda: f"[{self.element()} for i in {inner()}]"),
            (1, lambda: f"[{self.element()} for i, j in {inner()} if {inner()}]"),
            (1, lambda: "{" + self.element() + " for i in " + inner() + "}"),
            (1, lambda: "{i: " + self.element() + " for i in " + inner() + "}"),
            (1, lambda: f"g({self.element()} for i in {inner()})"),
            (1, lambda: f"(lambda q: {inner()})"),
            (2, lambda: f"({self.name()} := {inner()})"),
            (1, lambda: f"{self.name()}[{inner()}]"),
            (1, lambda: f"({inner()})[0]"),
            (1, lambda: f"({inner()})[1:2]"),
            (1, lambda: f"({inner()}).f"),
            (1, lambda: f"g(*{self.leaf()})"),
            (1, lambda: f"g(**{self.leaf()})"),
            (1, lambda: f"sink({inner()})"),
            (1, lambda: f"push({self.target()}, {inner()})"),
            (1, lambda: f"{self.target()}.add({inner()})"),
        )

    def element(self):
        return self.pick((4, "i"), (1, "i.f"), (1, "i + 1"), (1, "g(i)"), (1, self.name), (1, "sink(i)"), (1, "(i, x)"), (1, "clean(i)"))

    def simple(self):
        return self.pick(
            (8, lambda: f"sink({self.expr()})"),
            (5, lambda: f"sink({self.name()})"),
            (6, lambda: f"{self.target()} = {self.expr()}"),
            (7, lambda: f"{self.name()} = {self.tainted()}"),
            (5, lambda: f"{self.name()} = {self.leaf()}"),
            (2, lambda: f"{self.target()} {self.choice.choice(['+=', '%=', '|='])} {self.expr(1)}"),
            (2, lambda: f"{self.name()}, {self.target()} = {self.expr()}"),
            (1, lambda: f"{self.name()}, *{self.name()} = {self.expr()}"),
            (1, lambda: f"({self.name()}, ({self.name()}, {self.name()})) = {self.expr()}"),
            (1, lambda: f"{self.target()} = {self.name()} = {self.expr()}"),
            (1, lambda: f"{self.name()}: str = {self.expr()}"),
            (2, lambda: f"{self.expr()}"),
            (1, lambda: f"out({self.expr(1)}, {self.expr(1)})"),
            (2, lambda: f"check({self.target()})"),
            (2, lambda: f"taint({self.target()})"),
            (2, lambda: f"push({self.target()}, {self.expr(1)})"),
            (2, lambda: f"{self.target()}.add({self.expr(1)})"),
            (1, lambda: f"assert {self.expr(1)}"),
            (1, lambda: f"del {self.target()}"),
            (1, lambda: "pass"),
            (1, lambda: "enter()"),
            (1, lambda: f"{self.name()} = lambda q: {self.expr(1)}"),
        )

    def leaving(self):
        return self.pick((3, lambda: f"return {self.expr(1)}"), (1, lambda: f"raise E({self.leaf()})"), (1, "return"))

    def block(self, depth, loop=False):
        lines = []
        for _ in range(self.choice.randrange(1, 4)):
            lines += self.stmt(depth, loop)
        if loop and self.choice.random() < 0.12:
            lines.append(self.choice.choice(["break", "continue"]))
        elif self.choice.random() < 0.06:
            lines.append(self.leaving())
        return ["    " + line for line in lines]

    def stmt(self, depth, loop=False):
        if depth <= 0 or self.choice.random() < 0.55:
            return [self.simple()]

        def block(inside=loop):
            return self.block(depth - 1, inside)

        return self.pick(
            (4, lambda: [f"if {self.expr(1)}:", *block()]),
            (4, lambda: [f"if {self.expr(1)}:", *block(), "else:", *block()]),
            (1, lambda: [f"if {self.leaf()}:", *block(), f"elif {self.expr(1)}:", *block(), "else:", *block()]),
            (3, lambda: [f"for {self.name()} in {self.expr(1)}:", *block(True)]),
            (1, lambda: [f"for i, {self.name()} in {self.expr(1)}:", *block(True)]),
            (1, lambda: [f"for {self.name()} in {self.leaf()}:", *block(True), "else:", *block()]),
            (2, lambda: [f"while {self.expr(1)}:", *block(True)]),
            (2, lambda: ["try:", *block(), "except E:", *block()]),
            (1, lambda: ["try:", *block(), "except E as e:", *block(), "else:", *block()]),
            (1, lambda: ["try:", *block(), "except E:", *block(), "finally:", *block()]),
            (1, lambda: ["try:", *block(), "finally:", *block()]),
            (2, lambda: [f"with {self.expr(1)} as {self.name()}:", *block()]),
            (1, lambda: [f"with {self.expr(1)}:", *block()]),
            (1, lambda: [f"with g() as ({self.name()}, {self.name()}), {self.leaf()} as {self.name()}:", *block()]),
            (1, lambda: [f"def inner({self.name()}):", *block(False)]),
            (0.5, lambda: [f"match {self.expr(1)}:", "    case 1:", *indented(block()), "    case _:", *indented(block())]),
        )

    def parameters(self):
        names = self.choice.sample(NAMES, self.choice.randrange(4))
        made = [name if self.choice.random() < 0.8 else f"{name}: str" for name in names]
        if self.choice.random() < 0.15:
            made.append("z=source()")
        return ", ".join(made)

    def function(self, name, first=""):
        lines = []
        while len(lines) < 4:
            lines += self.stmt(2)
        if self.choice.random() < 0.5:
            lines.append(f"sink({self.name()})")
        if self.choice.random() < 0.2:
            lines.append(self.leaving())
        parameters = ", ".join(word for word in [first, self.parameters()] if word)
        return [f"def {name}({parameters}):", *indented(lines)]

    def unit(self, name):
        """A function, or now and then a class."""
        if self.choice.random() < 0.9:
            return self.function(name)
        body = [f"{self.name()} = {self.expr()}", f"sink({self.name()})", *self.function("m", "self")]
        return [f"class {name.upper()}:", *indented(body)]


def indented(lines):
    return ["    " + line for line in lines]


def rule(name, sources, sinks, sanitizers=({"pattern": "clean(...)"},), propagators=(), **options):
    made = {"id": name, "languages": ["python"], "severity": "ERROR", "message": "m", "mode": "taint"}
    made["pattern-sources"] = list(sources)
    made["pattern-sinks"] = list(sinks)
    if sanitizers:
        made["pattern-sanitizers"] = list(sanitizers)
    if propagators:
        made["pattern-propagators"] = list(propagators)
    if options:
        made["options"] = options
    return made


def pattern(text, **keys):
    return {"pattern": text, **{key.replace("_", "-"): value for key, value in keys.items()}}


def focused(text, name, **keys):
    formula = {"patterns": [{"pattern": text}, {"focus-metavariable": name}]}
    return {**formula, **{key.replace("_", "-"): value for key, value in keys.items()}}


def rules():
    source, sink = pattern("source(...)"), pattern("sink(...)")
    push = pattern("push($TO, $FROM)", **{"from": "$FROM", "to": "$TO"})
    add = pattern("$TO.add($FROM)", **{"from": "$FROM", "to": "$TO"})
    one, two = pattern("one(...)", label="ONE"), pattern("two(...)", label="TWO")
    plain = pattern("source(...)", label="ONE")
    parameter = focused("def $F(..., $P, ...):\n    ...", "$P")
    yield rule("plain", [source], [sink])
    yield rule("bare", [source], [sink], [])
    yield rule("focus", [source], [focused("sink($X, ...)", "$X"), focused("out($X, $Y)", "$Y")])
    yield rule("exact-source", [pattern("source(...)", exact=True)], [sink])
    yield rule("loose-sink", [source], [pattern("sink(...)", exact=False)])
    yield rule("variable-source", [focused("taint($X)", "$X", by_side_effect="only"), source], [sink])
    yield rule("variable-also", [focused("taint($X)", "$X", by_side_effect=True)], [sink])
    yield rule("variable-clean", [source], [sink], [focused("check($X)", "$X", by_side_effect=True)])
    yield rule("exact-clean", [source], [sink], [pattern("clean(...)", exact=True)])
    yield rule("name-clean", [source], [sink], [pattern("b"), pattern("clean(...)")])
    yield rule("control", [pattern("enter()", control=True)], [sink])
    yield rule("push", [source], [sink], propagators=[push, add])
    yield rule("push-value", [source], [sink], propagators=[{**push, "by-side-effect": False}, add])
    yield rule("parameter", [parameter], [sink])
    yield rule("name-source", [pattern("a")], [sink])
    yield rule("name-sink", [source], [pattern("x"), pattern("g(...)")])
    yield rule("assigned", [source], [pattern("$X = ..."), pattern("return $X")])
    yield rule("assigned-focus", [source], [focused("$X = $Y", "$Y"), focused("for $I in $X: ...", "$X")])
    yield rule("attribute", [pattern("$X.f"), pattern("$X['k']")], [sink, pattern("$X.m(...)")])
    yield rule("both", [plain, two], [pattern("sink(...)", requires="ONE and TWO"), pattern("out(...)", requires="ONE")])
    yield rule("not", [plain, one, two], [pattern("sink(...)", requires="ONE and not TWO")])
    yield rule("staged", [plain, pattern("g(...)", label="TWO", requires="ONE")], [pattern("sink(...)", requires="TWO")])
    relabel = {**push, "requires": "ONE", "label": "TWO"}
    yield rule("relabel", [plain, one], [pattern("sink(...)", requires="TWO")], propagators=[relabel])
    replace = {**push, "label": "TWO", "replace-labels": ["ONE"]}
    yield rule("replace", [plain, one], [pattern("sink(...)", requires="TWO")], propagators=[replace])
    places = [{"$X": "ONE"}, {"$Y": "TWO"}]
    yield rule("places", [plain, two], [{"pattern": "out($X, $Y)", "requires": places}])
    for word in ["safe_functions", "safe_indexes", "safe_booleans", "safe_numbers", "safe_comparisons"]:
        yield rule(word.replace("_", "-"), [source], [sink], **{f"taint_assume_{word}": True})
    yield rule("only-assigned", [source], [sink], taint_only_propagate_through_assignments=True)
    yield rule("unify", [pattern("source($X)")], [pattern("sink($X)"), pattern("out($Y, $X)")], taint_unify_mvars=True)
    yield rule("conflict", [source], [sink], [{"pattern": "$F(...)", "not_conflicting": True}])


def shared_out():
    """Every rule reads one file in four, the first one all: `f12_0.py` is for rules 0, 4, 8 and so on."""
    for number, made in enumerate(rules()):
        yield {**made, "paths": {"include": [f"*_{number % 4}.py"]}} if number else made


def main():
    seed, files = (int(word) for word in sys.argv[1:3])
    choice = random.Random(seed)
    made = []
    for _ in range(files):
        units = []
        while len(units) < FUNCTIONS_OF_FILE:
            text = "\n".join(Program(choice).unit(f"f{len(units)}"))
            try:
                ast.parse(text)
            except SyntaxError:
                continue
            units.append(text)
        made.append("\n".join(units) + "\n")
    print(json.dumps({"files": made, "rules": list(shared_out())}))


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Prints rules for Django code, as JSON: differential.py SEED RULES. The same seed prints the same.

Tables of patterns, of code to look in, of negatives and of conditions are combined: each operator of the rule language, and the
combinations of two and three that teams write. An id says what a rule is made of.
"""

import json
import random
import sys

# Name, pattern, and a metavariable of it that stands for an expression (conditions ask about it).
EXPRESSIONS = [
    ("filter", "$M.objects.filter(...)", "$M"),
    ("get-by-key", "$M.objects.get(..., $K=$V, ...)", "$V"),
    ("objects", "$M.objects", "$M"),
    ("manager-call", "$M.objects.$F(...)", "$M"),
    ("chain", "$M.objects. ... .$F(...)", "$M"),
    ("save", "$X.save(...)", "$X"),
    ("save-exactly", "$X.save()", "$X"),
    ("query", "request.GET[$K]", "$K"),
    ("query-get", "request.$Q.get($K, ...)", "$K"),
    ("request-user", "request.user", None),
    ("user-attribute", "request.user.$A", None),
    ("self-attribute", "self.$A", None),
    ("self-call", "self.$A($X, ...)", "$X"),
    ("object-or-404", "get_object_or_404($M, ...)", "$M"),
    ("object-or-404-path", "django.shortcuts.get_object_or_404(...)", None),
    ("reverse", "reverse($N, ...)", "$N"),
    ("reverse-path", "django.urls.reverse(\"...\", ...)", None),
    ("redirect", "redirect($X)", "$X"),
    ("render", "render($R, $T, ...)", "$T"),
    ("render-literal", "render(request, \"...\", ...)", None),
    ("response", "HttpResponse($X, ...)", "$X"),
    ("translated", "_($T)", "$T"),
    ("translated-literal", "_(\"...\")", None),
    ("translated-path", "django.utils.translation.$G(\"$T\")", None),
    ("any-field", "models.$F(...)", None),
    ("char-field", "models.CharField(..., max_length=$N, ...)", "$N"),
    ("char-field-path", "django.db.models.CharField(...)", None),
    ("foreign-key", "models.ForeignKey($M, ..., on_delete=$D, ...)", "$D"),
    ("blank", "models.$F(..., blank=True, ...)", None),
    ("form-field", "forms.$F(..., required=$R, ...)", "$R"),
    ("setting", "settings.$NAME", None),
    ("setting-path", "django.conf.settings.$NAME", None),
    ("getattr", "getattr($O, $N, ...)", "$N"),
    ("isinstance", "isinstance($X, $T)", "$X"),
    ("length", "len($X)", "$X"),
    ("format", "$T.format(...)", "$T"),
    ("format-literal", "\"...\".format(...)", None),
    ("percent", "$T % $X", "$X"),
    ("percent-literal", "\"...\" % $X", "$X"),
    ("percent-tuple", "\"...\" % (...)", None),
    ("f-string", "f\"...{$X}...\"", "$X"),
    ("f-string-any", "f\"...\"", None),
    ("plus", "$A + $B", "$B"),
    ("plus-more", "$A + ...", "$A"),
    ("literal-plus", "\"...\" + $B", "$B"),
    ("not", "not $X", "$X"),
    ("is-none", "$X is None", "$X"),
    ("is-not-none", "$X is not None", "$X"),
    ("equal", "$A == $B", "$B"),
    ("same-twice", "$A.$F == $B.$F", "$A"),
    ("different", "$A != \"...\"", "$A"),
    ("in", "$A in $B", "$B"),
    ("and", "$A and $B", "$B"),
    ("or-more", "$A or ...", "$A"),
    ("index", "$X[$Y]", "$Y"),
    ("index-literal", "$X[\"...\"]", "$X"),
    ("slice", "$X[$A:$B]", "$X"),
    ("comprehension", "[$E for $V in $L]", "$L"),
    ("comprehension-if", "[... for $V in $L if $C]", "$L"),
    ("dict-literal", "{\"...\": $V, ...}", "$V"),
    ("dict-entry", "{..., $K: $V, ...}", "$V"),
    ("list-literal", "[..., $X, ...]", "$X"),
    ("pair", "($A, $B)", "$A"),
    ("ternary", "$A if $C else $B", "$B"),
    ("lambda", "lambda $P: $E", "$E"),
    ("join", "os.path.join($A, ..., $B)", "$B"),
    ("join-path", "os.path.join(...)", None),
    ("open", "open($P, ...)", "$P"),
    ("super-old", "super($C, $S).$F(...)", "$S"),
    ("super-new", "super().$F(...)", None),
    ("kwargs", "$F(..., **$K)", "$K"),
    ("args", "$F(*$A, ...)", "$A"),
    ("any-keyword", "$F(..., $K=$V)", "$V"),
    ("keyword-true", "$F(..., $K=True, ...)", None),
    ("same-argument", "$F($X, ..., $X, ...)", "$X"),
    ("nested-call", "$F($G(...))", None),
    ("call-of-literal", "$F(\"=~/^[a-z_]+$/\", ...)", None),
    ("string-regex", "\"=~/^[a-z]+:[a-z_]+$/\"", None),
    ("string-bound", "$F(\"$T\", ...)", None),
    ("all-arguments", "str($...ARGS)", None),
    ("deep-user", "$F(<... request.user ...>)", None),
    ("deep-setting", "$F(..., <... settings.$N ...>, ...)", None),
    ("update", "$D.update(...)", "$D"),
    ("append", "$L.append($X)", "$X"),
    ("items", "$D.items()", "$D"),
    ("url", "re_path($R, $V, ...)", "$R"),
    ("include", "include(...)", None),
    ("signal", "$S.connect($H, ...)", "$H"),
    ("number", "$X > 0", "$X"),
    ("negative", "-1", None),
]

STATEMENTS = [
    ("assign", "$X = $V", "$V"),
    ("assign-call", "$X = $F(...)", None),
    ("assign-literal", "$X = \"...\"", None),
    ("assign-attribute", "self.$A = $V", "$V"),
    ("assign-index", "$D[$K] = $V", "$V"),
    ("assign-pair", "$A, $B = $V", "$V"),
    ("add", "$X += $V", "$V"),
    ("annotated", "$X: $T = $V", "$V"),
    ("return", "return $X", "$X"),
    ("return-any", "return ...", None),
    ("return-literal", "return \"...\"", None),
    ("return-call", "return $F(..., $K=$V, ...)", "$V"),
    ("raise", "raise $E(...)", None),
    ("raise-any", "raise ...", None),
    ("assert", "assert $X", "$X"),
    ("import", "import $M", None),
    ("import-from", "from $M import $N", None),
    ("import-django", "from django.db import models", None),
    ("import-settings", "from django.conf import settings\n...\nsettings.$X", None),
    ("if", "if $C:\n    ...", "$C"),
    ("if-not", "if not $C:\n    ...", "$C"),
    ("if-else", "if $C:\n    ...\nelse:\n    ...", "$C"),
    ("if-return", "if $C:\n    return $X", "$X"),
    ("if-deep", "if <... self.$A ...>:\n    ...", None),
    ("for", "for $I in $L:\n    ...", "$L"),
    ("for-call", "for $I in $F(...):\n    ...", None),
    ("for-pair", "for $K, $V in $D.items():\n    ...", "$D"),
    ("while", "while $C:\n    ...", "$C"),
    ("with", "with $C as $N:\n    ...", "$C"),
    ("with-open", "with open(...) as $F:\n    ...", None),
    ("try", "try:\n    ...\nexcept $E:\n    ...", None),
    ("try-as", "try:\n    ...\nexcept $E as $N:\n    ...", None),
    ("try-pass", "try:\n    ...\nexcept $E:\n    pass", None),
    ("def", "def $F(...):\n    ...", None),
    ("def-self", "def $F(self, ...):\n    ...", None),
    ("def-request", "def $F(request, ...):\n    ...", None),
    ("def-default", "def $F(..., $P=None, ...):\n    ...", None),
    ("def-kwargs", "def $F(..., **$K):\n    ...", None),
    ("def-returns", "def $F(...):\n    return $X", "$X"),
    ("def-deep-return", "def $F(...):\n    ...\n    return $X", "$X"),
    ("def-docstring", "def $F(...):\n    \"...\"\n    ...", None),
    ("def-decorated", "@$D\ndef $F(...):\n    ...", None),
    ("def-decorated-call", "@$D(...)\ndef $F(...):\n    ...", None),
    ("class", "class $C(...):\n    ...", None),
    ("class-base", "class $C($B):\n    ...", None),
    ("class-model", "class $C(models.Model):\n    ...", None),
    ("class-some-base", "class $C(..., $B, ...):\n    ...", None),
    ("class-member", "class $C(...):\n    ...\n    $X = $V\n    ...", "$V"),
    ("class-method", "class $C(...):\n    ...\n    def $F(self):\n        ...\n    ...", None),
    ("class-meta", "class $C(...):\n    ...\n    class Meta:\n        ...\n    ...", None),
    ("define-use", "$X = $V\n...\n$F(..., $X, ...)", "$V"),
    ("define-use-attribute", "$X = $F(...)\n...\n$X.$A", None),
    ("define-twice", "$X = $V\n...\n$X = $W", "$V"),
    ("define-return", "$X = $V\n...\nreturn $X", "$V"),
    ("define-save", "$X = $M(...)\n...\n$X.save()", "$M"),
    ("define-if", "$X = $V\n...\nif $X:\n    ...", "$V"),
    ("call-then-return", "$X.$F(...)\nreturn $Y", "$Y"),
    ("adjacent-assignments", "$X = $V\n$Y = $W", "$W"),
    ("if-then-return", "if $C:\n    ...\nreturn $X", "$X"),
    ("for-append", "for $I in $L:\n    ...\n    $R.append($X)", "$X"),
]

PLACES = [
    ("def", "def $FN(...):\n    ..."),
    ("method", "def $FN(self, ...):\n    ..."),
    ("request", "def $FN(..., request, ...):\n    ..."),
    ("class", "class $CL(...):\n    ..."),
    ("model", "class $CL(models.Model):\n    ..."),
    ("model-path", "class $CL(django.db.models.Model):\n    ..."),
    ("if", "if $IF:\n    ..."),
    ("for", "for $FOR in $IN:\n    ..."),
    ("try", "try:\n    ...\nexcept $EXC:\n    ..."),
    ("with", "with $WITH:\n    ..."),
    ("return", "return ..."),
    ("call", "$CALL(...)"),
    ("decorated", "@$DECORATOR\ndef $FN(...):\n    ..."),
    ("after-import", "from django.db import models\n..."),
    ("after-assign", "$DEFINED = ...\n..."),
    ("assign", "$DEFINED = ..."),
    ("meta", "class Meta:\n    ..."),
    ("dict", "{...}"),
    ("list", "[...]"),
    ("else", "if $IF:\n    ...\nelse:\n    ..."),
]

# Of expressions a negative, by its name.
NEGATIVES = [
    ("literal", "$ANY(\"...\", ...)"),
    ("keyword", "$ANY(..., $KEY=..., ...)"),
    ("no-arguments", "$ANY()"),
    ("self", "self.$ANY(...)"),
    ("one-argument", "$ANY($ONE)"),
    ("method", "$OBJ.$ANY(...)"),
    ("none", "$OTHER is None"),
    ("literals", "\"...\" % $ANY"),
]

REGEXES = [".*user.*", "^[A-Z]", "(?i).*(name|title)", "^self\\.", "[a-z]+$", "\"", "\\w+\\.\\w+", "^(?!self)", "(queue|ticket|page|request)s?$"]
INNER = ["self.$ANY", "\"...\"", "$ANY(...)", "request.$ANY", "$OBJ.$ANY", "$ANY[...]", "None", "...", "$LEFT + $RIGHT"]
COMPARISONS = ["{x} > 10", "{x} == 255", "{x} in [1, 10, 20, 50, 100, 200, 255]", "not {x} == 0", "str({x}) == 'self'"]
TYPES = ["str", "int", "bool", "$ANY"]
OPTIONS = [
    {"symbolic_propagation": True},
    {"constant_propagation": False},
    {"symmetric_eq": True},
    {"commutative_boolop": True},
    {"decorators_order_matters": True},
    {"implicit_deep_exprstmt": False},
    {"go_deeper_expr": False},
    {"go_deeper_stmt": False},
    {"implicit_return": False},
    {"vardef_assign": False},
]
TEXTS = [("todo", "TODO|FIXME|XXX"), ("noqa", "# noqa.*"), ("url", "https?://[\\w./-]+"), ("def", "def (?P<NAME>\\w+)\\(self"), ("quoted", "'(\\w+)'")]

SOURCES = [
    ("get", "request.GET.get(...)"),
    ("query", "request.$Q"),
    ("post", "request.POST[...]"),
    ("parameter", None),
    ("cleaned", "$F.cleaned_data"),
    ("kwargs", "self.kwargs[...]"),
    ("setting", "settings.$S"),
    ("attribute", "self.$A"),
    ("call", "$M.objects.get(...)"),
]
SINKS = [
    ("render", "render(...)"),
    ("redirect", "$R(...)"),
    ("filter", "$M.objects.filter(...)"),
    ("chain", "$M.objects. ... .$F(...)"),
    ("return", "return ..."),
    ("argument", None),
    ("format", "\"...\" % ..."),
    ("index", "$D[$K]"),
    ("assigned", "$O.$A = ..."),
]
SANITIZERS = [None, None, "int(...)", "str(...)", "len(...)", "$X.strip()", "getattr(...)"]
TAINT_OPTIONS = [{}, {}, {}, {"taint_assume_safe_functions": True}, {"taint_assume_safe_indexes": True}, {"taint_only_propagate_through_assignments": True}]


def rule(name, languages="python", **formula):
    return {"id": name, "languages": [languages], "severity": "WARNING", "message": "found", **formula}


def plain():
    for name, pattern, _ in EXPRESSIONS + STATEMENTS:
        yield rule(name, pattern=pattern)


def conditions(random, bound):
    """A condition on what is bound, and its name."""
    ways = ["regex", "regex-not", "pattern", "pattern-not", "pattern-either", "pattern-regex", "comparison", "type", "constant-regex"]
    way = random.choice(ways)
    if way == "regex":
        return way, [{"metavariable-regex": {"metavariable": bound, "regex": random.choice(REGEXES)}}]
    if way == "regex-not":
        return way, [{"metavariable-regex": {"metavariable": bound, "regex": "^(?!" + random.choice(["self", "request", "\"", "_"]) + ").*$"}}]
    if way == "constant-regex":
        condition = {"metavariable": bound, "regex": random.choice(REGEXES), "constant-propagation": True}
        return way, [{"metavariable-regex": condition}]
    if way == "pattern":
        return way, [{"metavariable-pattern": {"metavariable": bound, "pattern": random.choice(INNER)}}]
    if way == "pattern-not":
        inner = [{"pattern-not": random.choice(INNER)}, {"pattern-not": random.choice(INNER)}]
        return way, [{"metavariable-pattern": {"metavariable": bound, "patterns": inner}}]
    if way == "pattern-either":
        either = [{"pattern": one} for one in random.sample(INNER, 2)]
        return way, [{"metavariable-pattern": {"metavariable": bound, "pattern-either": either}}]
    if way == "pattern-regex":
        return way, [{"metavariable-pattern": {"metavariable": bound, "pattern-regex": random.choice(["\\w+_\\w+", "[A-Z]\\w+", "\\d"])}}]
    if way == "type":
        return way, [{"metavariable-type": {"metavariable": bound, "type": random.choice(TYPES[:3])}}]
    comparison = random.choice(COMPARISONS).replace("{x}", bound)
    return way, [{"metavariable-comparison": {"metavariable": bound, "comparison": comparison}}]


def combined(random):
    """A pattern in a place, without something, under a condition: one to three of these."""
    name, pattern, bound = random.choice(EXPRESSIONS + EXPRESSIONS + STATEMENTS)
    names, terms = [name], [{"pattern": pattern}]
    options = {}
    for way in random.sample(["inside", "inside-either", "not", "not-inside", "condition", "focus", "either", "options", "regex"], random.randrange(1, 4)):
        if way == "inside":
            place = random.choice(PLACES)
            terms.append({"pattern-inside": place[1]})
            names.append("in-" + place[0])
        elif way == "inside-either":
            places = random.sample(PLACES, 2)
            terms.append({"pattern-either": [{"pattern-inside": place[1]} for place in places]})
            names.append("in-" + "-or-".join(place[0] for place in places))
        elif way == "not":
            negative = random.choice(NEGATIVES)
            terms.append({"pattern-not": negative[1]})
            names.append("not-" + negative[0])
        elif way == "not-inside":
            place = random.choice(PLACES)
            terms.append({"pattern-not-inside": place[1]})
            names.append("outside-" + place[0])
        elif way == "condition" and bound:
            kind, more = conditions(random, bound)
            terms.extend(more)
            names.append("where-" + kind)
        elif way == "focus" and bound:
            terms.append({"focus-metavariable": bound})
            names.append("focus")
        elif way == "either":
            others = random.sample(EXPRESSIONS, 2)
            terms[0] = {"pattern-either": [terms[0]] + [{"pattern": other[1]} for other in others]}
            names.append("or-" + "-or-".join(other[0] for other in others))
            bound = None
        elif way == "options":
            options = random.choice(OPTIONS)
            names.append(next(iter(options)).replace("_", "-"))
        elif way == "regex":
            word = random.choice(["request", "user", "_id", "\"", "get"])
            terms.append({"pattern-not-regex": word})
            names.append("without-text")
    random.shuffle(terms)
    made = rule(".".join(names), patterns=terms)
    if options:
        made["options"] = options
    return made


def entry(random, pattern, kind):
    if pattern:
        return {"pattern": pattern}
    if kind == "source":
        return {"patterns": [{"pattern-inside": "def $FN(..., $P, ...):\n    ..."}, {"focus-metavariable": "$P"}]}
    return {"patterns": [{"pattern": "$FN($ARG, ...)"}, {"focus-metavariable": "$ARG"}]}


def tainted(random):
    source, sink, sanitizer = random.choice(SOURCES), random.choice(SINKS), random.choice(SANITIZERS)
    made = rule(f"taint.{source[0]}.{sink[0]}", mode="taint")
    made["pattern-sources"] = [entry(random, source[1], "source")]
    made["pattern-sinks"] = [entry(random, sink[1], "sink")]
    if sanitizer:
        made["pattern-sanitizers"] = [{"pattern": sanitizer}]
        made["id"] += "." + sanitizer.strip("$X.").split("(")[0]
    options = random.choice(TAINT_OPTIONS)
    if options:
        made["options"] = options
        made["id"] += "." + next(iter(options)).replace("_", "-")
    if random.random() < 0.2:
        made["pattern-propagators"] = [{"pattern": "$TO.append($FROM)", "from": "$FROM", "to": "$TO"}]
        made["id"] += ".append"
    return made


def texts(random):
    """Expressions over the text of Python files, alone and with code."""
    for name, regex in TEXTS:
        yield rule(f"text.{name}", **{"pattern-regex": regex})
        for place, code in random.sample(PLACES, 3):
            yield rule(f"text.{name}.in-{place}", patterns=[{"pattern-regex": regex}, {"pattern-inside": code}])
        place, code = random.choice(PLACES)
        yield rule(f"text.{name}.outside-{place}", patterns=[{"pattern-regex": regex}, {"pattern-not-inside": code}])


def main():
    seed, wanted = (int(word) for word in sys.argv[1:3])
    choice = random.Random(seed)
    made = {}
    for one in [*plain(), *texts(choice)]:
        made.setdefault(one["id"], one)
    while len(made) < wanted:
        one = tainted(choice) if choice.random() < 0.2 else combined(choice)
        made.setdefault(one["id"], one)
    print(json.dumps({"rules": list(made.values())}, indent=1))


if __name__ == "__main__":
    main()

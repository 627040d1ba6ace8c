//! Patterns over code, drawn: one test a subject. The exact limits are in the conformance probes.

use super::picture::check;

#[test]
fn a_call_binds_its_receiver_and_arguments() {
    check(
        "$C.execute($SQL, ...)",
        r#"
            cursor.execute("select 1")
            connection.cursor().execute(f"select {x}", [1])
            execute(1)
        "#,
        r#"
            1: cursor.execute("select 1")
               ^^^^^^^^^^^^^^^^^^^^^^^^^^  $C = cursor, $SQL = "select 1"
            2: connection.cursor().execute(f"select {x}", [1])
               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^  $C = connection.cursor(), $SQL = f"select {x}"
        "#,
    );
    check(
        "f($...BEFORE, $X)",
        "
            f(1)
            f(1, 2, k)
        ",
        "
            1: f(1)
               ^^^^  $...BEFORE = , $X = 1
            2: f(1, 2, k)
               ^^^^^^^^^^  $...BEFORE = 1, 2, $X = k
        ",
    );
}

#[test]
fn keywords_match_in_any_order_and_by_their_constant() {
    check(
        "f(..., shell=True, ...)",
        "
            YES = True
            f(1, shell=True)
            f(shell=YES, check=False)
            f(shell=False)
            f(**kw)
            f(a, b, shell = not False, x=1)
        ",
        "
            2: f(1, shell=True)
               ^^^^^^^^^^^^^^^^
            3: f(shell=YES, check=False)
               ^^^^^^^^^^^^^^^^^^^^^^^^^
            6: f(a, b, shell = not False, x=1)
               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
        ",
    );
}

#[test]
fn names_are_found_through_imports() {
    check(
        "django.db.connection.cursor()",
        "
            from django.db import connection as c
            from django import db
            import django.db as d
            c.cursor()
            db.connection.cursor()
            d.connection.cursor()
            def f(c):
                c.cursor()
        ",
        "
            4: c.cursor()
               ^^^^^^^^^^
            5: db.connection.cursor()
               ^^^^^^^^^^^^^^^^^^^^^^
            6: d.connection.cursor()
               ^^^^^^^^^^^^^^^^^^^^^
        ",
    );
    check(
        "django.utils.safestring.mark_safe($X)",
        "
            from django.utils.safestring import *
            mark_safe(a)
            safestring.mark_safe(b)
        ",
        "
            2: mark_safe(a)
               ^^^^^^^^^^^^  $X = a
        ",
    );
    check(
        "$M.loads(...)",
        "
            from pickle import loads as l
            l(data)
        ",
        "
            2: l(data)
               ^^^^^^^  $M = l
        ",
    );
}

#[test]
fn strings_match_by_text_content_or_expression() {
    check(
        r#"password = "$VALUE""#,
        r#"
            password = "hunter2"
            password = "a" "b"
            password = ""
            password = other
        "#,
        r#"
            1: password = "hunter2"
               ^^^^^^^^^^^^^^^^^^^^  $VALUE = hunter2
            2: password = "a" "b"
               ^^^^^^^^^^^^^^^^^^  $VALUE = "a"
            3: password = ""
               ^^^^^^^^^^^^^  $VALUE = 
        "#,
    );
    check(
        r#"$X = "=~/^sk_live_/""#,
        r#"
            KEY = "sk_live_1234"
            KEY = "pk_live"
            KEY: str = "sk_live_1"
        "#,
        r#"
            1: KEY = "sk_live_1234"
               ^^^^^^^^^^^^^^^^^^^^  $X = KEY
            3: KEY: str = "sk_live_1"
               ^^^^^^^^^^^^^^^^^^^^^^  $X = KEY
        "#,
    );
    check(
        r#"$C.execute(f"...{$X}...")"#,
        r#"
            c.execute(f"a {b} c {d!r} {e:>3}")
            c.execute("plain")
        "#,
        r#"
            1: c.execute(f"a {b} c {d!r} {e:>3}")
               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^  $C = c, $X = b
        "#,
    );
}

#[test]
fn deep_expressions_are_found_at_any_depth() {
    check(
        "HttpResponse(<... request.GET ...>)",
        r#"
            HttpResponse("<b>" + escape(request.GET["q"]))
            HttpResponse(request.POST)
        "#,
        r#"
            1: HttpResponse("<b>" + escape(request.GET["q"]))
               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
        "#,
    );
}

#[test]
fn a_function_holds_its_statements_in_order() {
    check(
        "
            def $F(..., request, ...):
                ...
                $X = request.GET[...]
                ...
                return HttpResponse($X)
        ",
        r#"
            def view(request, pk):
                q = request.GET["q"]
                if q:
                    log(q)
                return HttpResponse(q)
            def other(req):
                q = req.GET["q"]
                return HttpResponse(q)
        "#,
        "
            1: def view(request, pk):
               ^^^^^^^^^^^^^^^^^^^^^^ … 5:27  $F = view, $X = q
        ",
    );
    check(
        "
            $X = f()
            ...
            g($X)
        ",
        "
            a = f()
            if a:
                g(a)
            g(b)
        ",
        "
            1: a = f()
               ^^^^^^^ … 3:9  $X = a
        ",
    );
}

#[test]
fn decorators_stand_in_any_order() {
    check(
        "
            @csrf_exempt
            def $F(...): ...
        ",
        "
            from django.views.decorators.csrf import csrf_exempt
            @login_required
            @csrf_exempt
            def f(request):
                pass
            @csrf_exempt
            class A: pass
        ",
        "
            2: @login_required
               ^^^^^^^^^^^^^^^ … 5:9  $F = f
        ",
    );
}

#[test]
fn a_class_body_is_a_set() {
    check(
        r#"
            class $M(models.Model):
                ...
                class Meta:
                    ...
                    fields = "__all__"
        "#,
        r#"
            class A(models.Model):
                x = 1
                class Meta:
                    ordering = []
                    fields = "__all__"
            class B(models.Model):
                fields = "__all__"
        "#,
        "
            1: class A(models.Model):
               ^^^^^^^^^^^^^^^^^^^^^^ … 5:27  $M = A
        ",
    );
}

#[test]
fn compound_statements_match_by_their_parts() {
    check(
        "with open(...) as $F: ...",
        r#"
            with a as b, open("x") as f:
                f.read()
            async with open(x) as g: pass
        "#,
        r#"
            1: with a as b, open("x") as f:
                            ^^^^^^^^^^^^^^^ … 2:13  $F = f
            3: async with open(x) as g: pass
                          ^^^^^^^^^^^^^^^^^^  $F = g
        "#,
    );
    check(
        "
            try:
                ...
            except $E:
                pass
        ",
        "
            try:
                a()
            except ValueError:
                pass
        ",
        "
            1: try:
               ^^^^ … 4:9  $E = ValueError
        ",
    );
    check(
        "
            if $A == $B: ...
            elif $C: ...
        ",
        "
            if a == 1:
                x
            elif b:
                y
            else:
                z
        ",
        "
            1: if a == 1:
               ^^^^^^^^^^ … 6:6  $A = a, $B = 1, $C = b
        ",
    );
}

#[test]
fn imports_match_by_path() {
    check(
        "import pickle",
        "
            import pickle
            from pickle import loads
            import pickle as p, os
        ",
        "
            1: import pickle
               ^^^^^^^^^^^^^
            2: from pickle import loads
               ^^^^^^^^^^^^^^^^^^^^^^^^
            3: import pickle as p, os
               ^^^^^^^^^^^^^^^^^^
        ",
    );
    check(
        "from $M import loads",
        "
            from pickle import loads, dumps
            from a.b import loads as l
            import loads
        ",
        "
            1: from pickle import loads, dumps
               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^  $M = pickle
            2: from a.b import loads as l
               ^^^^^^^^^^^^^^^^^^^^^^^^^^  $M = a.b
        ",
    );
}

#[test]
fn containers_and_operators() {
    check(
        r#"{..., "ENGINE": $E, ...}"#,
        r#"DB = {"default": {"NAME": "x", "ENGINE": "sqlite"}}"#,
        r#"
            1: DB = {"default": {"NAME": "x", "ENGINE": "sqlite"}}
                                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^  $E = "sqlite"
        "#,
    );
    check(
        "$X and $Y",
        "a and b and c",
        "
            1: a and b and c
               ^^^^^^^^^^^^^  $X = a, $Y = b and c
            1: a and b and c
               ^^^^^^^^^^^^^  $X = a and b, $Y = c
        ",
    );
    check(
        "not $X",
        "
            not a
            not (b)
        ",
        "
            1: not a
               ^^^^^  $X = a
            2: not (b)
               ^^^^^^^  $X = b
        ",
    );
    check(
        "$MODEL.objects. ... .raw($Q)",
        r#"
            User.objects.using("x").raw(q)
            User.objects.raw(q)
            User.raw(q)
        "#,
        r#"
            1: User.objects.using("x").raw(q)
               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^  $MODEL = User, $Q = q
            2: User.objects.raw(q)
               ^^^^^^^^^^^^^^^^^^^  $MODEL = User, $Q = q
        "#,
    );
}

#[test]
fn types_of_metavariables() {
    check(
        "f($X: str)",
        r#"
            def g(a: int, b: str, c):
                f(a)
                f(b)
                f(c)
                f("x")
        "#,
        r#"
            3:     f(b)
                   ^^^^  $X = b
            5:     f("x")
                   ^^^^^^  $X = "x"
        "#,
    );
}

#[test]
#[expect(clippy::too_many_lines, reason = "one picture of everything that is said")]
fn a_wrong_pattern_is_pointed_at() {
    check(
        "$x",
        "x",
        "
            $x
            ^^
            metavariables are written in capitals
            help: write $X
        ",
    );
    check(
        "f(",
        "x",
        "
            f(
             ^
            this parenthesis is never closed
            help: a pattern is a whole expression or statement
        ",
    );
    check(
        "f(1 2)",
        "x",
        "
            f(1 2)
                ^
            this pattern is not Python: expected `,`, found int
            help: a pattern is a whole expression or statement
        ",
    );
    check(
        "def f($X):",
        "x",
        "
            def f($X):
            ^^^^^^^^^^
            this function has no body
            help: add one: def f($X): ...
        ",
    );
    check(
        r#""=~/(/""#,
        "x",
        r#"
            "=~/(/"
            ^^^^^^^
            this regular expression does not compile: Parsing error at position 1: Opening parenthesis without closing parenthesis
        "#,
    );
    check(
        "f($X, __sl_mv_Y)",
        "x",
        "
            f($X, __sl_mv_Y)
                  ^^^^^
            names that begin with `__sl_` are reserved
            help: rename it; these names stand for metavariables and ellipses inside Straplock
        ",
    );
    check(
        "<... f(1)",
        "x",
        "
            <... f(1)
            ^^^^
            this `<...` is never closed
            help: write `<... e ...>`
        ",
    );
    check(
        "lambda ...: 1",
        "x",
        "
            lambda ...: 1
            ^^^^^^^^^^^^^
            parameters of a lambda cannot be `...`
            help: write lambda $X: ...
        ",
    );
}

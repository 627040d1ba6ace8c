//! The strict edition: constants of formatted strings, classes and other modules, and classes of instances.

use crate::strict_names::{compatible, lines, strict};

/// Lines that `pattern` finds in one file, in the strict edition and in the compatible one.
fn both(pattern: &str, code: &str) -> [String; 2] {
    let formula = format!("pattern: '{pattern}'");
    [strict(&formula), compatible(&formula)].map(|rule| lines(&rule, &[("shop/views.py", code)]))
}

#[test]
fn formatted_strings_of_constants_are_constants() {
    let code = r#"
NAME = "b"
f("a{}".format("b"))
f("a{0}{x}".format(NAME, x=1))
f("a%s" % NAME)
f("a%s%d%%" % (NAME, 2))
f(f"a{NAME}{True!r}")
f("a{}".format(other))
f("a%s" % other)
f("a{:>5}".format(NAME))
def g(x):
    y = "a{}".format(NAME)
    f(y)
    y = x
    f(y)
"#;
    assert_eq!(both("f(\"...\")", code), ["3 4 5 6 7 10 13", ""]);
    assert_eq!(both("f(\"ab\")", code), ["3 5 13", ""]);
    assert_eq!(both("f(\"ab1\")", code), ["4", ""]);
    assert_eq!(both("f(\"ab2%\")", code), ["6", ""]);
}

#[test]
fn attributes_of_classes_are_constants() {
    let code = r#"
class A:
    TABLE = "t"
    OTHER = "t" + TABLE
    CHANGED = "t"
    TWICE = "t"
    TWICE = "u"
    def run(self, x):
        f(self.TABLE)
        f(self.OTHER)
        f(A.TABLE)
        f(x.TABLE)
        f(self.CHANGED)
        f(self.TWICE)
        f(self.missing)
    @classmethod
    def make(cls):
        f(cls.TABLE)
class B(A):
    CHANGED = x
    def run(self):
        f(self.TABLE)
        f(f"select {self.TABLE}")
f(A.TABLE)
f(B.TABLE)
def late(): f(BELOW)
BELOW = "t"
"#;
    assert_eq!(both("f(\"...\")", code), ["9 10 11 18 22 23 24 25 26", ""]);
    let stored = "class A:\n    X = 'a'\n    def run(self):\n        self.X = g()\n        f(self.X)\n";
    assert_eq!(both("f(\"...\")", stored)[0], "");
}

#[test]
fn constants_come_from_other_modules() {
    let files = [
        ("shop/__init__.py", "from .conf import TABLE\n"),
        (
            "shop/conf.py",
            "TABLE = 'orders'\nOTHER = f'{TABLE}_old'\nMANY = 1\nMANY = 2\nset_by = 'x'\ndef f():\n    global set_by\n    set_by = g()\nif DEBUG:\n    MODE = 'a'\nelse:\n    MODE = input()\nclass Names:\n    ONE = 'one'\n",
        ),
        (
            "shop/use.py",
            "from . import TABLE, conf\nfrom .conf import OTHER as o, set_by, MODE, Names\nq(TABLE)\nq(o)\nq(conf.TABLE)\nq(set_by)\nq(MODE)\nq(Names.ONE)\nq(conf.Names.ONE)\nq('select * from {}'.format(conf.OTHER))\ndef f(TABLE):\n    q(TABLE)\ndef g():\n    TABLE = input()\n    q(TABLE)\ndef h():\n    q(TABLE)\n",
        ),
    ];
    let found = lines(&strict("pattern: q(\"...\")"), &files);
    insta::assert_snapshot!(found, @"shop/use.py:3 shop/use.py:4 shop/use.py:5 shop/use.py:8 shop/use.py:9 shop/use.py:10 shop/use.py:17");
    assert_eq!(lines(&strict("pattern: q(\"orders\")"), &files), "shop/use.py:3 shop/use.py:5 shop/use.py:17");
}

#[test]
fn instances_are_known_by_what_made_them() {
    let code = r#"
import sqlite3
from sqlite3 import Connection as Conn
from typing import Optional
class Mine(Conn):
    def go(self):
        self.run(1)
        self.inner = Conn()
        self.inner.run(2)
def a():
    x = Conn()
    x.run(3)
    y = Other()
    y.run(4)
def b(x: Optional[Conn], y: "Conn", z: sqlite3.Connection, w: Conn | None, v: list[Conn], u):
    x.run(5)
    y.run(6)
    z.run(7)
    w.run(8)
    v.run(9)
    u.run(10)
def c():
    with Mine() as m:
        m.run(11)
    Mine().run(12)
    x: Mine = get()
    x.run(13)
def make() -> "Conn": ...
def built():
    return Mine()
def d():
    x = make()
    x.run(14)
    built().run(15)
    x = Other()
    x.run(16)
"#;
    assert_eq!(both("($X: sqlite3.Connection).run($N)", code), ["7 9 12 16 17 18 19 24 25 27 33 34", "18"]);
}

#[test]
fn classes_of_the_project_are_followed_to_their_bases() {
    let files = [
        ("shop/__init__.py", ""),
        ("shop/base.py", "from django.db import models\nclass Base(models.Model): ...\nclass Loop(Loop): ...\nshared = Base()\n"),
        ("shop/models.py", "from .base import Base\nclass Order(Base): ...\nclass Plain: ...\n"),
        (
            "shop/use.py",
            "from . import models\nfrom .models import Order, Plain\nfrom .base import shared, Loop\ndef f(a: Order, b: 'models.Order', c: Plain, d: Loop):\n    a.save()\n    b.save()\n    c.save()\n    d.save()\n    shared.save()\n    models.Order().save()\n    Order.save()\n",
        ),
    ];
    let found = lines(&strict("pattern: '($X: django.db.models.Model).save()'"), &files);
    assert_eq!(found, "shop/use.py:5 shop/use.py:6 shop/use.py:9 shop/use.py:10");
    let by_type = "patterns:\n      - pattern: 'def f(..., $P, ...): ...'\n      - focus-metavariable: $P\n      - metavariable-type: {metavariable: $P, type: shop.base.Base}";
    assert_eq!(lines(&strict(by_type), &files), "shop/use.py:4 shop/use.py:4");
    let by_type = "patterns:\n      - pattern: $X.save()\n      - metavariable-type: {metavariable: $X, types: [Base, Plain]}";
    assert_eq!(lines(&strict(by_type), &files), "shop/use.py:5 shop/use.py:6 shop/use.py:7 shop/use.py:9 shop/use.py:10");
}

#[test]
fn loops_forget_what_they_change() {
    let code = r#"
def f(rows):
    table, kept = "t", "k"
    table = "t"
    kept = "k"
    for row in rows:
        q(kept)
        table += row
    q(kept)
    q(table)
    names = [q(kept) for kept in rows]
    names = [q(kept) for row in rows]
    while g():
        kept.append(1)
    q(kept)
"#;
    assert_eq!(both("q(\"...\")", code), ["7 9 12", ""]);
}

#[test]
fn operators_are_read_as_python_reads_them() {
    let chain = "f(a * b * c)\nf(a / b % c)\nf(a - b - c)\n";
    assert_eq!(both("$X * c", chain), ["1", "1"]);
    assert_eq!(both("a * $X", chain), ["1", "1"]);
    assert_eq!(both("a * b", chain), ["1", ""]);
    assert_eq!(both("b * c", chain), ["", "1"]);
    assert_eq!(both("$X % c", chain), ["2", "2"]);
    assert_eq!(both("$X / $Y", chain), ["2", "2"]);
    let compared = "if a() < b() < c(): ...\n";
    assert_eq!(both("a()", compared), ["1", ""]);
    assert_eq!(both("c()", compared), ["1", "1"]);
    let decorated = "@d\nasync def f(): ...\n@d\ndef g(): ...\n";
    let formula = "pattern: \"@d\\nasync def $F(...): ...\"";
    assert_eq!(lines(&strict(formula), &[("a.py", decorated)]), "1");
    assert_eq!(lines(&compatible(formula), &[("a.py", decorated)]), "1 3");
}

#[test]
fn comparisons_reckon_as_python_does() {
    let rule = |comparison: &str| {
        format!("patterns:\n      - pattern: f($X)\n      - metavariable-comparison: {{metavariable: $X, comparison: \"{comparison}\"}}")
    };
    let code = [("a.py", "f(7)\nf(\"2026-12-01\")\nf(8)\n")];
    for (comparison, wanted) in [
        ("$X / 2 == 3.5", ["1", ""]),
        ("$X / 2 == 3", ["", "1"]),
        ("$X * 4 % 3 == 1", ["1", ""]),
        ("int($X) - 2 - 1 == 4", ["1", "1"]),
        ("strptime($X) - strptime('2026-11-01') == 30 * 86400", ["2", ""]),
    ] {
        let found = [strict(&rule(comparison)), compatible(&rule(comparison))].map(|rule| lines(&rule, &code));
        assert_eq!(found, wanted, "{comparison}");
    }
}

//! The strict edition: what names mean by scope, through imports, and through the files of a project.

use std::fmt::Write as _;
use std::sync::Arc;

use straplock::engine::{self, Breadth};
use straplock::files::{Files, Language, Role, SourceFile};
use straplock::rule::{RuleSource, load};

/// A rule of edition 2026 with this formula, in lines indented by four.
pub(crate) fn strict(formula: &str) -> String {
    format!("edition: 2026\n{}", compatible(formula).replace("WARNING", "medium"))
}

pub(crate) fn compatible(formula: &str) -> String {
    let head =
        "rules:\n  - id: found\n    severity: WARNING\n    languages: [python]\n    message: It is here\n    metadata: {category: style}\n";
    format!("{head}    {formula}\n")
}

/// Lines where the rule finds something: of one file its numbers, of several with their paths.
pub(crate) fn lines(rule: &str, files: &[(&str, &str)]) -> String {
    let loaded = load(&[Arc::new(RuleSource::new("team.yaml", rule))]);
    assert!(loaded.diagnostics.is_empty(), "{:?}", loaded.diagnostics);
    let sources = files.iter().map(|(path, text)| SourceFile::new(*path, *text, Language::Python, Role::App)).collect();
    let outcome = engine::run(&Files::new(sources), &loaded.rules, Breadth::Project);
    assert!(outcome.notifications.is_empty(), "{:?}", outcome.notifications);
    let mut out = String::new();
    for finding in &outcome.findings {
        let path = if files.len() > 1 { format!("{}:", finding.location.path) } else { String::new() };
        write!(out, "{path}{} ", finding.location.start.line).unwrap();
    }
    out.trim_end().to_owned()
}

/// What `pattern` finds in one file, in the strict edition and in the compatible one.
fn both(pattern: &str, code: &str) -> [String; 2] {
    let formula = format!("pattern: '{pattern}'");
    [strict(&formula), compatible(&formula)].map(|rule| lines(&rule, &[("shop/views.py", code)]))
}

#[track_caller]
fn assert_strict(pattern: &str, code: &str, wanted: &str) {
    let [found, _] = both(pattern, code);
    assert_eq!(found, wanted, "{pattern} in\n{code}");
}

#[test]
fn imports_stay_in_their_scope() {
    let code = "\
def load(x):
    import yaml as y
    return y.load(x)
def other(y):
    return y.load(1)
def third():
    y = Loader()
    return y.load(2)
def fourth():
    return y.load(3)
";
    assert_eq!(both("yaml.load(...)", code), ["3", "3 8 10"], "in Semgrep an import leaks out of its function");
}

#[test]
fn functions_see_imports_below_them() {
    let code = "def f(x):\n    return p.loads(x)\nimport pickle as p\np.loads(y)\n";
    assert_eq!(both("pickle.loads(...)", code), ["2 4", "4"]);
}

#[test]
fn every_branch_that_may_have_run_counts() {
    let code = "\
try:
    import cPickle as p
except ImportError:
    import pickle as p
p.loads(x)
";
    assert_eq!(both("cPickle.loads(...)", code), ["5", ""]);
    assert_eq!(both("pickle.loads(...)", code), ["5", "5"]);
    let checking = "if TYPE_CHECKING:\n    from lxml.etree import parse\nelse:\n    parse = None\ndef f(): parse(x)\n";
    assert_strict("lxml.etree.parse(...)", checking, "5");
    let version = "if PY3:\n    from urllib.request import urlopen as o\nelse:\n    from urllib2 import urlopen as o\no(x)\n";
    assert_strict("urllib2.urlopen(...)", version, "5");
    assert_strict("urllib.request.urlopen(...)", version, "5");
}

#[test]
fn whatever_binds_the_name_again_hides_the_import() {
    for body in [
        "def f(pickle):\n    pickle.loads(x)\n",
        "def f(*pickle):\n    pickle.loads(x)\n",
        "def f():\n    pickle = Mine()\n    pickle.loads(x)\n",
        "def f():\n    def pickle(): ...\n    pickle.loads(x)\n",
        "def f():\n    class pickle: ...\n    pickle.loads(x)\n",
        "def f(a):\n    for pickle in a:\n        pickle.loads(x)\n",
        "def f(a):\n    with a as pickle:\n        pickle.loads(x)\n",
        "def f(a):\n    try: a()\n    except E as pickle:\n        pickle.loads(x)\n",
        "y = [pickle.loads(x) for pickle in a]\n",
        "y = lambda pickle: pickle.loads(x)\n",
        "def f(a):\n    if (pickle := a):\n        pickle.loads(x)\n",
        "def f(a):\n    match a:\n        case [pickle]:\n            pickle.loads(x)\n",
        "def f():\n    pickle = 1\n    def g():\n        nonlocal pickle\n        pickle.loads(x)\n",
        "pickle = Mine()\ndef f():\n    pickle.loads(x)\n",
        "def f():\n    from .own import pickle, other\n    def g(pickle): return pickle.loads(x)\n",
    ] {
        assert_strict("pickle.loads(...)", &format!("import pickle\n{body}"), "");
    }
}

#[test]
fn what_looks_like_hiding_and_is_not() {
    for (body, line) in [
        ("class A:\n    pickle = 1\n    def f(self):\n        pickle.loads(x)\n", "5"),
        ("y = [a for pickle in b]\npickle.loads(x)\n", "3"),
        ("def f(pickle): ...\ndef g():\n    pickle.loads(x)\n", "4"),
        ("def f(y=pickle.loads(x), pickle=None): ...\n", "2"),
        ("y = [a for pickle in pickle.loads(x)]\n", "2"),
        ("def f(a):\n    pickle.loads(x)\n    for b in a: ...\n", "3"),
        ("def f():\n    global pickle\n    import pickle\n    pickle.loads(x)\n", "5"),
        ("def f():\n    self.pickle = 1\n    pickle.loads(x)\n", "4"),
        ("def f(a):\n    a(pickle=1)\n    pickle.loads(x)\n", "4"),
    ] {
        assert_strict("pickle.loads(...)", &format!("import pickle\n{body}"), line);
    }
}

#[test]
fn another_module_of_the_same_name_is_another() {
    assert_strict("json.loads(...)", "import simplejson as json\njson.loads(x)\n", "");
    assert_strict("json.loads(...)", "import json\njson.loads(x)\n", "2");
    assert_strict("eval(...)", "from simpleeval import eval\neval(x)\n", "");
    assert_strict("eval(...)", "eval(x)\n", "1");
    assert_strict("render(...)", "from django.shortcuts import render\nrender(x)\n", "2");
    assert_strict("$C.execute(...)", "def f(cursor):\n    cursor.execute(x)\n", "2");
    assert_strict("request.GET", "def f(request):\n    request.GET\n", "2");
    assert_strict("cursor.execute(...)", "def f():\n    with db.cursor() as cursor:\n        cursor.execute(x)\n", "3");
}

#[test]
fn single_assignments_are_followed() {
    let code = "\
import pickle
load = pickle.loads
class Box:
    read = pickle.loads
again = load
again(x)
def f():
    inner = load
    return inner(y)
def g(load):
    return load(z)
";
    assert_eq!(both("pickle.loads(...)", code), ["6 9", ""]);
    assert_strict("pickle.loads", code, "2 4");
    assert_strict("django.conf.settings.$X", "from django.conf import settings as s\nz = s\ny = z.KEY\nf(y)\n", "3");
    assert_strict("eval(...)", "run = eval\nrun(x)\n", "2");
    assert_strict("eval(...)", "a = b\nb = a\na(x)\n", "");
}

/// A project with a package, a second root and modules that pass names on.
const PROJECT: [(&str, &str); 9] = [
    ("src/shop/__init__.py", "from .compat import unpickle\nfrom . import compat as via\n"),
    (
        "src/shop/compat.py",
        "try:\n    from cPickle import loads as unpickle\nexcept ImportError:\n    from pickle import loads as unpickle\nimport yaml as _private\nparse = _private.load\n",
    ),
    ("src/shop/all.py", "from .compat import *\nfrom .shown import *\nfrom subprocess import *\n"),
    ("src/shop/shown.py", "__all__ = ['run']\nfrom os import system as run, popen\n"),
    ("src/shop/deep/__init__.py", ""),
    (
        "src/shop/deep/views.py",
        "from .. import unpickle as u\nfrom ..compat import unpickle\nfrom ..compat import parse\nfrom .. import via\nu(a)\nunpickle(b)\nparse(c)\nvia.unpickle(d)\n",
    ),
    (
        "src/shop/absolute.py",
        "import shop\nfrom shop import compat, deep\nimport shop.compat as sc\nshop.unpickle(a)\ncompat.unpickle(b)\nsc.parse(c)\nshop.compat.unpickle(d)\n",
    ),
    ("src/shop/starred.py", "from .all import *\nunpickle(a)\nrun(b)\npopen(c)\nPopen(d)\nparse(e)\n_private.load(f)\n"),
    ("back/manage.py", "from shop import unpickle\nunpickle(a)\n"),
];

#[test]
fn names_come_through_the_files_of_the_project() {
    let find = |pattern: &str| lines(&strict(&format!("pattern: {pattern}")), &PROJECT);
    insta::assert_snapshot!(find("pickle.loads(...)"), @"back/manage.py:2 src/shop/absolute.py:4 src/shop/absolute.py:5 src/shop/absolute.py:7 src/shop/deep/views.py:5 src/shop/deep/views.py:6 src/shop/deep/views.py:8 src/shop/starred.py:2");
    insta::assert_snapshot!(find("cPickle.loads(...)"), @"back/manage.py:2 src/shop/absolute.py:4 src/shop/absolute.py:5 src/shop/absolute.py:7 src/shop/deep/views.py:5 src/shop/deep/views.py:6 src/shop/deep/views.py:8 src/shop/starred.py:2");
    insta::assert_snapshot!(find("yaml.load(...)"), @"src/shop/absolute.py:6 src/shop/deep/views.py:7 src/shop/starred.py:6");
    insta::assert_snapshot!(find("os.system(...)"), @"src/shop/starred.py:3");
    insta::assert_snapshot!(find("os.popen(...)"), @"");
    insta::assert_snapshot!(find("subprocess.Popen(...)"), @"src/shop/starred.py:5");
    insta::assert_snapshot!(find("shop.compat.unpickle(...)"), @"back/manage.py:2 src/shop/absolute.py:4 src/shop/absolute.py:5 src/shop/absolute.py:7 src/shop/deep/views.py:5 src/shop/deep/views.py:6 src/shop/deep/views.py:8 src/shop/starred.py:2");
    let compatible = |pattern: &str| lines(&compatible(&format!("pattern: {pattern}")), &PROJECT);
    assert_eq!(compatible("pickle.loads(...)"), "", "Semgrep looks at one file alone");
}

#[test]
fn a_module_that_names_itself_ends_somewhere() {
    let files = [
        ("a/__init__.py", "from .b import x\nfrom .b import *\n"),
        ("a/b.py", "from .c import x\nfrom . import *\n"),
        ("a/c.py", "from .b import x\nfrom . import x as y\nx = y\n"),
        ("a/d.py", "from .b import x, nothing\nfrom ...too.high import z\nx(1)\nnothing(2)\nz(3)\n"),
    ];
    assert_eq!(lines(&strict("pattern: pickle.loads(...)"), &files), "");
    assert_eq!(lines(&strict("pattern: x(...)"), &files), "a/d.py:3");
}

#[test]
fn files_of_one_name_in_several_folders_are_told_apart() {
    let files = [
        ("one/lib/__init__.py", "from pickle import loads as get\n"),
        ("one/use.py", "from lib import get\nget(x)\n"),
        ("one/manage.py", ""),
        ("two/lib/__init__.py", "from json import loads as get\n"),
        ("two/use.py", "from lib import get\nget(x)\n"),
        ("two/manage.py", ""),
    ];
    assert_eq!(lines(&strict("pattern: pickle.loads(...)"), &files), "one/use.py:2");
    assert_eq!(lines(&strict("pattern: json.loads(...)"), &files), "two/use.py:2");
}

#[test]
fn the_projects_own_names_are_not_the_librarys() {
    let files = [
        ("shop/__init__.py", ""),
        ("shop/yaml.py", "def load(x): ...\n"),
        ("shop/a.py", "from . import yaml\nyaml.load(x)\n"),
        ("shop/b.py", "from .conf import yaml\nyaml.load(x)\n"),
        ("shop/conf.py", "yaml = YAML()\n"),
        ("shop/c.py", "from .compat import yaml\nyaml.load(x)\n"),
        ("shop/compat.py", "import yaml\n"),
    ];
    assert_eq!(lines(&strict("pattern: yaml.load(...)"), &files), "shop/c.py:2");
    assert_eq!(lines(&strict("pattern: shop.yaml.load(...)"), &files), "shop/a.py:2");
}

#[test]
fn hostile_names_end_in_time() {
    let many = 500;
    let rebound: String = (0..many).map(|at| format!("if c{at}:\n    import m{at} as x\n    y = x\nx.f(y)\n")).collect();
    let chained: String = (0..many).map(|at| format!("a{} = a{at}.b\n", at + 1)).collect();
    let nested = format!("a0 = {}\n", "lambda x: ".repeat(300) + "x.f(x)");
    let stars: Vec<(String, String)> = (0..30)
        .map(|at| (format!("p/m{at}.py"), (0..30).map(|to| format!("from .m{to} import *\n")).collect::<String>() + "x.f(x)\n"))
        .collect();
    let mut files = vec![("a.py", &*rebound), ("b.py", &*chained), ("c.py", &*nested), ("p/__init__.py", "")];
    files.extend(stars.iter().map(|(path, text)| (&**path, &**text)));
    let found = lines(&strict("pattern: m1.f(...)"), &files);
    // Of a name with more meanings the last eight count.
    assert_eq!(found.split(' ').filter(|place| place.starts_with("a.py")).count(), 8);
}

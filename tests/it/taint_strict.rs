//! Taint in rules of `edition: 2026`: what Semgrep's engine does not follow, and tests and casts that make a value harmless.
//! A sink with `# flows` is a danger, one without is its look-alike.

use std::collections::BTreeSet;
use std::sync::Arc;

use straplock::engine::{self, Breadth};
use straplock::files::{Files, Language, Role, SourceFile};
use straplock::rule::{RuleSource, load};

const RULE: &str = "edition: 2026
rules:
  - id: flows
    mode: taint
    severity: HIGH
    languages: [python]
    message: it flows
    metadata: {cwe: [CWE-89]}
    pattern-sources: [{pattern: source()}]
    pattern-sinks: [{pattern: sink(...)}]
";

/// Lines in which the rule finds something, and lines that are marked.
fn compare(code: &str) {
    let loaded = load(&[Arc::new(RuleSource::new("rule.yaml", RULE))]);
    assert!(!loaded.has_errors(), "{:?}", loaded.diagnostics);
    let files = Files::new(vec![SourceFile::new("views.py".to_owned(), code, Language::Python, Role::App)]);
    let outcome = engine::run(&files, &loaded.rules, Breadth::Everything);
    let found: BTreeSet<usize> = outcome.findings.iter().map(|finding| finding.location.start.line as usize).collect();
    let marked = (1..).zip(code.lines()).filter(|(_, line)| line.contains("# flows")).map(|(number, _)| number);
    let shown = |lines: &BTreeSet<usize>| {
        let lines = lines.iter().map(|line| format!("{line}: {}", code.lines().nth(line - 1).unwrap_or_default().trim()));
        lines.collect::<Vec<_>>().join("\n")
    };
    assert_eq!(shown(&found), shown(&marked.collect()), "found, and marked");
}

#[test]
fn methods_that_put_something_into_their_object() {
    compare(
        "def f(self):
    a, b, c, d, e, g, h, i = [], set(), {}, {}, [], [], {}, []
    a.append(source())
    b.add(source())
    c.update(name=source())
    d.setdefault('name', source())
    e.extend([source()])
    g.insert(0, source())
    self.parts.append(source())
    h['k'].append(source())
    i.append('text')
    i.count(source())
    sink(a)  # flows
    sink(b)  # flows
    sink(c)  # flows
    sink(d)  # flows
    sink(e)  # flows
    sink(g)  # flows
    sink(' '.join(self.parts))  # flows
    sink(h)  # flows
    sink(i)
def g():
    a = []
    sink(a)
    a.append(source())
    a = []
    sink(a)
def h():
    a = []
    a.append(int(source()))
    sink(a)
",
    );
}

#[test]
fn comprehensions_slices_and_stars() {
    compare(
        "def f():
    x = source()
    sink([quote(i) for i in x])  # flows
    sink({quote(i) for i in x})  # flows
    sink({i: 1 for i in x})  # flows
    sink({1: i for i in x})  # flows
    sink(', '.join(f'{i}' for i in x))  # flows
    sink([1 for i in x])
    sink({1: 2 for i in x})
    sink([int(i) for i in x])
    sink([i for i in x if i in ('a', 'b')])
    sink(x[1:])  # flows
    sink(x[:5].strip())  # flows
    sink(y[1:])
    a, *b = x
    sink(b)  # flows
    sink([len(i) for i in x])
def g():
    yield 1
    sink(source())  # flows
",
    );
}

const GUARDS: &str = "def f(self):
    x = source()
    if x in ('a', 'b'):
        sink(x)
    if x in self.ALLOWED:
        sink(x)
    else:
        sink(x)  # flows
    if x in others:
        sink(x)  # flows
    if x in 'abc':
        sink(x)  # flows
    if x in source():
        sink(x)  # flows
    if x == 'a' or x == 'b':
        sink(x)
    if x == 'a' or other:
        sink(x)  # flows
    if other and x in ALLOWED:
        sink(x)
    if x.isdigit():
        sink(x)
    if x.startswith('a'):
        sink(x)  # flows
    if isinstance(x, int):
        sink(x)
    if isinstance(x, str):
        sink(x)  # flows
    if not x:
        sink(x)
    if x is None:
        sink(x)
    if x is not None:
        sink(x)  # flows
    sink(x if x in ALLOWED else 'a')
    sink(x if x else 'a')  # flows
    sink(x)  # flows
def g():
    x = source()
    if x not in ALLOWED:
        return
    sink(x)
def h():
    x = source()
    if not x.isdigit():
        log(x)
    sink(x)  # flows
def i():
    x = source()
    if not (x.isdigit() and other):
        raise ValueError(x)
    sink(x)
def j():
    x = source()
    assert x in ALLOWED
    sink(x)
def k():
    for x in source():
        if x not in ALLOWED:
            continue
        sink(x)
def l():
    x = source()
    while x not in ALLOWED:
        sink(x)  # flows
        x = source()
    sink(x)
def m():
    x = source()
    if x in ALLOWED:
        x = x + source()
        sink(x)  # flows
def n():
    x = source()
    x in ALLOWED and sink(x)
    x in ALLOWED or sink(x)  # flows
    if x.name in ALLOWED:
        sink(x.name)
        sink(x)  # flows
def o():
    x = source()
    if x != 'a':
        sink(x)  # flows
    elif x:
        sink(x)
";

#[test]
fn tests_that_make_a_value_harmless() {
    compare(GUARDS);
}

#[test]
fn casts_give_numbers_unless_they_are_something_else() {
    compare(
        "def f():
    x = source()
    sink(int(x))
    sink(float(x) * 2)
    sink('%d' % int(x))
    sink(len(x))
    sink(x == 'a')
    sink(not x)
    sink(str(x))  # flows
    sink(round(x))  # flows
    page = int(x)
    sink(page)
def g(int):
    sink(int(source()))  # flows
",
    );
}

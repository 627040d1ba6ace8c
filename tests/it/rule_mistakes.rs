//! What a newcomer gets wrong in a rule that `rules new` wrote: each mistake with its place, and what to do.

use std::fs;

use crate::command::straplock;
use crate::tree::folder;

/// A mistake: in which kind of rule, and what is written there instead of what.
struct Slip(&'static str, &'static str, &'static str);

const AMOUNT: &str = "- pattern: $CALL(..., float($AMOUNT), ...)";

/// Everything that `rules check` says about rules with one mistake each.
fn told(slips: &[Slip]) -> String {
    let place = folder(&[]);
    let mut out = String::new();
    for Slip(kind, right, wrong) in slips {
        let path = place.path().join("one.yaml");
        if path.exists() {
            fs::remove_file(&path).unwrap();
        }
        for case in ["py", "html", "conf", "env"] {
            drop(fs::remove_file(place.path().join(format!("one.{case}"))));
        }
        assert_eq!(straplock(place.path(), &["rules", "new", "one", "--kind", kind]).done().code, 0);
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(right), "{right}");
        fs::write(&path, text.replacen(right, wrong, 1)).unwrap();
        let said = straplock(place.path(), &["rules", "check", "one.yaml"]).done().stdout;
        // Without what every answer ends with.
        let said: Vec<&str> = said.lines().take_while(|line| !line.ends_with("can run") && !line.contains("says more, and")).collect();
        out += &format!("{}\n\n", said.join("\n").trim());
    }
    out
}

#[test]
#[expect(clippy::too_many_lines, reason = "most of it is a picture")]
fn yaml_that_is_none() {
    let slips = [
        Slip("pattern", "    severity", "   severity"),
        Slip("pattern", "    severity", "\tseverity"),
        Slip("pattern", "    severity: MEDIUM\n", "    severity: MEDIUM\n  \t  stage: preview\n"),
        Slip("pattern", "    message: \"", "    message: \"`$CALL` is\n    other: \""),
        Slip("pattern", AMOUNT, "- *nope"),
        Slip("pattern", AMOUNT, "- pattern: x: float = $AMOUNT"),
        Slip("pattern", AMOUNT, "- pattern: @decorator"),
        Slip("pattern", "regex: (?i).*(price|total|amount)", "regex: \"\\d+\""),
        Slip("pattern", "rounded", "rou\0nded"),
        Slip("pattern", "    stage: preview", "    metadata: &m {x: *m}"),
    ];
    insta::assert_snapshot!(told(&slips), @r#"
    error[R001]: this file is not YAML
     --> one.yaml:4:4
      |
    4 |    severity: MEDIUM
      |    ^ this line does not stand in the column of what it continues
      |
      = help: the keys of a rule stand in one column, and so do the `-` of a list, farther right than what they belong to

    1 error

    error[R001]: this file is not YAML
     --> one.yaml:4:1
      |
    4 |     severity: MEDIUM
      | ^^^^ a tab stands in front of this line
      |
      = help: YAML is indented with blanks, never with tabs

    1 error

    error[R001]: this file is not YAML
     --> one.yaml:5:3
      |
    5 |         stage: preview
      |   ^^^^ a tab stands in front of this line
      |
      = help: YAML is indented with blanks, never with tabs

    1 error

    error[R001]: this file is not YAML
     --> one.yaml:7:14
      |
    7 |     message: "`$CALL` is
      |              ^ the quote that begins here is not closed
      |
      = help: close it on the same line, or write a block after `|`

    1 error

    error[R001]: this file is not YAML
      --> one.yaml:10:9
       |
    10 |       - *nope
       |         ^^^^^ nothing above is named so
       |
       = help: write `&nope` in front of what `*nope` repeats; a text that begins with `*` belongs in quotes

    1 error

    error[R001]: this file is not YAML
      --> one.yaml:10:19
       |
    10 |       - pattern: x: float = $AMOUNT
       |                   ^ this `:` makes a key of what stands before it, and no key may stand here
       |
       = help: either the line is indented too far, or this is a text that belongs in quotes or in a block after `|`

    1 error

    error[R001]: this file is not YAML
      --> one.yaml:10:18
       |
    10 |       - pattern: @decorator
       |                  ^ unexpected character: `@'
       |
       = help: texts that hold `: `, ` #`, or begin with `{`, `[`, `*`, `&`, `!`, `%`, `@` or a quote belong in quotes, or in a block after `|`

    1 error

    error[R001]: this file is not YAML
      --> one.yaml:13:18
       |
    13 |           regex: "\d+"
       |                  ^ YAML knows no such escape in this text
       |
       = help: in double quotes a backslash begins an escape: double it, use single quotes, or write a block after `|`

    1 error

    error[R001]: this file is not YAML
     --> one.yaml:7:37
      |
    7 |     message: "`$CALL` is given a rou␀nded number of an amount of money"
      |                                     ^ a NUL character stands here, which no YAML file holds
      |
      = help: is this a text file? Delete the character

    1 error

    error[R001]: this alias refers to the node that it stands in
      --> one.yaml:16:22
       |
    16 |     metadata: &m {x: *m}
       |                      ^^

    1 error
    "#);
}

#[test]
#[expect(clippy::too_many_lines, reason = "most of it is a picture")]
fn keys_and_values() {
    let slips = [
        Slip("pattern", "    stage", "    frobnicate: 1\n    stage"),
        Slip("pattern", "edition: 2026\nrules:\n  - id: one\n    severity", "rules:\n  - id: one\n    severty"),
        Slip("pattern", "[python]", "[]"),
        Slip("pattern", "message: \"`$CALL` is given a rounded number of an amount of money\"", "message: ' '"),
        Slip("pattern", "[\"CWE-682\"]", "[SQL]"),
        Slip("pattern", "    patterns:\n", "    patterns: $X\n    pattern:\n"),
        Slip("pattern", AMOUNT, "- pattern: {$X: float($AMOUNT)}"),
        Slip("pattern", AMOUNT, "- pattern: \"float($AMOUNT\""),
        Slip("html", "- pattern: <form ...", "- pattern: form ..."),
        Slip("template", "\\b(?:api_key", "\\b((?:api_key"),
        Slip("taint", "mode: taint", "mode: tiant"),
        Slip("taint", "    mode: taint\n", ""),
        Slip("taint", "    pattern-sinks:", "    pattern-sinkz:"),
        Slip(
            "pattern",
            "metavariable-regex:\n          metavariable: $AMOUNT\n          regex: (?i).*(price|total|amount)",
            "metavariable-pattern: {metavariable: $AMOUNT, language: pyton, pattern: x}",
        ),
    ];
    insta::assert_snapshot!(told(&slips), @r#"
    error[R005]: a rule has no key `frobnicate`
      --> one.yaml:16:5
       |
    16 |     frobnicate: 1
       |     ^^^^^^^^^^
       |
       = help: facts of your own belong below `metadata:`

    1 error

    error[R006]: rule `one` needs the key `severity`
     --> one.yaml:2:5
      |
    2 |   - id: one
      |     ^^^^^^^
      |
      = help: is `severty` meant to be `severity`?

    1 error

    error[R006]: `languages` names no language
     --> one.yaml:5:16
      |
    5 |     languages: []
      |                ^^
      |
      = help: for example `languages: [python]`

    1 error

    error[R006]: rule `one` has an empty `message`
     --> one.yaml:7:14
      |
    7 |     message: ' '
      |              ^^^
      |
      = help: its first sentence is the title of a finding: what is wrong with this code

    1 error

    warning[R024]: this security rule names no CWE
      --> one.yaml:21:7
       |
    21 |       cwe: [SQL]
       |       ^^^^^^^^^^
       |
       = help: add `metadata: {cwe: ["CWE-…"]}`, or `category:` with another word if it is not about security

    1 warning

    error[R016]: a rule says more than once what to look for
     --> one.yaml:9:5
      |
    9 |     pattern:
      |     ^^^^^^^
      |
      = help: put both below `patterns:` (both must hold) or `pattern-either:` (one is enough)

    1 error

    error[R004]: `pattern` takes a text, this is a mapping
      --> one.yaml:10:18
       |
    10 |       - pattern: {$X: float($AMOUNT)}
       |                  ^^^^^^^^^^^^^^^^^^^^
       |
       = help: a text that begins with `{` or `[` belongs in quotes, or in a block after `|`

    1 error

    error[R012]: this pattern is not Python
      --> one.yaml:10:24
       |
    10 |       - pattern: "float($AMOUNT"
       |                        ^ this parenthesis is never closed
       |
       = help: a pattern is a whole expression or statement

    1 error

    error[R012]: this pattern is not HTML
      --> one.yaml:11:18
       |
    11 |       - pattern: form ... action="$ADDRESS" ...>...</form>
       |                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ it is no element (`<tag ...>...</tag>`), and no attribute with a value (`name="$X"`)

    1 error

    error[R014]: this regular expression does not compile
      --> one.yaml:11:80
       |
    11 |       - pattern-regex: \{\{\s*(?P<VALUE>[\w.]*\b((?:api_key|token))\b[^{}]*\}\}
       |                                                                                ^ Opening parenthesis without closing parenthesis

    1 error

    error[R007]: there is no mode `tiant`
     --> one.yaml:6:11
      |
    6 |     mode: tiant
      |           ^^^^^
      |
      = help: did you mean `taint`?

    1 error

    error[R016]: a rule does not say what to look for
     --> one.yaml:3:9
      |
    3 |   - id: one
      |         ^^^
      |
      = help: a rule with sources and sinks has `mode: taint`

    1 error

    error[R006]: a rule of `mode: taint` needs the key `pattern-sinks`
     --> one.yaml:3:9
      |
    3 |   - id: one
      |         ^^^
      |
      = help: is `pattern-sinkz` meant to be `pattern-sinks`?

    error[R005]: a rule has no key `pattern-sinkz`
      --> one.yaml:17:5
       |
    17 |     pattern-sinkz:
       |     ^^^^^^^^^^^^^
       |
       = help: did you mean `pattern-sinks`?

    2 errors

    error[R007]: there is no language `pyton`
      --> one.yaml:11:65
       |
    11 |       - metavariable-pattern: {metavariable: $AMOUNT, language: pyton, pattern: x}
       |                                                                 ^^^^^
       |
       = help: did you mean `python`?

    1 error
    "#);
}

#[test]
fn files_that_are_no_text() {
    let place = folder(&[]);
    let write = |name: &str, bytes: &[u8]| fs::write(place.path().join(name), bytes).unwrap();
    write("latin.yaml", b"rules:\n  - id: caf\xe9\n");
    write("marked.yaml", b"\xef\xbb\xbfrules: \xff\n");
    write("wide.yaml", b"\xff\xfer\0u\0l\0e\0s\0");
    write("picture.yaml", b"\x89PNG\r\n\x1a\n\0\0");
    fs::create_dir(place.path().join("folder.yaml")).unwrap();
    insta::assert_snapshot!(straplock(place.path(), &["rules", "check", "."]).picture(), @"
    exit 2

    --- stdout
    error[R030]: this rule file cannot be read: it is not UTF-8 text
     --> latin.yaml:2:12
      |
    2 |   - id: caf�
      |            ^ the byte 0xE9 stands here
      |
      = help: save it as UTF-8

    error[R030]: this rule file cannot be read: it is not UTF-8 text
     --> marked.yaml:1:8
      |
    1 | rules: �
      |        ^ the byte 0xFF stands here
      |
      = help: save it as UTF-8

    error[R030]: this rule file cannot be read: it is no text
    --> picture.yaml

    error[R030]: this rule file cannot be read: it is UTF-16 text
    --> wide.yaml
     = help: save it as UTF-8

    4 errors
    `straplock explain R030` says more, and so does rules/README.md#r030
    0 rules can run
    ");
}

#[test]
fn an_endless_id_is_cut() {
    let long = format!("rules:\n- id: {}\n  languages: [python]\n  severity: ERROR\n  message: m\n  pattern: f()\n", "k".repeat(100_000));
    let place = folder(&[("one.yaml", &long)]);
    let said = straplock(place.path(), &["rules", "check", "one.yaml"]).done().stdout;
    assert!(said.starts_with(&format!("error[R009]: `{}…` is no id\n", "k".repeat(40))) && said.len() < 2_000, "{said}");
}

#[test]
#[expect(clippy::too_many_lines, reason = "most of it is a picture")]
fn what_is_asked_wrongly() {
    let place = folder(&[("broken.yaml", "rules:\n  - id: mine\n    severty: HIGH\n")]);
    assert_eq!(straplock(place.path(), &["rules", "new", "one"]).done().code, 0);
    fs::write(place.path().join("two.yaml"), fs::read_to_string(place.path().join("one.yaml")).unwrap().replace("id: one", "id: two"))
        .unwrap();
    fs::write(place.path().join("two.py"), b"# ruleid: two\nf(float(total))\n# caf\xe9\n").unwrap();
    let asked: [&[&str]; 7] = [
        &["rules", "test", "one.py"],
        &["rules", "test", "broken.yaml"],
        &["rules", "test", "two.yaml"],
        &["rules", "explain", "mine", "one.py", "--rules", "broken.yaml"],
        &["rules", "explain", "one", "one.py:here", "--rules", "one.yaml"],
        &["explain", "R099"],
        &["rules", "explain", "one", ".", "--rules", "one.yaml"],
    ];
    let told: Vec<String> =
        asked.iter().map(|words| format!("$ {}\n{}", words.join(" "), straplock(place.path(), words).picture())).collect();
    insta::assert_snapshot!(told.join("\n\n"), @"
    $ rules test one.py
    exit 2

    --- stdout
    error[R030]: this is a case file, no rule file
    --> one.py
     = help: the rule that it belongs to is in one.yaml

    1 error
    not everything was tested, because of 1 mistake: 0 rules, 0 expectations

    $ rules test broken.yaml
    exit 2

    --- stdout
    error[R006]: a rule needs the key `languages`
     --> broken.yaml:2:5
      |
    2 |   - id: mine
      |     ^^^^^^^^
      |
      = help: for example `languages: [python]`

    error[R006]: rule `mine` needs the key `message`
     --> broken.yaml:2:5
      |
    2 |   - id: mine
      |     ^^^^^^^^

    error[R006]: rule `mine` needs the key `severity`
     --> broken.yaml:2:5
      |
    2 |   - id: mine
      |     ^^^^^^^^
      |
      = help: is `severty` meant to be `severity`?

    error[R016]: a rule does not say what to look for
     --> broken.yaml:2:9
      |
    2 |   - id: mine
      |         ^^^^
      |
      = help: it needs one of `pattern`, `patterns`, `pattern-either` and `pattern-regex`

    4 errors
    not everything was tested, because of 4 mistakes: 0 rules, 0 expectations

    $ rules test two.yaml
    exit 2

    --- stdout
    error: the case files of two.yaml cannot be read: two.py: it is not UTF-8 text, from line 3 on
    not everything was tested, because of 1 mistake: 0 rules, 0 expectations

    $ rules explain mine one.py --rules broken.yaml
    exit 2
    error[R006]: a rule needs the key `languages`
     --> broken.yaml:2:5
      |
    2 |   - id: mine
      |     ^^^^^^^^
      |
      = help: for example `languages: [python]`

    error[R006]: rule `mine` needs the key `message`
     --> broken.yaml:2:5
      |
    2 |   - id: mine
      |     ^^^^^^^^

    error[R006]: rule `mine` needs the key `severity`
     --> broken.yaml:2:5
      |
    2 |   - id: mine
      |     ^^^^^^^^
      |
      = help: is `severty` meant to be `severity`?

    error[R016]: a rule does not say what to look for
     --> broken.yaml:2:9
      |
    2 |   - id: mine
      |         ^^^^
      |
      = help: it needs one of `pattern`, `patterns`, `pattern-either` and `pattern-regex`

    4 errors
    error: there is no rule `mine`
      help: it may be one of those with the mistakes above, which are not read

    $ rules explain one one.py:here --rules one.yaml
    exit 2
    error: `here` is no line of one.py
      help: a line is a number from 1 on, as in `shop/views.py:40`

    $ explain R099
    exit 2
    error: there is no code `R099`
      help: the mistakes that `rules check` tells have codes from R001 to R043

    $ rules explain one . --rules one.yaml
    exit 2
    error: . is not read: it is no text, or a folder
    ");
}

//! Wrong words, wrong places, full disks, hostile files: a clear error each time, the right exit code, and nothing lost.

use std::fs;
use std::process::{Command, Stdio};

use insta::assert_snapshot;
use tempfile::TempDir;

use crate::command::straplock;

/// A small Django project with one finding.
fn project() -> TempDir {
    let folder = TempDir::new().unwrap();
    fs::create_dir(folder.path().join("shop")).unwrap();
    fs::write(folder.path().join("manage.py"), "import django\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'shop.settings')\n")
        .unwrap();
    fs::write(folder.path().join("shop/settings.py"), "DEBUG = True\nALLOWED_HOSTS = [\"*\"]\n").unwrap();
    folder
}

fn told(words: &[&str]) -> String {
    straplock(project().path(), words).picture()
}

#[test]
fn places_that_are_not_there() {
    assert_snapshot!(told(&["scan", "no-such-folder"]), @"
    exit 2
    error: no such file or folder: no-such-folder
    ");
    assert_snapshot!(told(&["scan", "shop", "--rules", "no-such-rules"]), @"
    exit 2
    error[R030]: this rule file cannot be read: there is no such file or folder
    --> no-such-rules

    1 error
    error: 1 mistake in rules; nothing was scanned
    ");
    let empty = TempDir::new().unwrap();
    fs::write(empty.path().join("a.py"), "x = 1\n").unwrap();
    assert_snapshot!(straplock(empty.path(), &[]).picture(), @"
    exit 3
    error: no Django project in .: no manage.py, no import of django, no requirement of it
      help: name the folder that holds manage.py; or run your own rules over any tree: straplock scan --rules PATH --only-rules
    ");
}

#[test]
fn words_that_are_not_known() {
    assert_snapshot!(told(&["scan", "--fromat", "json"]), @"
    exit 2
    error: unexpected argument '--fromat' found

      tip: a similar argument exists: '--format'

    Usage: straplock scan --format <FORMAT> [PATH]...

    For more information, try '--help'.
    ");
    assert_snapshot!(told(&["scan", "--profile", "loud"]), @"
    exit 2
    error: invalid value 'loud' for '--profile <PROFILE>'
      [possible values: review, strict, audit]

    For more information, try '--help'.
    ");
    assert_snapshot!(told(&["scan", "-o", "report.pdf"]), @"
    exit 2
    error: the ending of report.pdf names no form of report
      help: endings are .txt, .json, .sarif and .md; for another name use --format FORM and a redirection
    ");
    assert_snapshot!(told(&["scan", "--only-rules"]), @"
    exit 2
    error: the following required arguments were not provided:
      --rules <PATH>

    Usage: straplock scan --rules <PATH> --only-rules [PATH]...

    For more information, try '--help'.
    ");
    assert_snapshot!(told(&["explain", "sql-raw-formated"]), @"
    exit 2
    error: there is no rule `sql-raw-formated`
      help: did you mean `sql-raw-formatted`?
    ");
}

#[test]
fn a_mistake_in_rules_stops_before_the_scan_and_all_are_shown() {
    let folder = project();
    fs::write(folder.path().join("rules.yaml"), "rules:\n  - {id: a, languages: [python], severity: ERROR, message: m, patern: f()}\n  - {id: b, languages: [python], severity: LOUD, message: m, pattern: 'f('}\n").unwrap();
    assert_snapshot!(straplock(folder.path(), &["scan", "--rules", "rules.yaml"]).picture(), @"
    exit 2
    error[R016]: a rule does not say what to look for
     --> rules.yaml:2:63
      |
    2 |   - {id: a, languages: [python], severity: ERROR, message: m, patern: f()}
      |                                                               ^^^^^^
      |
      = help: did you mean `pattern`?

    error[R007]: `LOUD` is not a word for `severity`
     --> rules.yaml:3:44
      |
    3 |   - {id: b, languages: [python], severity: LOUD, message: m, pattern: 'f('}
      |                                            ^^^^
      |
      = help: `severity` is one of `critical`, `high`, `medium`, `low`, `error`, `warning`, `info`, `inventory` and `experiment`

    error[R012]: this pattern is not Python
     --> rules.yaml:3:73
      |
    3 |   - {id: b, languages: [python], severity: LOUD, message: m, pattern: 'f('}
      |                                                                         ^ this parenthesis is never closed
      |
      = help: a pattern is a whole expression or statement

    3 errors
    error: 3 mistakes in rules; nothing was scanned
    ");
}

#[test]
fn one_report_that_fails_loses_no_other() {
    let folder = project();
    fs::create_dir(folder.path().join("taken.json")).unwrap();
    let words = ["scan", "-o", "taken.json", "-o", "new/folder/out.sarif", "--format", "json", "--fail-on", "never"];
    let done = straplock(folder.path(), &words).done();
    assert_eq!(done.code, 4);
    assert_snapshot!(done.stderr, @"error: cannot write the report to taken.json: Is a directory (os error 21)");
    assert!(done.stdout.contains("\"schema_version\"") && folder.path().join("new/folder/out.sarif").is_file());
    let left = fs::read_dir(folder.path().join("new/folder")).unwrap().count();
    assert_eq!(left, 1, "no half-written file is left");
}

/// Nothing that was found is lost: what no report could take is said where there is room.
#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_is_told_and_loses_nothing() {
    let folder = project();
    let full = || fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let run = |words: &[&str], stdout: Stdio| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_straplock"));
        let output = command.current_dir(folder.path()).arg("scan").args(words).stdout(stdout).stderr(Stdio::piped()).output().unwrap();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        (output.status.code().unwrap(), text(&output.stdout), text(&output.stderr))
    };
    let finding = "[debug-enabled]";

    let (code, _, stderr) = run(&["--fail-on", "never"], full().into());
    let (first, rest) = stderr.split_once('\n').unwrap();
    assert_snapshot!(first, @"error: cannot write the report to standard output: No space left on device (os error 28)");
    assert!(code == 4 && rest.contains(finding), "{code} {rest}");
    assert_eq!(run(&[], full().into()).0, 1, "findings are never hidden behind what could not be written");

    std::os::unix::fs::symlink("/dev/full", folder.path().join("full.json")).unwrap();
    let (code, stdout, stderr) = run(&["--fail-on", "never", "-o", "full.json"], Stdio::piped());
    assert_snapshot!(stderr, @"error: cannot write the report to full.json: No space left on device (os error 28)");
    assert!(code == 4 && stdout.contains(finding), "{code} {stdout}");
    assert_eq!(run(&["-o", "full.json"], Stdio::piped()).0, 1);

    let (code, _, stderr) = run(&["--fail-on", "never", "-o", "full.json"], full().into());
    assert!(code == 4 && stderr.contains(finding), "{code} {stderr}");

    let (code, stdout, _) = run(&["--fail-on", "never", "-o", "full.json", "-o", "whole.sarif"], Stdio::piped());
    assert!(code == 4 && stdout.is_empty() && folder.path().join("whole.sarif").is_file(), "it is in the other report: {stdout}");
}

/// `straplock | head -0`: the reader is gone before anything is written, the exit code still speaks of the findings, and nobody
/// complains.
#[test]
fn a_reader_that_left_is_no_error() {
    let folder = project();
    for (words, code) in [
        (&["scan"][..], 1),
        (&["scan", "--format", "json"][..], 1),
        (&["--help"][..], 0),
        (&["--version"][..], 0),
        (&["rules", "list"][..], 0),
        (&["explain", "debug-enabled"][..], 0),
        (&["completions", "bash"][..], 0),
    ] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let mut command = Command::new(env!("CARGO_BIN_EXE_straplock"));
        let output = command.current_dir(folder.path()).args(words).stdout(writer).stderr(Stdio::piped()).output().unwrap();
        assert_eq!((output.status.code(), String::from_utf8_lossy(&output.stderr).as_ref()), (Some(code), ""), "{words:?}");
    }
}

#[test]
fn colours_only_where_they_are_wanted() {
    let folder = project();
    let escapes = |run: crate::command::Run| run.done().stdout.contains('\u{1b}');
    assert!(!escapes(straplock(folder.path(), &["scan"])), "a pipe is no terminal");
    assert!(escapes(straplock(folder.path(), &["scan", "--color", "always"]).env("NO_COLOR", "1")), "asked for by name");
    assert!(!escapes(straplock(folder.path(), &["scan"]).env("NO_COLOR", "1").env("TERM", "xterm-256color")));
}

#[test]
fn quiet_says_only_the_report_and_timings_say_where_the_time_went() {
    let folder = project();
    let quiet = straplock(folder.path(), &["scan", "--quiet", "-o", "out.json", "--fail-on", "never"]).done();
    assert_eq!((quiet.code, quiet.stdout.as_str(), quiet.stderr.as_str()), (0, "", ""));
    let timed = straplock(folder.path(), &["scan", "--timings", "--format", "json", "--threads", "1000000", "--fail-on", "never"]).done();
    assert_eq!(timed.code, 0, "{}", timed.stderr);
    assert!(["rules", "files", "match", "total"].iter().all(|word| timed.stderr.contains(word)), "{}", timed.stderr);
}

/// There is no tree of it, and no word says that something of it was analysed; its text is searched all the same.
#[test]
fn what_nests_too_deeply_is_searched_as_text() {
    let folder = project();
    fs::write(folder.path().join("deep.py"), format!("{}secret{}\n", "(".repeat(2_000), ")".repeat(2_000))).unwrap();
    let rules = "rules: [{id: word, languages: [regex], severity: ERROR, message: a word, pattern-regex: secret}]\n";
    fs::write(folder.path().join("rules.yaml"), rules).unwrap();
    let words = ["scan", "deep.py", "--rules", "rules.yaml", "--only-rules", "--fail-on", "never"];
    assert_snapshot!(straplock(folder.path(), &words).picture(), @"
    exit 4

    --- stdout
    No Django project found here, 1 Python file, 0 templates
    Coverage incomplete: 1 line of Python, 1 rule, profile review, 1 file read only in part

      not analysed: deep.py: This file nests more than 1000 levels deep, so its code was not analysed; rules that search text have seen it. Exclude it if it is generated.

    high[word]: a word
     --> deep.py:1:2001
      |
    1 | …((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((secret))))))))))))))))))))))))))))))))))))))))))))))...
      |                                                              ^^^^^^
      |
      = confidence: medium
      = explain: straplock explain word
      = suppress: # straplock: ignore[word] -- why it is safe here

    1 finding (1 high), 1 file read only in part
    ");
}

#[test]
fn hostile_files_are_survived_and_told() {
    let folder = project();
    let write = |name: &str, bytes: &[u8]| fs::write(folder.path().join("shop").join(name), bytes).unwrap();
    write("deep.py", ("(".repeat(10_000) + &")".repeat(10_000)).as_bytes());
    write("long.py", format!("x = '{}'\n", "a".repeat(2_000_000)).as_bytes());
    write("binary.py", b"\x00\x01\x02");
    write("latin.py", b"# coding: latin-1\nx = eval('\xe9' + request.GET['a'])\n");
    write("bad.py", b"x = '\xff'\n");
    write("broken.py", b"def f(request):\n    eval(request.GET['a'])\n\nclass :\n");
    write("bom.py", b"\xef\xbb\xbfeval(request.GET['a'])\r\n");
    write("empty.py", b"");
    #[cfg(unix)]
    write("a\nb\u{1b}[31m.py", b"eval(request.GET['a'])\n");
    let done = straplock(folder.path(), &["scan", "--fail-on", "never", "--exclude", "settings.py"]).done();
    assert_eq!(done.code, 4);
    assert!(!done.stdout.contains('\u{1b}'), "escapes are made visible");
    let kept = |line: &&str| line.contains("--> ") || line.contains("shop/") || line.starts_with("Coverage");
    let number = regex::Regex::new(r"\d+ rules").unwrap();
    assert_snapshot!(number.replace(&done.stdout.lines().filter(kept).collect::<Vec<_>>().join("\n"), "N rules"), @"
    Coverage incomplete: 13 lines of Python, N rules, profile review, 1 file not read, 3 files read only in part, 1 file left out on purpose
      not analysed: shop/bad.py: Line 1 is not valid UTF-8, and it declares no other encoding; the bytes were replaced and the rest analysed. Save the file as UTF-8, or declare its encoding in the first line.
      not analysed: shop/binary.py: The file holds NUL bytes, so it is not text; it was not analysed.
      not analysed: shop/broken.py:4:7: this is not valid Python: expected an identifier (and 1 more error). What could be read of it was analysed.
      not analysed: shop/deep.py: This file nests more than 1000 levels deep, so its code was not analysed; rules that search text have seen it. Exclude it if it is generated.
     --> shop/broken.py:2:5
     --> shop/a␊b␛[31m.py:1:1
    ");
    let allowed = straplock(folder.path(), &["scan", "--fail-on", "never", "--allow-incomplete"]).done();
    assert_eq!(allowed.code, 0);
}

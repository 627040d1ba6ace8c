//! Which files a scan reads, from disk and from a commit, and what it says about those it does not.

use std::fs;
use std::path::Path;

use insta::assert_snapshot;
use serde_json::Value;
use tempfile::TempDir;

use crate::command::{Done, Run, straplock};
use crate::repository::Sandbox;

/// Finds `eval(…)` in Python, `DANGER` in other text.
const RULES: &str = "
rules:
  - {id: no-eval, languages: [python], severity: ERROR, message: eval, pattern: eval(...)}
  - {id: no-danger, languages: [generic], severity: ERROR, message: danger, pattern-regex: DANGER}
";

/// A folder with the rules and `files` in it, beside no repository.
fn tree(files: &[(&str, &[u8])]) -> TempDir {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("rules.yaml"), RULES).unwrap();
    for (path, bytes) in files {
        write(folder.path(), path, bytes);
    }
    folder
}

fn write(folder: &Path, path: &str, bytes: &[u8]) {
    let place = folder.join(path);
    fs::create_dir_all(place.parent().unwrap()).unwrap();
    fs::write(place, bytes).unwrap();
}

fn run(folder: &Path, words: &[&str]) -> Done {
    command(folder, words).done()
}

fn command(folder: &Path, words: &[&str]) -> Run {
    let rules = folder.ancestors().map(|folder| folder.join("rules.yaml")).find(|rules| rules.is_file()).unwrap();
    let rules = rules.to_string_lossy().into_owned();
    let given = ["scan", "--rules", &rules, "--only-rules", "--format", "json", "--fail-on", "never"];
    straplock(folder, &[&given, words].concat())
}

/// Exit code and coverage, then where something was found, then what was said about files.
fn picture(folder: &Path, words: &[&str]) -> String {
    shown(&run(folder, words))
}

fn shown(done: &Done) -> String {
    let report: Value = serde_json::from_str(&done.stdout).unwrap_or_else(|_| panic!("{}", done.stderr));
    let coverage = &report["coverage"];
    let mut lines = vec![format!("exit {}, incomplete {}, left out {}", done.code, coverage["incomplete"], coverage["excluded"])];
    lines.extend(report["findings"].as_array().unwrap().iter().map(|finding| format!("{}:{}", finding["path"], finding["start"]["line"])));
    lines.extend(report["notifications"].as_array().unwrap().iter().map(|it| format!("{} {} {}", it["level"], it["kind"], it["path"])));
    lines.join("\n").replace('"', "")
}

#[test]
fn what_git_ignores_is_not_read_unless_asked_for() {
    let folder = tree(&[
        (".gitignore", b"/here.py\n*.log.py\n.env\n"),
        ("here.py", b"eval(1)\n"),
        ("app/here.py", b"eval(2)\n"),
        ("app/a.log.py", b"eval(3)\n"),
        ("app/.gitignore", b"nested.py\n!kept.log.py\n"),
        ("app/nested.py", b"eval(4)\n"),
        ("app/kept.log.py", b"eval(5)\n"),
        (".env", b"DANGER\n"),
        (".github/tool.py", b"eval(6)\n"),
        ("production.env", b"DANGER\n"),
        (".ignore", b"*\n"),
    ]);
    assert_snapshot!(picture(folder.path(), &["."]), @"
    exit 0, incomplete 0, left out 0
    .github/tool.py:1
    app/here.py:1
    app/kept.log.py:1
    production.env:1
    rules.yaml:4
    ");
    assert_snapshot!(picture(folder.path(), &[".", "--no-ignore", "--exclude", "rules.yaml", "--exclude", "app/"]), @"
    exit 0, incomplete 0, left out 6
    .env:1
    .github/tool.py:1
    here.py:1
    production.env:1
    ");
}

#[test]
fn folders_of_other_peoples_code_are_left_out_and_read_when_named() {
    let folder = tree(&[
        ("app/a.py", b"eval(1)\n"),
        ("node_modules/a.py", b"eval(2)\n"),
        ("my-env/pyvenv.cfg", b"home = /usr\n"),
        ("my-env/lib/a.py", b"eval(3)\n"),
        ("app/__pycache__/a.py", b"eval(4)\n"),
        ("app/environment/a.py", b"eval(5)\n"),
        ("app/dist/one-1.0.dist-info/RECORD", b""),
        ("app/dist/two-2.0.dist-info/RECORD", b""),
        ("app/dist/two/a.py", b"eval(6)\n"),
        // A package that is built in place is the project's own.
        ("own/own-1.0.dist-info/RECORD", b""),
        ("own/a.py", b"eval(7)\n"),
    ]);
    assert_snapshot!(picture(folder.path(), &[".", "--exclude", "rules.yaml"]), @"
    exit 0, incomplete 0, left out 4
    app/a.py:1
    app/environment/a.py:1
    own/a.py:1
    ");
    assert_snapshot!(picture(folder.path(), &["app/dist"]), @"
    exit 0, incomplete 0, left out 0
    app/dist/two/a.py:1
    ");
    assert_snapshot!(picture(folder.path(), &["my-env"]), @"
    exit 0, incomplete 0, left out 0
    my-env/lib/a.py:1
    ");
}

#[test]
fn a_commit_leaves_out_what_a_disk_leaves_out() {
    let sandbox = Sandbox::new();
    sandbox.write("rules.yaml", RULES);
    sandbox.write(".gitignore", "tracked.py\n");
    sandbox.commit("empty");
    for path in ["app/a.py", "my-env/lib/a.py", "node_modules/a.py", "tracked.py", "dist/a.py"] {
        sandbox.write(path, "eval(1)\n");
    }
    sandbox.write("my-env/pyvenv.cfg", "home = /usr\n");
    sandbox.write("dist/one-1.0.dist-info/RECORD", "");
    sandbox.write("dist/two-1.0.dist-info/RECORD", "");
    sandbox.git(&["add", "--force", "tracked.py"]);
    sandbox.commit("all");
    assert_snapshot!(picture(sandbox.path(), &[".", "--exclude", "rules.yaml", "--diff", "HEAD~1"]), @"
    exit 0, incomplete 0, left out 7
    app/a.py:1
    tracked.py:1
    ");
}

#[test]
fn paths_given_twice_and_within_each_other_are_read_once() {
    let folder = tree(&[("app/a.py", b"eval(1)\n"), ("app/b.py", b"eval(2)\n"), ("other/c.py", b"eval(3)\n")]);
    assert_snapshot!(picture(folder.path(), &["app/a.py"]), @"
    exit 0, incomplete 0, left out 0
    app/a.py:1
    ");
    assert_snapshot!(picture(folder.path(), &["app", "app/a.py", "app", "./app/../app/b.py", "--exclude", "b.py"]), @"
    exit 0, incomplete 0, left out 1
    app/a.py:1
    ");
    assert_snapshot!(picture(&folder.path().join("app"), &["a.py", "../other"]), @"
    exit 0, incomplete 0, left out 0
    app/a.py:1
    other/c.py:1
    ");
}

/// What paths are relative to: the top of the repository, wherever one stands.
#[test]
fn a_subfolder_of_a_repository_is_named_from_its_top() {
    let sandbox = Sandbox::new();
    sandbox.write("rules.yaml", RULES);
    sandbox.write("shop/app/a.py", "eval(1)\n");
    sandbox.write("shop/.gitignore", "ignored.py\n");
    sandbox.write("shop/app/ignored.py", "eval(1)\n");
    let app = sandbox.path().join("shop/app");
    for (folder, words) in [(sandbox.path(), ["shop"]), (&app, ["."]), (&app, [".."])] {
        assert_eq!(picture(folder, &words), "exit 0, incomplete 0, left out 0\nshop/app/a.py:1", "{words:?}");
    }
}

#[test]
#[cfg(unix)]
fn links_are_not_followed_and_those_that_lead_out_are_told() {
    use std::os::unix::fs::symlink;
    let outside = tree(&[("secret.py", b"eval(0)\n")]);
    let folder = tree(&[("app/a.py", b"eval(1)\n"), ("lib/b.py", b"eval(2)\n")]);
    let link = |to: &Path, name: &str| symlink(to, folder.path().join(name)).unwrap();
    link(Path::new(".."), "app/loop");
    link(Path::new("itself"), "app/itself");
    link(Path::new("a.py"), "app/alias.py");
    link(Path::new("/no/such/place.py"), "app/dangling.py");
    link(outside.path(), "app/folder");
    link(&outside.path().join("secret.py"), "app/file.py");
    link(&outside.path().join("rules.yaml"), "app/data.bin");
    link(Path::new("../lib"), "app/lib");
    assert_snapshot!(picture(folder.path(), &["app", "lib"]), @"
    exit 0, incomplete 0, left out 0
    app/a.py:1
    lib/b.py:1
    note link-outside app/file.py
    note link-outside app/folder
    note link-outside app/loop
    ");
    assert_snapshot!(picture(folder.path(), &["app"]), @"
    exit 0, incomplete 0, left out 0
    app/a.py:1
    note link-outside app/file.py
    note link-outside app/folder
    note link-outside app/lib
    note link-outside app/loop
    ");
}

/// Exit 4 is for what should have been analysed; in tests and in other people's code it is only noted.
#[test]
fn what_is_not_read_whole_counts_where_it_matters() {
    let large = "x = 1\n".repeat(200);
    let wrong: [(&str, &[u8]); 4] =
        [("big.py", large.as_bytes()), ("binary.py", b"\0\x01"), ("bad.py", b"x = '\xff'\n"), ("broken.py", b"def f(:\n    pass\n")];
    let all = |folder: &str| {
        let tree = tree(&[("app/a.py", b"eval(1)\n")]);
        for (name, bytes) in wrong {
            write(tree.path(), &format!("{folder}/{name}"), bytes);
        }
        picture(tree.path(), &[".", "--max-file-size", "1000", "--exclude", "rules.yaml"])
    };
    assert_snapshot!(all("app"), @"
    exit 4, incomplete 4, left out 1
    app/a.py:1
    incomplete encoding app/bad.py
    incomplete too-large app/big.py
    incomplete binary app/binary.py
    incomplete syntax app/broken.py
    ");
    for aside in ["app/tests", "vendor/lib"] {
        let noted = all(aside);
        assert!(noted.starts_with("exit 0, incomplete 0") && noted.matches("note ").count() == 4, "{noted}");
    }
}

/// Root may list every folder, so there the program runs as somebody else.
#[test]
#[cfg(unix)]
fn a_folder_that_cannot_be_listed_is_told() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tree(&[("app/a.py", b"eval(1)\n"), ("closed/b.py", b"eval(2)\n"), ("tests/closed/c.py", b"eval(3)\n")]);
    let closed = ["closed", "tests/closed"].map(|name| folder.path().join(name));
    let allow = |mode: u32| closed.iter().for_each(|place| fs::set_permissions(place, fs::Permissions::from_mode(mode)).unwrap());
    allow(0o000);
    let place = TempDir::new().unwrap();
    let seen = |words: &[&str]| {
        shown(&command(folder.path(), &[&[".", "--exclude", "rules.yaml"], words].concat()).by_mere_user(place.path()).done())
    };
    let told = seen(&[]);
    let excluded = seen(&["--exclude", "closed/"]);
    allow(0o755);
    assert_snapshot!(told, @"
    exit 4, incomplete 1, left out 1
    app/a.py:1
    incomplete unreadable closed
    note unreadable tests/closed
    ");
    assert_snapshot!(excluded, @"
    exit 0, incomplete 0, left out 1
    app/a.py:1
    ");
}

#[test]
#[cfg(target_os = "linux")]
fn two_names_that_look_the_same_are_two_files() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt as _;
    let folder = tree(&[]);
    for name in [b"\xfe.py", b"\xff.py"] {
        fs::write(folder.path().join(OsStr::from_bytes(name)), "eval(1)\n").unwrap();
    }
    assert_snapshot!(picture(folder.path(), &[".", "--exclude", "rules.yaml"]), @r"
    exit 0, incomplete 0, left out 1
    \\xfe.py:1
    \\xff.py:1
    ");
}

/// Lines are counted as Python counts them, whatever ends them.
#[test]
fn line_ends_and_marks_move_no_finding() {
    let folder = tree(&[
        ("bom.py", b"\xef\xbb\xbfeval(1)\n"),
        ("crlf.py", b"x = 1\r\neval(1)\r\n"),
        ("cr.py", b"x = 1\reval(1)\r"),
        ("empty.py", b""),
        ("latin.py", b"# coding: latin-1\nx = '\xe9'\neval(1)\n"),
        ("long.py", format!("x = '{}'; eval(1)\n", "a".repeat(2_000_000)).as_bytes()),
    ]);
    assert_snapshot!(picture(folder.path(), &[".", "--exclude", "rules.yaml"]), @"
    exit 0, incomplete 0, left out 1
    bom.py:1
    cr.py:2
    crlf.py:2
    latin.py:3
    long.py:1
    ");
}

#[test]
fn a_glob_that_is_none_is_told() {
    let folder = tree(&[("a.py", b"eval(1)\n")]);
    let done = run(folder.path(), &[".", "--exclude", "{a"]);
    assert_eq!(done.code, 2);
    assert_snapshot!(done.stderr, @"error: `{a` is not a glob: error parsing glob '{a': unclosed alternate group; missing '}' (maybe escape '{' with '[{]'?)");
}

#[test]
fn files_that_nobody_wrote_are_told_once() {
    let rules = "rules:\n  - {id: words, languages: [generic], severity: ERROR, message: words, pattern: danger = $X}\n";
    let long = format!("danger = 1;{}\n", "var a=1;".repeat(600));
    let found = |files: &[(&str, &str)]| {
        let files: Vec<(&str, &[u8])> = files.iter().map(|(path, text)| (*path, text.as_bytes())).collect();
        let folder = tree(&files);
        fs::write(folder.path().join("rules.yaml"), rules).unwrap();
        let report: Value = serde_json::from_str(&run(folder.path(), &[]).stdout).unwrap();
        let told = report["notifications"].as_array().unwrap().iter().map(|it| format!("{} {}", it["level"], it["message"]));
        (report["findings"].as_array().unwrap().len(), told.collect::<Vec<_>>().join("\n"))
    };
    let (findings, told) = found(&[("a.js", "danger = 1;\n"), ("b.js", &long), ("c.js", &long), ("d.js", &long)]);
    assert_eq!(findings, 1);
    assert_snapshot!(told, @r#""note" "b.js and 2 more files are minified or no text: patterns of words and signs were not looked for in them.""#);
    assert_eq!(found(&[("a.js", "danger = 1;\n"), ("b.js", "var a=1;\n")]), (1, String::new()));
    assert_eq!(found(&[("b.js", &long.replace("danger", "thing"))]).1, "", "no rule asks about it");
}

//! What only a terminal is shown: a bar for scans that take long, colours, and nothing of it anywhere else.

#![cfg(unix)]

use std::fs;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

const RULES: &str = "rules: [{id: no-eval, languages: [python], severity: ERROR, message: eval, pattern: eval(...)}]\n";

/// Runs a program on a terminal of its own and prints what it wrote there.
const ON_A_TERMINAL: &str = "
import os, pty, sys
pid, terminal = pty.fork()
if pid == 0:
    os.execv(sys.argv[1], sys.argv[1:])
while True:
    try:
        written = os.read(terminal, 65536)
    except OSError:
        break
    if not written:
        break
    sys.stdout.buffer.write(written)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
";

/// A tree that takes a moment.
fn long() -> TempDir {
    let folder = short();
    let text = "value = call(first, second)[0] + other\n".repeat(10_000);
    for number in 0..60 {
        fs::write(folder.path().join(format!("a{number}.py")), &text).unwrap();
    }
    folder
}

fn short() -> TempDir {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("rules.yaml"), RULES).unwrap();
    fs::write(folder.path().join("a.py"), "eval(x)\n").unwrap();
    folder
}

/// Everything that a scan of `folder` writes on a terminal.
fn on_a_terminal(folder: &Path, words: &[&str], environment: &[(&str, &str)]) -> String {
    let mut command = Command::new("python3");
    command.args(["-c", ON_A_TERMINAL, env!("CARGO_BIN_EXE_straplock"), "scan", "--rules", "rules.yaml", "--only-rules"]).args(words);
    command
        .current_dir(folder)
        .env("TERM", "xterm-256color")
        .env_remove("NO_COLOR")
        .env_remove("CLICOLOR")
        .env_remove("CLICOLOR_FORCE")
        // A build server counts as a terminal with colours, whatever `TERM` says.
        .env_remove("CI")
        .envs(environment.iter().copied());
    let output = command.output().expect("python3 is installed");
    assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn a_long_scan_shows_a_bar_and_takes_it_away() {
    let folder = long();
    let shown = on_a_terminal(folder.path(), &["--threads", "1"], &[]);
    let bar = shown.rfind("/61 files").expect("the bar counts the files");
    let report = shown.find("Coverage").expect("the report follows");
    assert!(bar < report && shown[bar..report].contains("\u{1b}[2K"), "the bar is gone before the report begins");
    let quiet = on_a_terminal(folder.path(), &["--threads", "1", "--quiet"], &[]);
    assert!(!quiet.contains("/61 files"), "{quiet}");
}

#[test]
fn a_short_scan_shows_none() {
    let shown = on_a_terminal(short().path(), &[], &[]);
    assert!(!shown.contains(" files\r") && !shown.contains("scanning"), "{shown}");
}

#[test]
fn colours_are_for_terminals_that_have_them() {
    let folder = short();
    let escapes = |words: &[&str], environment: &[(&str, &str)]| on_a_terminal(folder.path(), words, environment).contains('\u{1b}');
    assert!(escapes(&[], &[]));
    assert!(!escapes(&[], &[("NO_COLOR", "1")]));
    assert!(!escapes(&[], &[("TERM", "dumb")]));
    assert!(!escapes(&["--color", "never"], &[]));
    assert!(escapes(&["--color", "always"], &[("TERM", "dumb")]));
}

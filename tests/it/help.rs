//! What the program says about itself: help that fits its place, and completions that shells take.

use std::process::{Command, Stdio};

use crate::command::straplock;

fn printed(words: &[&str]) -> String {
    let done = straplock(std::path::Path::new(env!("CARGO_MANIFEST_DIR")), words).done();
    assert_eq!((done.code, done.stderr.as_str()), (0, ""), "{words:?}");
    done.stdout
}

#[test]
fn help_is_an_answer_and_names_what_there_is() {
    let short = printed(&["--help"]);
    for word in ["scan", "rules", "explain", "pack", "ci", "completions", "Exit codes:", "--diff", "--format"] {
        assert!(short.contains(word), "{word} in {short}");
    }
    let scan = printed(&["scan", "--help"]);
    for word in ["Examples:", "straplock scan --diff main", "[default: review]", "Exit codes:", "Reports:", "Files and limits:"] {
        assert!(scan.contains(word), "{word} in {scan}");
    }
    let pack = printed(&["pack", "--help"]);
    for word in ["add", "update", "fetch", "verify", "list", "docs/packs.md"] {
        assert!(pack.contains(word), "{word} in {pack}");
    }
    assert!(printed(&["pack", "add", "--help"]).contains("straplock pack add github:acme/house@v1.4.0"));
    assert_eq!(printed(&["--version"]), format!("straplock {}\n", env!("CARGO_PKG_VERSION")));
}

/// Each command about rules teaches by examples, in lines that a terminal of 100 columns need not break.
#[test]
fn help_of_rules_teaches() {
    for command in ["check", "test", "explain", "new"] {
        let text = printed(&["rules", command, "--help"]);
        assert!(text.contains("Examples:\n  straplock rules "), "{text}");
        let words = |line: &str| line.split_whitespace().count();
        let broken =
            text.lines().filter(|line| line.chars().count() > 100 || !line.starts_with(' ') && words(line) == 1 && !line.ends_with(':'));
        assert_eq!(broken.collect::<Vec<_>>(), Vec::<&str>::new(), "{command}");
    }
    let schema = printed(&["rules", "schema", "--help"]);
    assert!(schema.contains("# yaml-language-server: $schema="), "{schema}");
}

/// Where a shell is installed it reads the script; everywhere the script names the commands.
#[test]
fn completions_load() {
    for (shell, words) in [
        ("bash", &["bash", "-c", "source /dev/stdin && complete -p straplock"][..]),
        ("zsh", &["zsh", "-n"][..]),
        ("fish", &["fish", "--no-execute"][..]),
        ("powershell", &["pwsh", "-NoProfile", "-Command", "-"][..]),
        ("elvish", &["elvish", "-compileonly", "/dev/stdin"][..]),
    ] {
        let script = printed(&["completions", shell]);
        assert!(script.contains("--only-rules") || script.contains("only-rules"), "{shell}");
        let (program, arguments) = words.split_first().unwrap();
        let started = Command::new(program).args(arguments).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn();
        let Ok(mut child) = started else { continue };
        std::io::Write::write_all(&mut child.stdin.take().unwrap(), script.as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{shell}: {}", String::from_utf8_lossy(&output.stderr));
    }
}

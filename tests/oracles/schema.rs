//! JSON reports keep to `schemas/report.schema.json`: those of real projects, and one of a comparison with something of everything.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::{oracles, straplock};

/// What is wrong with the reports, a line each.
fn faults(reports: &[PathBuf]) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut command = Command::new(oracles().join("venv/bin/python"));
    command.arg(root.join("tests/rig/schema.py")).arg(root.join("schemas/report.schema.json")).args(reports);
    let output = command.output().expect("tests/oracles/install made the environment");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn git(folder: &Path, words: &[&str]) {
    let identity = ["-c", "user.name=Test", "-c", "user.email=test@example.org", "-c", "commit.gpgsign=false"];
    let output = Command::new("git").current_dir(folder).args(identity).args(words).output().expect("git is installed");
    assert!(output.status.success(), "git {words:?}: {}", String::from_utf8_lossy(&output.stderr));
}

fn scan(words: &[&str], report: &Path) {
    let report = report.to_str().unwrap();
    straplock(&[&["scan", "-o", report, "--fail-on", "never", "--allow-incomplete"], words].concat());
}

#[test]
fn reports_of_real_projects() {
    let folder = tempfile::TempDir::new().unwrap();
    let mut reports = Vec::new();
    for project in oracles().join("projects").read_dir().expect("tests/oracles/install fetched them") {
        let project = project.unwrap().path();
        if project.is_dir() {
            let report = folder.path().join(project.file_name().unwrap()).with_extension("report.json");
            scan(&[project.to_str().unwrap(), "--profile", "audit"], &report);
            reports.push(report);
        }
    }
    assert!(reports.len() >= 3, "{reports:?}");
    assert_eq!(faults(&reports), "");
}

#[test]
fn a_report_of_a_comparison_and_a_report_that_is_wrong() {
    let folder = tempfile::TempDir::new().unwrap();
    let write = |name: &str, text: &[u8]| std::fs::write(folder.path().join(name), text).unwrap();
    git(folder.path(), &["init", "--quiet", "--initial-branch=main"]);
    write("manage.py", b"import django\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'settings')\n");
    write("gone.py", b"def view(request):\n    return eval(request.GET['gone'])\n");
    write("kept.py", b"def view(request):\n    return eval(request.GET['kept'])\n");
    git(folder.path(), &["add", "--all"]);
    git(folder.path(), &["commit", "--quiet", "--message", "base"]);
    write("gone.py", b"");
    write("new.py", b"def view(request):\n    q = request.GET['q']\n    return eval(q)  # straplock: ignore[code-from-request] -- a test\n\n\ndef other(request):\n    return eval(request.GET['b'])\n");
    write("broken.py", b"def (:\n");
    write("binary.py", b"\0");
    write("settings.py", b"DEBUG = True\nALLOWED_HOSTS = ['*']\n");
    git(folder.path(), &["add", "--all"]);
    git(folder.path(), &["commit", "--quiet", "--message", "head"]);
    let report = folder.path().join("report.json");
    scan(&[folder.path().to_str().unwrap(), "--diff", "HEAD~1"], &report);
    let text = std::fs::read_to_string(&report).unwrap();
    for part in ["\"fixed\": [\n", "\"suppressed\"", "\"outside-diff\"", "\"binary\"", "\"syntax\"", "\"base_commit\""] {
        assert!(text.contains(part), "{part} is missing in {text}");
    }
    assert_eq!(faults(std::slice::from_ref(&report)), "");
    std::fs::write(&report, text.replace("\"schema_version\": 1", "\"schema_version\": \"one\"")).unwrap();
    assert!(faults(&[report]).contains("schema_version"), "a wrong report is noticed");
}

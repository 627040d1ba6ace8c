//! `straplock ci` as a step of a workflow: a checkout one commit deep, the runner's variables, and a server in GitHub's place.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::Command;
use std::sync::{Arc, Mutex};

use base64::Engine as _;
use insta::assert_snapshot;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::repository::{Sandbox, git_in};

const TOKEN: &str = "ghs_ThisTokenMustShowNowhere0123456789";

/// A pull request: `main` moved on while `topic` added a fault.
pub(crate) struct Pull {
    pub(crate) origin: Sandbox,
    pub(crate) start: String,
    pub(crate) base: String,
    pub(crate) topic: String,
    pub(crate) merge: String,
}

impl Pull {
    pub(crate) fn new() -> Self {
        let origin = Sandbox::new();
        origin.git(&["config", "uploadpack.allowAnySHA1InWant", "true"]);
        origin.write("manage.py", "import os\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'shop.settings')\nfrom django.core.management import execute_from_command_line\n");
        origin.write("shop/__init__.py", "");
        origin.write("shop/old.py", "def old(request):\n    return eval(request.GET['old'])\n");
        let start = origin.commit("start");
        origin.git(&["checkout", "--quiet", "-b", "topic"]);
        origin.write("shop/views.py", "def view(request):\n    return eval(request.GET['q'])\n");
        let topic = origin.commit("topic");
        origin.git(&["checkout", "--quiet", "main"]);
        origin.write("shop/old.py", "# moved\n\ndef old(request):\n    return eval(request.GET['old'])\n");
        let base = origin.commit("main moves on");
        origin.git(&["checkout", "--quiet", "--detach"]);
        origin.git(&["merge", "--quiet", "--no-ff", "-m", "merge", "topic"]);
        let merge = origin.git(&["rev-parse", "HEAD"]);
        origin.git(&["update-ref", "refs/pull/7/merge", &merge]);
        origin.git(&["checkout", "--quiet", "main"]);
        Self { origin, start, base, topic, merge }
    }

    /// A step about this pull request, in a checkout of `commit` one commit deep.
    pub(crate) fn step(&self, commit: &str) -> Step {
        let folder = TempDir::new().unwrap();
        let work = folder.path().join("work");
        std::fs::create_dir_all(&work).unwrap();
        let origin = format!("file://{}", self.origin.path().display());
        git_in(&work, &["init", "--quiet", "--initial-branch=unborn"]);
        git_in(&work, &["remote", "add", "origin", &origin]);
        git_in(&work, &["fetch", "--quiet", "--no-tags", "--depth=1", "origin", commit]);
        git_in(&work, &["checkout", "--quiet", "--detach", "FETCH_HEAD"]);
        let payload = json!({ "number": 7, "pull_request": {
            "head": { "sha": self.topic, "ref": "topic", "repo": { "full_name": "octo/shop" } },
            "base": { "sha": self.start, "ref": "main" },
        } });
        let variables = [
            ("GITHUB_EVENT_NAME", "pull_request"),
            ("GITHUB_REPOSITORY", "octo/shop"),
            ("GITHUB_REF", "refs/pull/7/merge"),
            ("GITHUB_SHA", &self.merge),
            ("GITHUB_API_URL", "http://127.0.0.1:9/api/v3"),
            ("GITHUB_SERVER_URL", "http://127.0.0.1:9"),
            ("GITHUB_TOKEN", TOKEN),
        ];
        let variables = variables.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
        Step { folder, work, variables, inputs: json!({ "token": "", "upload": "never" }), payload: payload.to_string() }
    }

    /// Commits by name instead of number.
    pub(crate) fn named(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for (id, name) in [(&self.start, "START"), (&self.base, "BASE"), (&self.topic, "TOPIC"), (&self.merge, "MERGE")] {
            text = text.replace(id, name).replace(&id[..10], name);
        }
        text
    }
}

pub(crate) struct Step {
    pub(crate) folder: TempDir,
    pub(crate) work: PathBuf,
    pub(crate) variables: BTreeMap<String, String>,
    pub(crate) inputs: Value,
    pub(crate) payload: String,
}

/// What a step left.
pub(crate) struct Done {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    pub(crate) outputs: BTreeMap<String, String>,
    pub(crate) summary: String,
    pub(crate) sarif: Option<Value>,
}

impl Step {
    pub(crate) fn set(mut self, name: &str, value: &str) -> Self {
        self.variables.insert(name.to_owned(), value.to_owned());
        self
    }

    pub(crate) fn input(mut self, name: &str, value: &str) -> Self {
        self.inputs[name] = value.into();
        self
    }

    pub(crate) fn payload(mut self, payload: &str) -> Self {
        payload.clone_into(&mut self.payload);
        self
    }

    pub(crate) fn run(&self) -> Done {
        let at = |name: &str| self.folder.path().join(name);
        std::fs::write(at("event.json"), &self.payload).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_straplock"));
        command.arg("ci").current_dir(&self.work).env_clear();
        command.env("PATH", std::env::var_os("PATH").unwrap()).env("HOME", self.folder.path());
        command.env("STRAPLOCK_INPUTS", self.inputs.to_string()).env("GITHUB_EVENT_PATH", at("event.json"));
        command.env("GITHUB_OUTPUT", at("output")).env("GITHUB_STEP_SUMMARY", at("summary.md")).env("RUNNER_TEMP", at("temp"));
        command.envs(&self.variables);
        let output = command.output().unwrap();
        let read = |name: &str| std::fs::read_to_string(at(name)).unwrap_or_default();
        let place = self.folder.path().to_string_lossy().into_owned();
        let clean = |bytes: &[u8]| String::from_utf8_lossy(bytes).replace(&place, "STEP");
        let done = Done {
            code: output.status.code(),
            stdout: clean(&output.stdout),
            stderr: clean(&output.stderr),
            outputs: read("output")
                .lines()
                .filter_map(|line| line.split_once('='))
                .map(|(name, value)| (name.to_owned(), clean(value.as_bytes())))
                .collect(),
            summary: clean(read("summary.md").as_bytes()),
            sarif: serde_json::from_str(&read("temp/straplock/straplock.sarif")).ok(),
        };
        let everything = format!(
            "{}{}{}{:?}{}{}",
            done.stdout,
            done.stderr,
            read("output"),
            done.sarif,
            done.summary,
            read("temp/straplock/report.json")
        );
        let basic = base64::prelude::BASE64_STANDARD.encode(format!("x-access-token:{TOKEN}"));
        assert!(!everything.contains(TOKEN) && !everything.contains(&basic), "the token shows: {everything}");
        assert!(!everything.contains("panicked"), "{everything}");
        done
    }
}

impl Done {
    /// The last line of the log.
    pub(crate) fn closing(&self) -> &str {
        self.stderr.trim_end().lines().last().unwrap_or_default()
    }

    pub(crate) fn output(&self, name: &str) -> &str {
        self.outputs.get(name).map_or("(none)", String::as_str)
    }
}

#[test]
fn a_pull_request_reports_what_it_adds_to_the_commit_it_is_merged_into() {
    let pull = Pull::new();
    let done = pull.step(&pull.merge).run();
    assert_snapshot!(pull.named(done.closing()), @"Straplock: pull request #7: 1 new, 0 fixed against main as it is merged into (BASE); 1 finding at or above high; not uploaded to code scanning: `upload: never` is set.");
    assert_eq!(done.code, Some(1), "{}", done.stderr);
    let outputs: Vec<_> = done.outputs.iter().map(|(name, value)| format!("{name}={value}")).collect();
    assert_snapshot!(pull.named(&outputs.join("\n")), @r"
    base-sha=BASE
    blocking-findings=1
    findings=2
    fixed-findings=0
    head-sha=MERGE
    highest-severity=critical
    new-findings=1
    report-json=STEP/temp/straplock/report.json
    sarif-file=STEP/temp/straplock/straplock.sarif
    sarif-id=
    truncated=0
    uploaded=skipped
    ");
}

#[test]
fn the_gate_may_be_off_or_count_everything() {
    let pull = Pull::new();
    let off = pull.step(&pull.merge).input("fail-on", "never").run();
    assert_snapshot!(pull.named(off.closing()), @"Straplock: pull request #7: 1 new, 0 fixed against main as it is merged into (BASE); the gate is off; not uploaded to code scanning: `upload: never` is set.");
    assert_eq!(off.code, Some(0), "{}", off.stderr);
    let all = pull.step(&pull.merge).input("fail-scope", "all").run();
    assert_eq!((all.code, all.output("blocking-findings"), all.output("new-findings")), (Some(1), "2", "1"));
}

#[test]
fn the_head_may_be_checked_out_instead() {
    let pull = Pull::new();
    let done = pull.step(&pull.topic).run();
    assert_eq!(
        (pull.named(done.output("base-sha")).as_str(), pull.named(done.output("head-sha")).as_str()),
        ("START", "TOPIC"),
        "{}",
        done.stderr
    );
    assert_eq!((done.code, done.output("new-findings")), (Some(1), "1"));
}

/// A full disk takes the files, not the scan: the log says what was found, and the job does not pass.
#[test]
#[cfg(target_os = "linux")]
fn files_that_cannot_be_written_do_not_stop_the_job() {
    let pull = Pull::new();
    let step = || pull.step(&pull.merge).input("fail-on", "never").input("annotations", "always");
    for (name, value, told) in [
        ("GITHUB_OUTPUT", "/dev/full", "warning: cannot write the step's outputs: No space left on device (os error 28)"),
        ("GITHUB_STEP_SUMMARY", "/dev/full", "warning: cannot write the job summary"),
        ("RUNNER_TEMP", "/proc/no-such-folder", "warning: cannot write the report to /proc/no-such-folder/straplock/straplock.sarif"),
    ] {
        let done = step().set(name, value).run();
        assert_eq!(done.code, Some(4), "{name}: {}", done.stderr);
        assert_eq!(done.stderr.matches(told).count(), 1, "{name}: {}", done.stderr);
        assert!(done.stderr.contains("--> shop/views.py:2:12") && done.closing().contains("1 new"), "{name}: {}", done.stderr);
        assert!(done.stdout.contains("file=shop/views.py"), "{name}: {}", done.stdout);
        assert_eq!(step().input("fail-on", "high").set(name, value).run().code, Some(1), "{name}");
    }
}

#[test]
fn events_about_no_change() {
    let pull = Pull::new();
    let push = |rest: &str| {
        let step =
            pull.step(&pull.base).set("GITHUB_EVENT_NAME", "push").set("GITHUB_REF", "refs/heads/main").set("GITHUB_SHA", &pull.base);
        step.payload(&format!(r#"{{"ref":"refs/heads/main"{rest}}}"#)).run()
    };
    let pushed = push("");
    assert_snapshot!(pull.named(pushed.closing()), @"Straplock: first push of main: 1 finding; 1 finding at or above high; not uploaded to code scanning: `upload: never` is set.");
    assert_eq!((pushed.code, pushed.output("findings"), pushed.output("new-findings")), (Some(1), "1", "0"));
    let deleted = push(r#","deleted":true"#);
    assert_snapshot!(deleted.closing(), @"main was deleted, so there is nothing to scan.");
    assert_eq!((deleted.code, deleted.output("sarif-file")), (Some(0), "STEP/temp/straplock/straplock.sarif"));
    assert_eq!(deleted.sarif.unwrap()["runs"][0]["invocations"][0]["executionSuccessful"], false);
}

#[test]
fn what_is_wrong_is_said_and_ends_with_2() {
    let pull = Pull::new();
    let step = || pull.step(&pull.merge);
    let mut said = String::new();
    for done in [
        step().set("GITHUB_EVENT_NAME", "").run(),
        step().set("GITHUB_EVENT_NAME", "pull_request_target").run(),
        step().payload("{\"number\": 7,\n \"pull_request\": ").run(),
        step().input("fial-on", "high").run(),
        step().input("fail-on", "hihg").run(),
        step().input("paths", "no/such/folder").run(),
        step().input("only-rules", "true").run(),
    ] {
        writeln!(said, "{:?} {}", done.code, done.stderr.trim_end()).unwrap();
        let in_a_run = !done.stderr.contains("GITHUB_EVENT_NAME is not set");
        assert_eq!(done.sarif.is_some(), in_a_run, "there is a SARIF file in every run");
        assert_eq!(done.stdout.starts_with("::error title=Straplock::"), in_a_run, "{}", done.stdout);
    }
    assert_snapshot!(said, @r"
    Some(2) error: `straplock ci` reads the event that started a GitHub Actions run, but GITHUB_EVENT_NAME is not set. Elsewhere, use `straplock scan --diff BASE` (for instance `straplock scan --diff origin/main`).
    Some(2) error: `pull_request_target` checks out the base branch `main`, so a scan would say nothing about pull request #7, and it hands a token that writes to a run that strangers can start. Use `on: pull_request` instead: it needs no secrets, also for forks.
    Some(2) error: STEP/event.json:2:17: the event payload cannot be read: EOF while parsing a value. Check GITHUB_EVENT_PATH; GitHub writes this file.
    Some(2) error: the Action has no input `fial-on`; did you mean `fail-on`?
    Some(2) error: the input `fail-on` is `hihg`, but may be `never`, `info`, `low`, `medium`, `high`, `critical`
    Some(2) Scanning pull request #7.
    error: no such file or folder: ./no/such/folder
    Some(2) Scanning pull request #7.
    error: `only-rules` leaves nothing to run, because `rules` names no rules
    ");
}

/// Nothing is sent without a token, everything else happens, and annotations take the alerts' place.
#[test]
fn a_missing_token_is_told_and_the_gate_decides() {
    let pull = Pull::new();
    let (address, asked) = server("202 Accepted", "{}".to_owned());
    let step = || pull.step(&pull.merge).set("GITHUB_API_URL", &address).set("GITHUB_TOKEN", "").input("upload", "auto");
    let done = step().input("fail-on", "never").run();
    assert_snapshot!(pull.named(done.closing()), @"Straplock: pull request #7: 1 new, 0 fixed against main as it is merged into (BASE); the gate is off; not uploaded to code scanning: there is no token; leave the input `token` at its default, or set GITHUB_TOKEN.");
    assert_eq!((done.code, done.output("uploaded"), done.output("new-findings")), (Some(0), "denied", "1"), "{}", done.stderr);
    assert!(done.stdout.contains("::notice") && done.stdout.contains("file=shop/views.py"), "{}", done.stdout);
    assert_eq!(step().run().code, Some(1));
    assert_eq!(step().input("fail-on", "never").input("fail-on-upload", "true").run().code, Some(4));
    assert!(asked.lock().unwrap().is_empty(), "nobody was asked");
}

#[test]
fn no_django_project_is_3() {
    let pull = Pull::new();
    pull.origin.git(&["rm", "--quiet", "-r", "."]);
    pull.origin.write("readme.py", "print('hello')\n");
    let bare = pull.origin.commit("nothing of Django");
    let step = pull.step(&bare).set("GITHUB_EVENT_NAME", "schedule").set("GITHUB_REF", "refs/heads/main").set("GITHUB_SHA", &bare);
    assert_eq!(step.run().code, Some(3));
}

/// A server that answers every request in the same way, and remembers the requests.
pub(crate) fn server(status: &'static str, body: String) -> (String, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let asked = Arc::new(Mutex::new(Vec::new()));
    let memory = Arc::clone(&asked);
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut bytes = Vec::new();
            let mut buffer = vec![0; 1 << 16];
            while !is_whole(&bytes) {
                let count = stream.read(&mut buffer).unwrap_or(0);
                if count == 0 {
                    break;
                }
                bytes.extend_from_slice(&buffer[..count]);
            }
            memory.lock().unwrap().push(String::from_utf8_lossy(&bytes).into_owned());
            drop(write!(stream, "HTTP/1.1 {status}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}", body.len()));
        }
    });
    (address, asked)
}

fn is_whole(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes);
    let Some((head, body)) = text.split_once("\r\n\r\n") else { return false };
    let length =
        head.lines().find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length: ").and_then(|length| length.parse().ok()));
    body.len() >= length.unwrap_or(0)
}

#[test]
fn a_refused_upload_is_a_notice_and_annotations_take_the_alerts_place() {
    let pull = Pull::new();
    let (address, asked) =
        server("403 Forbidden", json!({ "message": format!("Resource not accessible by integration ({TOKEN})") }).to_string());
    let step = || pull.step(&pull.merge).set("GITHUB_API_URL", &address).input("upload", "auto").input("fail-on", "never");
    let done = step().run();
    assert_eq!((done.code, done.output("uploaded"), done.output("sarif-id")), (Some(0), "denied", ""), "{}", done.stderr);
    assert_snapshot!(pull.named(done.closing()), @"Straplock: pull request #7: 1 new, 0 fixed against main as it is merged into (BASE); the gate is off; not uploaded to code scanning: the token may not upload: GitHub answered 403 (Resource not accessible by integration (***)); give the job `permissions: { contents: read, security-events: write }`.");
    assert!(done.stdout.contains("::notice title=Straplock::Results were not uploaded to code scanning"), "{}", done.stdout);
    assert!(done.stdout.contains("file=shop/views.py"), "{}", done.stdout);
    assert!(!done.stdout.contains("file=shop/old.py"), "{}", done.stdout);
    assert_eq!(asked.lock().unwrap().len(), 2, "tried twice");
    assert!(done.summary.contains("not uploaded to code scanning"), "{}", done.summary);
    assert_eq!(step().input("fail-on-upload", "true").run().code, Some(4));
}

#[test]
fn an_accepted_upload_is_the_only_voice() {
    let pull = Pull::new();
    let (address, asked) = server("202 Accepted", json!({ "id": "47177e22", "processing_status": "complete" }).to_string());
    let step = pull.step(&pull.merge).set("GITHUB_API_URL", &format!("{address}/api/v3")).input("upload", "auto");
    let done = step.input("wait-for-processing", "false").run();
    assert_eq!((done.code, done.output("uploaded"), done.output("sarif-id")), (Some(1), "true", "47177e22"), "{}", done.stderr);
    assert_snapshot!(pull.named(done.closing()), @"Straplock: pull request #7: 1 new, 0 fixed against main as it is merged into (BASE); 1 finding at or above high; uploaded to code scanning for refs/pull/7/merge; GitHub's processing was not awaited.");
    assert!(!done.stdout.contains("::"), "{}", done.stdout);
    let asked = asked.lock().unwrap();
    assert!(asked[0].starts_with("POST /api/v3/repos/octo/shop/code-scanning/sarifs HTTP/1.1\r\n"), "{}", asked[0]);
    assert!(asked[0].contains(&format!("\"commit_sha\":\"{}\",\"ref\":\"refs/pull/7/merge\"", pull.merge)), "{}", asked[0]);
}

#[test]
fn the_token_goes_to_git_only_where_the_remote_refuses_without() {
    let pull = Pull::new();
    let (address, asked) = server("401 Unauthorized\r\nwww-authenticate: Basic realm=\"GitHub\"", String::new());
    let step = pull.step(&pull.merge).set("GITHUB_SERVER_URL", &address).input("fail-on", "never");
    git_in(&step.work, &["remote", "set-url", "origin", &format!("{address}/octo/shop")]);
    // What a checkout keeps; GitHub refuses a request with two of these headers.
    git_in(&step.work, &["config", &format!("http.{address}/.extraheader"), "AUTHORIZATION: basic b2xk"]);
    let marker = step.folder.path().join("was-run");
    git_in(&step.work, &["config", "credential.helper", &format!("!touch '{}'; false", marker.display())]);
    let done = step.run();
    assert!(!marker.exists(), "no program that the repository names is asked for a password");
    assert_eq!(done.code, Some(4), "{}", done.stderr);
    let asked = asked.lock().unwrap();
    let basic = format!("\r\nauthorization: basic {}", base64::prelude::BASE64_STANDARD.encode(format!("x-access-token:{TOKEN}")));
    let with_token = |request: &String| request.to_ascii_lowercase().contains(&basic.to_ascii_lowercase());
    assert!(!with_token(&asked[0]), "{}", asked[0]);
    assert!(asked.iter().any(with_token), "{asked:?}");
    assert!(asked.iter().all(|request| request.to_ascii_lowercase().matches("\r\nauthorization: ").count() == 1), "{asked:?}");
}

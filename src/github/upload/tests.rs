//! Uploads over a real connection to a scripted server, and the sentences people read.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;

use super::{Outcome, Processing, TokenReach, Upload, Waiting, send};
use crate::github::fake::{Act, Server, TOKEN};
use crate::github::runner::Slug;

const COMMIT: &str = "1111111111111111111111111111111111111111";
const GZIP: &[u8] = b"\x1f\x8b compressed";

fn sent(server: &Server, reach: TokenReach) -> Outcome {
    let repository = Slug::parse("octo/shop").expect("a slug");
    let upload = Upload { repository: &repository, commit: COMMIT, reference: "refs/pull/7/merge", gzip: GZIP, reach };
    send(&server.client("/api/v3"), &upload, &Waiting::usual())
}

fn receipt() -> Act {
    Act::json(202, r#"{"id":"47177e22-5596","url":"https://api.github.com/repos/octo/shop/code-scanning/sarifs/47177e22-5596"}"#)
}

fn status(state: &str) -> Act {
    Act::json(200, &format!(r#"{{"processing_status":"{state}","analyses_url":null,"errors":null}}"#))
}

/// The sentence for an answer to the upload itself.
fn sentence(act: Act, reach: TokenReach) -> String {
    let server = Server::start(vec![act]);
    let outcome = sent(&server, reach);
    format!("{}: {}", outcome.word(), outcome.sentence())
}

fn refused(status: u16, message: &str) -> String {
    sentence(Act::message(status, message), TokenReach::Unknown)
}

#[test]
fn sends_three_fields_and_waits_until_the_alerts_are_there() {
    let server = Server::start(vec![receipt(), status("pending"), Act::message(502, "x"), status("complete")]);
    let outcome = sent(&server, TokenReach::Unknown);
    assert_eq!(outcome.sentence(), "uploaded to code scanning for refs/pull/7/merge");
    assert_eq!((outcome.word(), outcome.id(), outcome.is_published()), ("true", "47177e22-5596", true));
    assert_eq!(server.slept(), [5, 10, 20]);

    let asked = server.asked();
    assert_eq!(asked[0].line, "POST /api/v3/repos/octo/shop/code-scanning/sarifs HTTP/1.1");
    assert_eq!(asked[3].line, "GET /api/v3/repos/octo/shop/code-scanning/sarifs/47177e22-5596 HTTP/1.1");
    let body: serde_json::Value = serde_json::from_str(&asked[0].body).expect("JSON");
    let fields = body.as_object().expect("an object");
    assert_eq!(fields.keys().collect::<Vec<_>>(), ["commit_sha", "ref", "sarif"]);
    assert_eq!((&body["commit_sha"], &body["ref"]), (&COMMIT.into(), &"refs/pull/7/merge".into()));
    assert_eq!(body["sarif"], BASE64_STANDARD.encode(GZIP));
}

#[test]
fn github_may_take_longer_than_we_wait() {
    let server = Server::start(vec![receipt(), status("pending")]);
    let outcome = sent(&server, TokenReach::Unknown);
    assert_eq!(server.slept(), [5, 10, 20, 40, 80]);
    assert!(outcome.is_published());
    assert_eq!(outcome.sentence(), "uploaded to code scanning for refs/pull/7/merge; GitHub is still processing it");
}

#[test]
fn processing_may_fail() {
    let failed = r#"{"processing_status":"failed","errors":["Unable to read.\n::error::x"]}"#;
    let server = Server::start(vec![receipt(), Act::json(200, failed)]);
    let outcome = sent(&server, TokenReach::Unknown);
    assert!(matches!(&outcome, Outcome::Uploaded { processing: Processing::Failed(_), .. }));
    assert_eq!((outcome.word(), outcome.is_published()), ("denied", false));
    insta::assert_snapshot!(outcome.sentence(), @"sent to code scanning for refs/pull/7/merge, but GitHub refused the content: Unable to read. ::error::x");
}

#[test]
fn asking_may_fail() {
    let server = Server::start(vec![receipt(), Act::message(403, "no")]);
    insta::assert_snapshot!(sent(&server, TokenReach::Unknown).sentence(), @"uploaded to code scanning for refs/pull/7/merge; whether GitHub processed it is not known: GitHub answered 403 (no)");
}

#[test]
fn every_refusal_says_what_to_do() {
    let mut said = Vec::new();
    for (status, message) in [
        (401, "Bad credentials"),
        (403, "Resource not accessible by integration"),
        (404, "Not Found"),
        (403, "Advanced Security must be enabled for this repository to use code scanning."),
        (403, "Code Security must be enabled for this repository to use code scanning."),
        (404, "commit not found"),
        (422, "ref 'refs/pull/7/merge' not found in this repository"),
        (400, "commit_oid is not a merge commit"),
        (413, "Payload too large"),
        (400, "rejecting SARIF, as there are more results per run than allowed"),
        (422, "Invalid request."),
        (429, "slow down"),
        (503, "Service unavailable"),
        (403, "Code scanning CodeQL analyses from advanced configurations cannot be processed when the default setup is enabled"),
        (422, "rejecting delivery as the repository has too many logical alerts"),
        (403, "Repository was archived so is read-only."),
        (409, "Conflict"),
    ] {
        said.push(refused(status, message));
    }
    insta::assert_snapshot!(said.join("\n"), @r"
    denied: not uploaded to code scanning: GitHub does not know this token: GitHub answered 401 (Bad credentials); pass `token: ${{ github.token }}`, or leave `token` out
    denied: not uploaded to code scanning: the token may not upload: GitHub answered 403 (Resource not accessible by integration); give the job `permissions: { contents: read, security-events: write }`
    denied: not uploaded to code scanning: the token may not upload: GitHub answered 404 (Not Found); give the job `permissions: { contents: read, security-events: write }`
    denied: not uploaded to code scanning: code scanning is not available here: GitHub answered 403 (Advanced Security must be enabled for this repository to use code scanning.); enable it under Settings, Advanced Security, or set `upload: never`; findings are in the log and the job summary
    denied: not uploaded to code scanning: code scanning is not available here: GitHub answered 403 (Code Security must be enabled for this repository to use code scanning.); enable it under Settings, Advanced Security, or set `upload: never`; findings are in the log and the job summary
    denied: not uploaded to code scanning: refs/pull/7/merge has moved or is gone: GitHub answered 404 (commit not found); nothing needs to be done: a newer run speaks for the newer commit
    denied: not uploaded to code scanning: refs/pull/7/merge has moved or is gone: GitHub answered 422 (ref 'refs/pull/7/merge' not found in this repository); nothing needs to be done: a newer run speaks for the newer commit
    denied: not uploaded to code scanning: refs/pull/7/merge has moved or is gone: GitHub answered 400 (commit_oid is not a merge commit); nothing needs to be done: a newer run speaks for the newer commit
    denied: not uploaded to code scanning: the results are too large: GitHub answered 413 (Payload too large); this is a fault of Straplock: please report it with this line
    denied: not uploaded to code scanning: the content was not accepted: GitHub answered 400 (rejecting SARIF, as there are more results per run than allowed); this is a fault of Straplock: please report it with this line
    denied: not uploaded to code scanning: the content was not accepted: GitHub answered 422 (Invalid request.); this is a fault of Straplock: please report it with this line
    denied: not uploaded to code scanning: too many requests were made with this token: GitHub answered 429 (slow down); run the job again later
    denied: not uploaded to code scanning: GitHub has a problem: GitHub answered 503 (Service unavailable); run the job again later
    denied: not uploaded to code scanning: GitHub answered 403 (Code scanning CodeQL analyses from advanced configurations cannot be processed when the default setup is enabled); CodeQL's default setup is in the way: switch it to advanced setup under Settings, Advanced Security
    denied: not uploaded to code scanning: GitHub answered 422 (rejecting delivery as the repository has too many logical alerts); delete old analyses of this tool on the tool status page, and give each job its own `category`
    denied: not uploaded to code scanning: GitHub answered 403 (Repository was archived so is read-only.); an archived repository takes no results: set `upload: never`
    denied: not uploaded to code scanning: GitHub answered 409 (Conflict); run the job again; if it stays, please report it with this line
    ");
}

#[test]
fn a_fork_is_refused_once_and_without_alarm() {
    let server = Server::start(vec![Act::message(403, "Resource not accessible by integration")]);
    let outcome = sent(&server, TokenReach::ReadsOnly);
    assert_eq!(server.asked().len(), 1);
    insta::assert_snapshot!(outcome.sentence(), @"not uploaded to code scanning: a run for a fork or by Dependabot has a token that only reads: GitHub answered 403 (Resource not accessible by integration); nothing needs to be done: findings are in the log and the job summary");
}

#[test]
fn the_connection_may_be_bad() {
    let server = Server::start(vec![Act::Cut]);
    let text = sent(&server, TokenReach::Unknown).sentence().replace(&server.address, "SERVER");
    insta::assert_snapshot!(text, @"not uploaded to code scanning: the connection to SERVER/api/v3 was cut (connection closed before message completed); run the job again");
    let server = Server::start(vec![Act::Hang]);
    let text = sent(&server, TokenReach::Unknown).sentence().replace(&server.address, "SERVER");
    insta::assert_snapshot!(text, @"not uploaded to code scanning: SERVER/api/v3 did not answer in time; run the job again");
}

#[test]
fn a_file_that_is_too_large_is_not_sent() {
    let server = Server::start(vec![receipt()]);
    let gzip = vec![0; 11 << 20];
    let repository = Slug::parse("octo/shop").expect("a slug");
    let upload = Upload { repository: &repository, commit: COMMIT, reference: "refs/heads/main", gzip: &gzip, reach: TokenReach::Unknown };
    let outcome = send(&server.client(""), &upload, &Waiting::usual());
    assert_eq!(outcome.sentence(), "not uploaded to code scanning: the results are 11 MB compressed, and GitHub takes at most 10 MB");
    assert!(server.asked().is_empty());
}

#[test]
fn the_token_shows_nowhere() {
    for status in [400, 401, 403, 404, 413, 422, 429, 500] {
        let text = refused(status, &format!("no: {TOKEN}"));
        assert!(!text.contains(TOKEN), "{text}");
    }
}

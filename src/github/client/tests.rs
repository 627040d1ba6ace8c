//! Requests and answers over a real connection to a scripted server.

use std::time::Duration;

use serde_json::{Value, json};

use super::{ApiError, Client, Clock, Connection, Patience, Timeouts};
use crate::github::fake::{Act, Server, TOKEN};

fn posted(server: &Server, path: &str) -> Result<Value, ApiError> {
    server.client(path).post("/repos/o/r/code-scanning/sarifs", &json!({ "a": 1 }), Patience::Upload)
}

fn ok() -> Act {
    Act::json(202, r#"{"id":"1"}"#)
}

#[test]
fn a_request_says_who_we_are_and_keeps_the_path_of_an_enterprise_server() {
    for path in ["/api/v3", "/api/v3/", ""] {
        let server = Server::start(vec![ok()]);
        posted(&server, path).expect("an answer");
        let asked = server.asked().remove(0);
        let prefix = path.trim_end_matches('/');
        assert_eq!(asked.line, format!("POST {prefix}/repos/o/r/code-scanning/sarifs HTTP/1.1"));
        let head = asked.head.to_ascii_lowercase();
        let lines = |name: &str| head.lines().filter(|line| line.starts_with(&format!("{name}: "))).map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(lines("user-agent"), [format!("user-agent: straplock/{}", env!("CARGO_PKG_VERSION"))]);
        assert_eq!(lines("accept"), ["accept: application/vnd.github+json"]);
        assert_eq!(lines("x-github-api-version"), ["x-github-api-version: 2022-11-28"]);
        assert_eq!(lines("authorization"), [format!("authorization: bearer {}", TOKEN.to_ascii_lowercase())]);
        assert_eq!(lines("content-type"), ["content-type: application/json"]);
    }
}

#[test]
fn a_server_in_trouble_is_asked_again_and_again_with_longer_waits() {
    let server = Server::start(vec![Act::message(502, "x"), Act::Cut, Act::CutBody, Act::message(503, "x"), ok()]);
    assert!(posted(&server, "").is_ok());
    assert_eq!(server.asked().len(), 5);
    assert_eq!(server.slept(), [1, 2, 4, 9]);
}

#[test]
fn it_is_not_asked_for_ever() {
    let page = "<html><head><title>t</title></head><body><h1>502 Bad Gateway</h1></body></html>";
    let server = Server::start(vec![Act::json(502, page)]);
    assert_eq!(posted(&server, "").expect_err("a refusal").to_string(), "GitHub answered 502 (502 Bad Gateway)");
    assert_eq!(server.asked().len(), 5);
}

#[test]
fn what_is_final_is_asked_once() {
    for status in [301, 400, 410, 413, 422, 451] {
        let server = Server::start(vec![Act::message(status, "no"), ok()]);
        assert_eq!(posted(&server, "").expect_err("a refusal").to_string(), format!("GitHub answered {status} (no)"));
        assert_eq!(server.asked().len(), 1, "{status}");
    }
}

#[test]
fn refusals_that_pass_by_themselves_are_tried_once_more_unless_expected() {
    for status in [401, 403, 404] {
        let server = Server::start(vec![Act::message(status, "no")]);
        posted(&server, "").expect_err("a refusal");
        assert_eq!(server.asked().len(), 2, "{status}");

        let server = Server::start(vec![Act::message(status, "no")]);
        let answer: Result<Value, _> = server.client("").post("/x", &json!({}), Patience::UploadWithoutHope);
        answer.expect_err("a refusal");
        assert_eq!(server.asked().len(), 1, "{status}");
    }
}

#[test]
fn limits_are_waited_for_as_long_as_the_server_says_but_not_for_ever() {
    let limited = |head| Act::Answer(403, head, r#"{"message":"API rate limit exceeded"}"#.to_owned());
    let server =
        Server::start(vec![limited(&["retry-after: 7"]), limited(&["x-ratelimit-remaining: 0", "x-ratelimit-reset: 1000030"]), ok()]);
    assert!(posted(&server, "").is_ok());
    assert_eq!(server.slept(), [7, 31]);

    let server = Server::start(vec![limited(&["retry-after: 3600"]), ok()]);
    assert_eq!(posted(&server, "").expect_err("a refusal").to_string(), "GitHub answered 403 (API rate limit exceeded)");
    assert_eq!(server.slept(), [0; 0]);

    let server = Server::start(vec![Act::message(429, "slow down")]);
    posted(&server, "").expect_err("a refusal");
    assert_eq!(server.slept(), [60, 60]);
}

#[test]
fn a_server_that_says_nothing_is_left() {
    let server = Server::start(vec![Act::Hang]);
    let error = posted(&server, "").expect_err("no answer").to_string();
    assert_eq!(error, format!("{} did not answer in time", server.address));
    assert_eq!(server.asked().len(), 2);
}

#[test]
fn nobody_there() {
    let port = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port").local_addr().expect("bound").port();
    let clock = Clock::steered(|_| (), || 0, 1);
    let connection = Connection { api_url: format!("http://127.0.0.1:{port}"), token: TOKEN.into(), timeouts: Timeouts::default(), clock };
    let answer: Result<Value, _> = Client::new(connection).expect("a client").post("/x", &json!({}), Patience::Upload);
    let error = answer.expect_err("nobody listens").to_string();
    assert!(error.starts_with(&format!("http://127.0.0.1:{port} could not be reached (")), "{error}");
}

#[test]
fn an_answer_that_is_not_the_apis() {
    let server = Server::start(vec![Act::json(200, "<html><body>Welcome to the proxy</body></html>")]);
    let error = posted(&server, "").expect_err("not JSON").to_string();
    assert_eq!(error, format!("{} answered something that GitHub's API does not say: `Welcome to the proxy`", server.address));
}

#[test]
fn an_endless_answer_is_cut() {
    let server = Server::start(vec![Act::json(200, &"x".repeat(super::MAX_ANSWER + 1))]);
    let error = posted(&server, "").expect_err("too long");
    assert!(matches!(error, ApiError::Cut { .. }), "{error}");
}

#[test]
fn the_token_shows_nowhere() {
    let echo = format!("Bad credentials: Bearer {TOKEN}");
    let server = Server::start(vec![Act::message(401, &echo)]);
    let client = server.client("");
    let answer: Result<Value, _> = client.post("/x", &json!({}), Patience::Once);
    let error = answer.expect_err("a refusal");
    assert_eq!(error.to_string(), "GitHub answered 401 (Bad credentials: Bearer ***)");
    let unreadable = Server::start(vec![Act::json(200, &echo)]);
    let other = posted(&unreadable, "").expect_err("not JSON");
    let seen = format!("{client:?} {error:?} {other:?} {other} {:?}", client.connection);
    assert!(!seen.contains(TOKEN), "{seen}");
}

#[test]
fn a_token_with_a_line_break_is_an_error_and_not_a_panic() {
    let connection = |token: &str, api: &str| Connection {
        api_url: api.to_owned(),
        token: token.into(),
        timeouts: Timeouts { connect: Duration::from_secs(1), ..Timeouts::default() },
        clock: Clock::system(),
    };
    let error = Client::new(connection("ghs_secret\nx", "https://api.github.com")).expect_err("unusable").to_string();
    assert!(error.contains("perhaps a line break") && !error.contains("ghs_secret"), "{error}");
    let error = Client::new(connection("t", "https://exa mple")).expect_err("unusable").to_string();
    assert_eq!(error, "GitHub's API cannot be used: GITHUB_API_URL is not an address such as https://api.github.com");
}

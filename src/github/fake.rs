//! A server for tests: answers from a script, one connection a request, and remembers what it was asked.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use super::client::{Client, Clock, Connection, Timeouts};

pub(super) const TOKEN: &str = "ghs_0123456789abcdefTOKENTOKENTOKEN";

/// One answer of the script.
#[derive(Clone)]
pub(super) enum Act {
    /// Status, further head lines, body.
    Answer(u16, &'static [&'static str], String),
    /// Reads the request and closes.
    Cut,
    /// Promises more body than it sends, and closes.
    CutBody,
    /// Reads the request and says nothing.
    Hang,
}

impl Act {
    pub(super) fn json(status: u16, body: &str) -> Self {
        Self::Answer(status, &[], body.to_owned())
    }

    pub(super) fn message(status: u16, message: &str) -> Self {
        Self::json(status, &serde_json::json!({ "message": message }).to_string())
    }
}

/// One request as it came.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    pub(super) line: String,
    pub(super) head: String,
    pub(super) body: String,
}

pub(super) struct Server {
    pub(super) address: String,
    asked: Arc<Mutex<Vec<Asked>>>,
    slept: Arc<Mutex<Vec<Duration>>>,
}

impl Server {
    /// The script's last act is repeated for whoever still asks.
    pub(super) fn start(script: Vec<Act>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = format!("http://{}", listener.local_addr().expect("bound above"));
        let asked = Arc::new(Mutex::new(Vec::new()));
        let memory = Arc::clone(&asked);
        std::thread::spawn(move || {
            for (number, stream) in listener.incoming().enumerate() {
                let act = script.get(number).or(script.last()).cloned().expect("a script has an act");
                let memory = Arc::clone(&memory);
                std::thread::spawn(move || play(stream.expect("a connection"), act, &memory));
            }
        });
        Self { address, asked, slept: Arc::default() }
    }

    /// A client whose waits take no time and are remembered.
    pub(super) fn client(&self, path: &str) -> Client {
        let slept = Arc::clone(&self.slept);
        let clock = Clock::steered(move |pause| slept.lock().expect("no test panics inside").push(pause), || 1_000_000, 7);
        let second = Duration::from_millis(400);
        let timeouts = Timeouts { connect: second, read: second, write: second, whole: Duration::from_secs(2) };
        Client::new(Connection { api_url: format!("{}{path}", self.address), token: TOKEN.into(), timeouts, clock }).expect("a client")
    }

    pub(super) fn asked(&self) -> Vec<Asked> {
        self.asked.lock().expect("no test panics inside").clone()
    }

    /// Whole seconds waited between requests, in order.
    pub(super) fn slept(&self) -> Vec<u64> {
        self.slept.lock().expect("no test panics inside").iter().map(Duration::as_secs).collect()
    }
}

fn play(mut stream: TcpStream, act: Act, memory: &Mutex<Vec<Asked>>) {
    let Some(asked) = request(&mut stream) else { return };
    memory.lock().expect("no test panics inside").push(asked);
    match act {
        Act::Answer(status, head, body) => {
            let head: String = head.iter().flat_map(|line| [*line, "\r\n"]).collect();
            let answer = format!("HTTP/1.1 {status} Status\r\n{head}content-length: {}\r\nconnection: close\r\n\r\n{body}", body.len());
            stream.write_all(answer.as_bytes()).ok();
        }
        Act::Cut => {}
        Act::CutBody => drop(stream.write_all(b"HTTP/1.1 202 Accepted\r\ncontent-length: 1000\r\n\r\n{\"id\"")),
        Act::Hang => std::thread::sleep(Duration::from_secs(5)),
    }
}

fn request(stream: &mut TcpStream) -> Option<Asked> {
    let mut bytes = Vec::new();
    let mut buffer = vec![0; 65536];
    let end = loop {
        let count = stream.read(&mut buffer).ok().filter(|count| *count > 0)?;
        bytes.extend_from_slice(&buffer[..count]);
        if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            break end + 4;
        }
    };
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let length = head.lines().find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length:").map(str::trim).map(str::to_owned));
    let length: usize = length.map_or(0, |length| length.parse().expect("a number"));
    while bytes.len() < end + length {
        let count = stream.read(&mut buffer).ok().filter(|count| *count > 0)?;
        bytes.extend_from_slice(&buffer[..count]);
    }
    let body = String::from_utf8_lossy(&bytes[end..]).into_owned();
    Some(Asked { line: head.lines().next().unwrap_or_default().to_owned(), head, body })
}

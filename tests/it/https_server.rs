//! A server of git repositories over https on this machine: git's own CGI program behind a certificate made for the test.

use std::io::{BufRead as _, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;

use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use tempfile::TempDir;

/// What the server does with a request.
pub(crate) enum Manner {
    /// Serves the repositories below a folder.
    Serves(PathBuf),
    /// The same for who knows this `user:password`, in the form of basic authentication.
    Asks(PathBuf, &'static str),
    /// Sends everybody to another address.
    Redirects(String),
    /// Serves the repositories, and redirects from the places where they were: below a folder of its own.
    Moved(PathBuf, String),
    /// Serves what there is, but of a pack without end.
    NeverEnds(PathBuf),
}

/// The server; its threads end with the tests.
pub(crate) struct Server {
    certificate: TempDir,
    port: u16,
    heads: Arc<Mutex<Vec<String>>>,
}

type Tls = StreamOwned<ServerConnection, TcpStream>;

impl Server {
    pub(crate) fn start(manner: Manner) -> Self {
        let certificate = certificate();
        let config = config(certificate.path());
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let heads = Arc::<Mutex<Vec<String>>>::default();
        let (seen, manner) = (Arc::clone(&heads), Arc::new(manner));
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let (config, seen, manner) = (Arc::clone(&config), Arc::clone(&seen), Arc::clone(&manner));
                // A client that goes away in the midst is no matter.
                thread::spawn(move || drop(answer(stream, config, &seen, &manner)));
            }
        });
        Self { certificate, port, heads }
    }

    /// The address of a repository, under a name of this machine.
    pub(crate) fn address(&self, host: &str, repository: &str) -> String {
        format!("https://{host}:{}/{repository}", self.port)
    }

    /// The certificate, which git is told to trust.
    pub(crate) fn certificate(&self) -> PathBuf {
        self.certificate.path().join("certificate.pem")
    }

    /// Everything that clients asked for, headers included.
    pub(crate) fn heads(&self) -> String {
        self.heads.lock().unwrap().join("\n")
    }
}

/// One for `localhost` and 127.0.0.1, which are two hosts to a client.
fn certificate() -> TempDir {
    let folder = TempDir::new().unwrap();
    let words = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost \
                 -addext subjectAltName=DNS:localhost,IP:127.0.0.1 -keyout key.pem -out certificate.pem";
    let output = Command::new("openssl").args(words.split_whitespace()).current_dir(folder.path()).output().expect("openssl is installed");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    folder
}

fn config(folder: &Path) -> Arc<ServerConfig> {
    let certificate = CertificateDer::from_pem_file(folder.join("certificate.pem")).unwrap();
    let key = PrivateKeyDer::from_pem_file(folder.join("key.pem")).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    Arc::new(builder.with_no_client_auth().with_single_cert(vec![certificate], key).unwrap())
}

/// One request for a connection.
fn answer(stream: TcpStream, config: Arc<ServerConfig>, seen: &Mutex<Vec<String>>, manner: &Manner) -> std::io::Result<()> {
    let connection = ServerConnection::new(config).map_err(std::io::Error::other)?;
    let mut reader = BufReader::new(StreamOwned::new(connection, stream));
    let mut head = String::new();
    while reader.read_line(&mut head)? > 2 {}
    let body = body(&mut reader, &head)?;
    seen.lock().unwrap().push(head.clone());
    let out = reader.get_mut();
    match manner {
        Manner::Redirects(to) => {
            let path = head.split(' ').nth(1).unwrap_or_default();
            write!(out, "HTTP/1.1 302 Found\r\nLocation: {to}{path}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")?;
        }
        Manner::Moved(_, old) if head.starts_with(&format!("GET {old}/")) => {
            let path = head.split(' ').nth(1).unwrap_or_default().trim_start_matches(old);
            write!(out, "HTTP/1.1 301 Moved Permanently\r\nLocation: {path}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")?;
        }
        Manner::Asks(_, known) if !head.contains(&format!("Authorization: Basic {known}")) => {
            let asks = "WWW-Authenticate: Basic realm=\"packs\"";
            write!(out, "HTTP/1.1 401 Unauthorized\r\n{asks}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")?;
        }
        Manner::NeverEnds(_) if body.windows(13).any(|window| window == b"command=fetch") => endless(out)?,
        Manner::Serves(folder) | Manner::Asks(folder, _) | Manner::NeverEnds(folder) | Manner::Moved(folder, _) => {
            out.write_all(&by_git(folder, &head, &body))?;
        }
    }
    out.conn.send_close_notify();
    out.flush()
}

fn header<'h>(head: &'h str, name: &str) -> Option<&'h str> {
    head.lines().find_map(|line| line.split_once(": ").filter(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value))
}

fn body(reader: &mut BufReader<Tls>, head: &str) -> std::io::Result<Vec<u8>> {
    let mut body = vec![0; header(head, "Content-Length").and_then(|length| length.parse().ok()).unwrap_or(0)];
    reader.read_exact(&mut body)?;
    Ok(body)
}

/// What git's own program answers, as an answer of http.
fn by_git(folder: &Path, head: &str, body: &[u8]) -> Vec<u8> {
    let mut words = head.split(' ');
    let (method, target) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let mut child = Command::new("git")
        .arg("http-backend")
        .env("GIT_PROJECT_ROOT", folder)
        .env("GIT_HTTP_EXPORT_ALL", "1")
        .env("GIT_CONFIG_COUNT", "1")
        .env("GIT_CONFIG_KEY_0", "safe.directory")
        .env("GIT_CONFIG_VALUE_0", "*")
        .env("PATH_INFO", path)
        .env("QUERY_STRING", query)
        .env("REQUEST_METHOD", method)
        .env("CONTENT_TYPE", header(head, "Content-Type").unwrap_or_default())
        .env("CONTENT_LENGTH", body.len().to_string())
        .env("HTTP_CONTENT_ENCODING", header(head, "Content-Encoding").unwrap_or_default())
        .env("GIT_PROTOCOL", header(head, "Git-Protocol").unwrap_or_default())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("git is installed");
    child.stdin.take().unwrap().write_all(body).unwrap();
    let output = child.wait_with_output().unwrap().stdout;
    let end = output.windows(4).position(|window| window == b"\r\n\r\n").map_or(output.len(), |at| at + 4);
    let said = String::from_utf8_lossy(&output[..end]).into_owned();
    let status = header(&said, "Status").unwrap_or("200 OK");
    let length = output.len() - end;
    let mut answer = format!("HTTP/1.1 {status}\r\nContent-Length: {length}\r\nConnection: close\r\n{said}").into_bytes();
    answer.extend(&output[end..]);
    answer
}

/// A pack of one object of a gigabyte, which does not get smaller by compressing and never comes to its end.
fn endless(out: &mut Tls) -> std::io::Result<()> {
    write!(out, "HTTP/1.1 200 OK\r\nContent-Type: application/x-git-upload-pack-result\r\nConnection: close\r\n\r\n000dpackfile\n")?;
    let mut band = |bytes: &[u8]| -> std::io::Result<()> {
        write!(out, "{:04x}\u{1}", bytes.len() + 5)?;
        out.write_all(bytes)
    };
    // One blob; its size in seven bits a byte behind the first four; the header of zlib.
    let size: u64 = 1 << 30;
    let mut start = b"PACK\0\0\0\x02\0\0\0\x01".to_vec();
    start.push(0xb0 | u8::try_from(size & 15).unwrap());
    let mut rest = size >> 4;
    while rest > 0 {
        start.push(u8::try_from(rest & 127).unwrap() | if rest > 127 { 128 } else { 0 });
        rest >>= 7;
    }
    start.extend([0x78, 0x01]);
    band(&start)?;
    // Blocks that are stored as they are, of 32 KiB.
    let mut block = vec![0, 0, 0x80, 0xff, 0x7f];
    block.resize(5 + 0x8000, b'x');
    for _ in 0..(size >> 15) {
        band(&block)?;
    }
    Ok(())
}

//! Packs over https and ssh, from servers that this machine runs for the test: what is fetched, what is refused, what is said.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use crate::command::{Done, Run};
use crate::https_server::{Manner, Server};
use crate::pack_bench::{Bench, rule};

/// `house:open sesame`, as basic authentication writes it.
const BASIC: &str = "aG91c2U6b3BlbiBzZXNhbWU=";
const PASSWORD: &str = "open sesame";

/// A home with a helper that knows a password for every host.
fn with_helper(bench: &Bench, run: Run) -> Run {
    let home = bench.cache().join("home");
    fs::create_dir_all(&home).unwrap();
    let helper = format!("!f() {{ echo username=house; echo 'password={PASSWORD}'; }}; f");
    fs::write(home.join(".gitconfig"), format!("[credential]\n\thelper = \"{helper}\"\n")).unwrap();
    run.env("HOME", &home.to_string_lossy())
}

/// `pack add` of an address, which git may trust.
fn add(bench: &Bench, server: &Server, address: &str) -> Run {
    bench.run(&["pack", "add", &format!("{address}@v1.0.0")]).env("GIT_SSL_CAINFO", &server.certificate().to_string_lossy())
}

fn refused(bench: &Bench, done: &Done) -> String {
    assert_eq!(done.code, 2, "{}", done.stdout);
    assert!(!bench.shop.path().join("straplock.lock").exists(), "{}", done.stdout);
    done.stderr.clone()
}

fn folder(bench: &Bench) -> std::path::PathBuf {
    bench.house.path().to_owned()
}

#[test]
fn over_https() {
    let bench = Bench::new();
    let server = Server::start(Manner::Serves(folder(&bench)));
    let done = add(&bench, &server, &server.address("localhost", ".git")).done();
    assert_eq!((done.code, done.stderr.as_str()), (0, ""));
    assert!(bench.scan().contains("acme-eval"));
    fs::remove_dir_all(bench.cache().join("packs")).unwrap();
    let fetched = bench.run(&["pack", "fetch"]).env("GIT_SSL_CAINFO", &server.certificate().to_string_lossy()).done();
    assert!(fetched.stdout.contains("Every locked pack is here now."), "{}{}", fetched.stdout, fetched.stderr);
    assert!(bench.scan().contains("acme-eval"));
}

#[test]
fn a_certificate_that_nobody_vouches_for_is_refused() {
    let bench = Bench::new();
    let server = Server::start(Manner::Serves(folder(&bench)));
    let address = server.address("localhost", ".git");
    let done = bench.run(&["pack", "add", &format!("{address}@v1.0.0")]).done();
    assert!(refused(&bench, &done).contains("certificate"), "{}", done.stderr);
    assert_eq!(server.heads(), "", "nothing was asked for");
}

#[test]
fn a_password_is_git_s_business_and_never_said() {
    let bench = Bench::new();
    let server = Server::start(Manner::Asks(folder(&bench), BASIC));
    let address = server.address("localhost", ".git");
    let without = add(&bench, &server, &address).done();
    let said = refused(&bench, &without);
    assert!(said.contains("could not read Username"), "nobody is asked at a prompt: {said}");
    let done = with_helper(&bench, add(&bench, &server, &address)).done();
    assert_eq!((done.code, done.stderr.as_str()), (0, ""));
    let written = fs::read_to_string(bench.shop.path().join("straplock.lock")).unwrap();
    for text in [&done.stdout, &without.stderr, &written] {
        assert!(!text.contains(PASSWORD) && !text.contains(BASIC), "{text}");
    }
    // Where the password is wrong, git says what it asked for; neither name nor password is repeated.
    let closed = Server::start(Manner::Asks(folder(&bench), "bm9ib2R5Om5vdGhpbmc="));
    let other = Bench::new();
    let done = with_helper(&other, add(&other, &closed, &closed.address("localhost", ".git"))).done();
    let said = refused(&other, &done);
    assert!(said.contains("Authentication failed") && !said.contains(PASSWORD) && !said.contains(BASIC), "{said}");
}

/// Two servers that git may trust, of which the first redirects to this place on the second, under a name for it.
fn redirecting(bench: &Bench, host: &str) -> (Server, Server, String) {
    let second = Server::start(Manner::Serves(folder(bench)));
    let first = Server::start(Manner::Redirects(second.address(host, "").trim_end_matches('/').to_owned()));
    let both = bench.cache().join("both.pem");
    let certificates = [first.certificate(), second.certificate()].map(|place| fs::read_to_string(place).unwrap());
    fs::write(&both, certificates.concat()).unwrap();
    (first, second, both.to_string_lossy().into_owned())
}

#[test]
fn a_redirect_to_another_host_is_not_followed() {
    let bench = Bench::new();
    for host in ["127.0.0.1", "localhost"] {
        let (first, second, certificates) = redirecting(&bench, host);
        let run = bench.run(&["pack", "add", &format!("{}@v1.0.0", first.address("localhost", ".git"))]);
        let done = with_helper(&bench, run).env("GIT_SSL_CAINFO", &certificates).done();
        let said = refused(&bench, &done);
        let (from, to) = (first.address("localhost", ".git"), second.address(host, ".git"));
        let asked = from.trim_start_matches("https://").trim_end_matches("/.git");
        let why = format!("the pack {from}@v1.0.0 cannot be had: `{asked}` redirects to another host, `{to}`, which is not followed\n");
        assert!(said.starts_with(&format!("error[R042]: {why}")), "{said}");
        assert!(said.contains("help: if you trust that host, name it in the address yourself\n"), "{said}");
        assert_eq!(second.heads(), "", "nobody asked there");
    }
}

#[test]
fn a_redirect_on_the_same_host_is_followed() {
    let bench = Bench::new();
    let server = Server::start(Manner::Moved(folder(&bench), "/old".to_owned()));
    let done = add(&bench, &server, &server.address("localhost", "old/.git")).done();
    assert_eq!((done.code, done.stderr.as_str()), (0, ""));
    // What is locked is the address that was named, and its contents.
    let lock = fs::read_to_string(bench.shop.path().join("straplock.lock")).unwrap();
    assert!(lock.contains(&server.address("localhost", "old/.git")), "{lock}");
    let circle = Server::start(Manner::Redirects(String::new()));
    let other = Bench::new();
    let done = add(&other, &circle, &circle.address("localhost", ".git")).done();
    let said = refused(&other, &done);
    assert!(said.contains("redirects to one place after another, which is not followed"), "{said}");
}

#[test]
fn a_redirect_to_another_protocol_is_not_followed() {
    for to in ["http://127.0.0.1:9", "file:///etc", "ftp://127.0.0.1:9"] {
        let bench = Bench::new();
        let server = Server::start(Manner::Redirects(to.to_owned()));
        let done = add(&bench, &server, &server.address("localhost", ".git")).done();
        let said = refused(&bench, &done);
        assert!(said.contains("` redirects to an address that is not https, which is not followed"), "{said}");
    }
}

#[test]
fn a_pack_without_end_is_ended() {
    let bench = Bench::new();
    let server = Server::start(Manner::NeverEnds(folder(&bench)));
    let done = add(&bench, &server, &server.address("localhost", ".git")).done();
    let said = refused(&bench, &done);
    assert!(said.contains("more than 256 MiB") || said.contains("256"), "{said}");
}

#[test]
fn a_link_out_of_the_pack_is_refused_over_https_too() {
    let bench = Bench::new();
    std::os::unix::fs::symlink("/etc/passwd", bench.house.path().join("rules/secret.yaml")).unwrap();
    bench.publish("v1.0.0");
    let server = Server::start(Manner::Serves(folder(&bench)));
    let done = add(&bench, &server, &server.address("localhost", ".git")).done();
    let said = refused(&bench, &done);
    assert!(said.contains("`rules/secret.yaml` is a symbolic link that leads out of the pack"), "{said}");
}

/// A program `ssh` that runs the command here, as the other side would.
fn with_ssh(bench: &Bench, words: &[&str]) -> Run {
    let programs = bench.cache().join("programs");
    fs::create_dir_all(&programs).unwrap();
    let script =
        format!("#!/bin/sh\necho \"$@\" >> '{}'\nfor last; do :; done\nexec sh -c \"$last\"\n", bench.cache().join("asked").display());
    fs::write(programs.join("ssh"), script).unwrap();
    fs::set_permissions(programs.join("ssh"), fs::Permissions::from_mode(0o755)).unwrap();
    let path = format!("{}:{}", programs.display(), std::env::var("PATH").unwrap());
    bench.run(words).env("PATH", &path)
}

#[test]
fn over_ssh() {
    for before in ["ssh://git@house.example", "git@house.example:"] {
        let bench = Bench::new();
        bench.house.write("rules/open.yaml", &rule("acme-open", "open"));
        bench.publish("v1.0.0");
        let address = format!("{before}{}/.git@v1.0.0", bench.house.path().display());
        let done = with_ssh(&bench, &["pack", "add", &address]).done();
        assert_eq!((done.code, done.stderr.as_str()), (0, ""), "{address}");
        assert!(bench.scan().contains("acme-open"));
        let asked = fs::read_to_string(bench.cache().join("asked")).unwrap();
        assert!(asked.contains("-oBatchMode=yes") && asked.contains("git@house.example git-upload-pack"), "{asked}");
    }
}

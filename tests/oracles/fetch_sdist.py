#!/usr/bin/env python3
"""Fetches a pinned source release and unpacks it, running none of its code.

    fetch_sdist.py NAME VERSION SHA256 DEST     one release
    fetch_sdist.py --all DEST_FOLDER            every line of projects.txt, as DEST_FOLDER/NAME-VERSION

`pip download` would build metadata, that is: run a stranger's setup.py. This asks the package index for the
file (the JSON or HTML form of the simple API), checks the digest we pinned, and unpacks plain files only:
no absolute or climbing path, no link, no device. Which index, and which certificates, is pip's own configuration.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import html.parser
import json
import lzma
import os
import re
import shutil
import ssl
import stat
import subprocess
import sys
import tarfile
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
import zipfile
import zlib
from pathlib import Path, PurePosixPath
from typing import IO, Iterable, Iterator, TypeVar

MAX_DOWNLOAD = 300 * 1024 * 1024
MAX_UNPACKED = 1500 * 1024 * 1024
MAX_FILES = 100_000
TRIES = 5
ACCEPT = ", ".join(
    [
        "application/vnd.pypi.simple.v1+json",
        "application/vnd.pypi.simple.v1+html;q=0.2",
        "text/html;q=0.1",
    ]
)


Member = TypeVar("Member")


class Refused(Exception):
    """What went wrong, in words for the person who runs the tests."""


# --- pip's configuration -----------------------------------------------------------------------------------------


def pip_settings() -> dict[str, str]:
    """pip's configuration, the environment winning over files, `global` the weakest section."""
    listing = subprocess.run(
        [sys.executable, "-m", "pip", "config", "list"], capture_output=True, text=True, check=False
    )
    found: dict[str, str] = {}
    for line in sorted(listing.stdout.splitlines(), key=lambda text: not text.startswith("global.")):
        key, _, value = line.partition("=")
        section, _, name = key.rpartition(".")
        if section in ("global", "download", "install") and value:
            found[name] = value.strip("'\"")
    for name in ("index-url", "cert", "proxy"):
        value = os.environ.get("PIP_" + name.upper().replace("-", "_"))
        if value:
            found[name] = value
    return found


def index_url(settings: dict[str, str]) -> str:
    """The simple API's root: as configured, else the one pip itself falls back to."""
    if settings.get("index-url"):
        return settings["index-url"].rstrip("/") + "/"
    try:
        from pip._internal.models.index import PyPI
    except ImportError as error:
        raise Refused(f"no package index is configured, and pip does not say its own: {error}") from error
    return PyPI.simple_url.rstrip("/") + "/"


class Client:
    """GET with pip's certificates and proxy, credentials from the URL, and a few patient tries."""

    def __init__(self, settings: dict[str, str]) -> None:
        context = ssl.create_default_context(cafile=settings.get("cert") or None)
        handlers: list[urllib.request.BaseHandler] = [urllib.request.HTTPSHandler(context=context)]
        if settings.get("proxy"):
            handlers.append(urllib.request.ProxyHandler({"http": settings["proxy"], "https": settings["proxy"]}))
        self.opener = urllib.request.build_opener(*handlers)

    def get(self, url: str, accept: str = "*/*") -> tuple[bytes, str, str]:
        """Body, content type, and the URL after redirects."""
        request = self._request(url, accept)
        for attempt in range(1, TRIES + 1):
            try:
                with self.opener.open(request, timeout=120) as answer:
                    body = answer.read(MAX_DOWNLOAD + 1)
                    if len(body) > MAX_DOWNLOAD:
                        raise Refused(f"the answer is larger than {MAX_DOWNLOAD} bytes")
                    return body, answer.headers.get_content_type(), answer.geturl()
            except urllib.error.HTTPError as error:
                if error.code not in (408, 425, 429, 500, 502, 503, 504) or attempt == TRIES:
                    raise Refused(f"the package index answered {error.code} {error.reason}") from error
            except (OSError, ssl.SSLError) as error:
                if attempt == TRIES:
                    raise Refused(f"the package index could not be reached: {error}") from error
            time.sleep(2**attempt)
        raise AssertionError("the last try either returns or raises")

    @staticmethod
    def _request(url: str, accept: str) -> urllib.request.Request:
        parts = urllib.parse.urlsplit(url)
        headers = {"Accept": accept, "User-Agent": "straplock-tests"}
        if parts.username:
            pair = f"{urllib.parse.unquote(parts.username)}:{urllib.parse.unquote(parts.password or '')}"
            headers["Authorization"] = "Basic " + base64.b64encode(pair.encode()).decode()
            parts = parts._replace(netloc=parts.netloc.rpartition("@")[2])
        return urllib.request.Request(urllib.parse.urlunsplit(parts), headers=headers)


# --- the index ---------------------------------------------------------------------------------------------------


class Anchors(html.parser.HTMLParser):
    """The links of the HTML form of a project's page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self.found += [value for key, value in attrs if key == "href" and value]


def source_release(client: Client, root: str, name: str, version: str) -> tuple[str, str]:
    """URL and file name of the source archive of one release."""
    body, kind, where = client.get(root + normal(name) + "/", ACCEPT)
    if kind.endswith("+json"):
        try:
            links = [(entry["filename"], entry["url"]) for entry in json.loads(body)["files"]]
        except (ValueError, KeyError, TypeError) as error:
            raise Refused("the package index answered something else than its list of files") from error
    else:
        anchors = Anchors()
        anchors.feed(body.decode("utf-8", "replace"))
        links = [(file_name(link), link) for link in anchors.found]
    for ending in (".tar.gz", ".tar.bz2", ".zip"):
        for filename, link in links:
            stem, is_source = filename[: -len(ending)], filename.endswith(ending)
            if is_source and normal(stem) == normal(f"{name}-{version}"):
                return urllib.parse.urljoin(where, link.partition("#")[0]), filename
    raise Refused(f"the package index has no source archive of {name} {version}")


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def file_name(link: str) -> str:
    return urllib.parse.unquote(PurePosixPath(urllib.parse.urlsplit(link).path).name)


# --- unpacking ---------------------------------------------------------------------------------------------------


def counted(members: Iterable[Member]) -> Iterator[Member]:
    """All of them, folders and links too, up to a limit."""
    for number, member in enumerate(members):
        if number >= MAX_FILES:
            raise Refused(f"the archive has more than {MAX_FILES} entries")
        yield member


def entries(archive: Path, notes: list[str]) -> Iterator[tuple[str, bool, IO[bytes]]]:
    """Name, executable or not, and content of each plain file; everything else is left out and named."""
    if archive.name.endswith(".zip"):
        with zipfile.ZipFile(archive) as whole:
            for info in counted(whole.infolist()):
                mode = info.external_attr >> 16
                if info.is_dir():
                    continue
                if mode and not stat.S_ISREG(mode):
                    notes.append(info.filename)
                    continue
                with whole.open(info) as content:
                    yield info.filename, bool(mode & 0o100), content
        return
    with tarfile.open(archive) as whole:
        for member in counted(whole):
            if member.isdir() or member.type == tarfile.XGLTYPE:
                continue
            content = whole.extractfile(member) if member.isreg() else None
            if content is None:
                notes.append(member.name)
                continue
            yield member.name, bool(member.mode & 0o100), content


def safe_parts(name: str) -> tuple[str, ...]:
    """The path below the archive's top folder. Raises on a name that would land elsewhere."""
    parts = PurePosixPath(name).parts
    if name.startswith(("/", "\\")) or "\\" in name or "\0" in name or ".." in parts or ":" in (parts or ("",))[0]:
        raise Refused(f"the archive holds a path that leaves its folder: {name!r}")
    if ".git" in (part.lower() for part in parts):
        raise Refused(f"the archive holds git's own files: {name!r}")
    return parts[1:]


# What tarfile, zipfile and the libraries beneath them raise on archives that are broken, encrypted or packed in unknown ways.
UNREADABLE = (EOFError, zlib.error, lzma.LZMAError, gzip.BadGzipFile, tarfile.TarError, zipfile.BadZipFile, RuntimeError, ValueError)


def unpack(archive: Path, folder: Path) -> list[str]:
    """Unpacks below `folder`, without the archive's top folder. Returns what was left out."""
    try:
        return unpack_entries(archive, folder)
    except UNREADABLE as error:
        raise Refused(f"the archive cannot be read: {error}") from error
    except (FileExistsError, NotADirectoryError) as error:
        raise Refused(f"the archive holds one path twice: {error.filename}") from error


def unpack_entries(archive: Path, folder: Path) -> list[str]:
    notes: list[str] = []
    size = files = 0
    for name, executable, content in entries(archive, notes):
        parts = safe_parts(name)
        if not parts:
            continue
        files += 1
        target = folder.joinpath(*parts)
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("xb") as out:
            while chunk := content.read(1 << 20):
                size += len(chunk)
                if size > MAX_UNPACKED:
                    raise Refused(f"the archive unpacks to more than {MAX_UNPACKED} bytes")
                out.write(chunk)
        target.chmod(0o755 if executable else 0o644)
    if not files:
        raise Refused("the archive holds no file")
    return notes



# --- putting it together -----------------------------------------------------------------------------------------


def fetch(name: str, version: str, sha256: str, dest: Path) -> str:
    """Makes `dest` hold the release. The mark beside it says which archive it came from."""
    mark = dest.with_name(dest.name + ".sha256")
    if dest.is_dir() and mark.is_file() and mark.read_text().strip() == sha256:
        return f"{name} {version}: already there"
    settings = pip_settings()
    client = Client(settings)
    url, filename = source_release(client, index_url(settings), name, version)
    body, _, _ = client.get(url)
    found = hashlib.sha256(body).hexdigest()
    if found != sha256:
        raise Refused(f"{filename} is not the file we pinned: sha256 {found}, expected {sha256}")
    dest.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=dest.parent, prefix=".unpacking-") as scratch:
        archive = Path(scratch) / filename
        archive.write_bytes(body)
        tree = Path(scratch) / "tree"
        tree.mkdir()
        left_out = unpack(archive, tree)
        mark.unlink(missing_ok=True)
        if dest.exists():
            shutil.rmtree(dest)
        tree.rename(dest)
    mark.write_text(sha256 + "\n")
    note = f", {len(left_out)} links or special files left out" if left_out else ""
    return f"{name} {version}: {filename} unpacked{note}"


def pinned() -> Iterator[tuple[str, str, str]]:
    """The lines of projects.txt."""
    for line in (Path(__file__).parent / "projects.txt").read_text().splitlines():
        words = line.partition("#")[0].split()
        if words:
            yield words[0], words[1], words[2]


def main(arguments: list[str]) -> int:
    if len(arguments) == 2 and arguments[0] == "--all":
        wanted = [(*pin, Path(arguments[1]) / f"{pin[0]}-{pin[1]}") for pin in pinned()]
    elif len(arguments) == 4 and re.fullmatch(r"[0-9a-f]{64}", arguments[2]):
        wanted = [(arguments[0], arguments[1], arguments[2], Path(arguments[3]))]
    else:
        print(__doc__, file=sys.stderr)
        return 2
    for name, version, sha256, dest in wanted:
        try:
            print(fetch(name, version, sha256, dest))
        except (Refused, OSError) as error:
            print(f"fetch_sdist: {name} {version}: {error}", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

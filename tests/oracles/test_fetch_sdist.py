"""fetch_sdist.py on archives made to harm: nothing lands outside the folder, nothing grows without bound, and each refusal says why.

    python3 -m unittest discover -s tests/oracles
"""

from __future__ import annotations

import gzip
import hashlib
import io
import shutil
import stat
import sys
import tarfile
import tempfile
import unittest
import zipfile
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from unittest import mock

sys.path.insert(0, str(Path(__file__).parent))
import fetch_sdist

Member = "tuple[str, bytes] | tarfile.TarInfo"


def tar(*members: Member, mode: str = "w:gz") -> bytes:
    """A tar archive; a TarInfo stands for an entry without contents."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode) as whole:
        for member in members:
            if isinstance(member, tarfile.TarInfo):
                whole.addfile(member)
                continue
            info = tarfile.TarInfo(member[0])
            info.size = len(member[1])
            whole.addfile(info, io.BytesIO(member[1]))
    return out.getvalue()


def special(name: str, kind: bytes, target: str = "") -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, target
    return info


def zipped(*members: tuple[str, bytes, int], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as whole:
        for name, data, mode in members:
            info = zipfile.ZipInfo(name)
            info.external_attr, info.compress_type = mode << 16, compression
            whole.writestr(info, data)
    return out.getvalue()


class Case(unittest.TestCase):
    """An empty folder to unpack into, with a neighbour that must stay as it is."""

    def setUp(self) -> None:
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.outside = Path(scratch.name)
        self.folder = self.outside / "tree"
        self.folder.mkdir()
        (self.outside / "neighbour").write_text("untouched")

    def unpack(self, data: bytes, name: str = "x-1.0.tar.gz") -> list[str]:
        archive = self.outside / name
        archive.write_bytes(data)
        try:
            return fetch_sdist.unpack(archive, self.folder)
        finally:
            archive.unlink()

    def tree(self) -> dict[str, bytes]:
        return {path.relative_to(self.folder).as_posix(): path.read_bytes() for path in self.folder.rglob("*") if path.is_file()}

    def refused(self, data: bytes, name: str = "x-1.0.tar.gz") -> str:
        """Why the archive is refused; whatever was unpacked until then lies within the folder."""
        shutil.rmtree(self.folder)
        self.folder.mkdir()
        with self.assertRaises(fetch_sdist.Refused) as caught:
            self.unpack(data, name)
        self.assertEqual(sorted(path.name for path in self.outside.iterdir()), ["neighbour", "tree"])
        self.assertEqual((self.outside / "neighbour").read_text(), "untouched")
        return str(caught.exception)


class Ordinary(Case):
    def test_files_land_without_the_top_folder(self) -> None:
        script = tarfile.TarInfo("x-1.0/run.sh")
        script.mode = 0o4777
        data = tar(("x-1.0/a.py", b"a"), ("x-1.0/b/c.py", b"c"), script)
        self.assertEqual(self.unpack(data), [])
        self.assertEqual(self.tree(), {"a.py": b"a", "b/c.py": b"c", "run.sh": b""})
        self.assertEqual(stat.S_IMODE((self.folder / "run.sh").stat().st_mode), 0o755, "no set-user-id bit")
        self.assertEqual(stat.S_IMODE((self.folder / "a.py").stat().st_mode), 0o644)

    def test_other_compressions_and_zip(self) -> None:
        self.unpack(tar(("x/a.py", b"a"), mode="w:bz2"), "x.tar.bz2")
        self.unpack(zipped(("x/b.py", b"b", 0o100644), ("x/c/", b"", 0)), "x.zip")
        self.assertEqual(self.tree(), {"a.py": b"a", "b.py": b"b"})

    def test_an_archive_without_files(self) -> None:
        self.assertEqual(self.refused(tar(special("x", tarfile.DIRTYPE))), "the archive holds no file")


class Paths(Case):
    NAMES = [
        "../neighbour",
        "x/../../neighbour",
        "x/..",
        "/neighbour",
        "//neighbour",
        "\\neighbour",
        "x\\..\\..\\neighbour",
        "C:/neighbour",
        "C:neighbour",
    ]

    def test_paths_that_leave_the_folder(self) -> None:
        for name in self.NAMES:
            with self.subTest(name):
                self.assertIn("a path that leaves its folder", self.refused(tar((name, b"evil"))))
                if "\\" not in name:
                    self.assertIn("a path that leaves its folder", self.refused(zipped((name, b"evil", 0o100644)), "x.zip"))

    def test_gits_own_files(self) -> None:
        for name in ["x/.git/config", "x/sub/.GIT/hooks/post-checkout"]:
            with self.subTest(name):
                self.assertIn("git's own files", self.refused(tar((name, b"evil"))))

    def test_one_name_twice(self) -> None:
        self.assertIn("twice", self.refused(tar(("x/a.py", b"one"), ("x/a.py", b"two"))))

    def test_a_file_that_is_also_a_folder(self) -> None:
        self.assertIn("twice", self.refused(tar(("x/a", b"one"), ("x/a/b", b"two"))))


class Links(Case):
    def test_links_are_left_out_and_named(self) -> None:
        for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE):
            for target in ("/etc/passwd", "../../neighbour", "a.py"):
                with self.subTest(kind=kind, target=target):
                    self.assertEqual(self.unpack(tar(("x/a.py", b"a"), special("x/link", kind, target))), ["x/link"])
                    self.assertEqual(self.tree(), {"a.py": b"a"})
                    (self.folder / "a.py").unlink()

    def test_nothing_is_written_through_a_link(self) -> None:
        data = tar(special("x/out", tarfile.SYMTYPE, str(self.outside)), ("x/out/neighbour", b"evil"))
        self.assertEqual(self.unpack(data), ["x/out"])
        self.assertEqual((self.outside / "neighbour").read_text(), "untouched")
        self.assertEqual(self.tree(), {"out/neighbour": b"evil"})
        self.assertFalse((self.folder / "out").is_symlink())

    def test_links_in_a_zip(self) -> None:
        data = zipped(("x/link", b"/etc/passwd", stat.S_IFLNK | 0o777), ("x/a.py", b"a", 0o100644))
        self.assertEqual(self.unpack(data, "x.zip"), ["x/link"])
        self.assertEqual(self.tree(), {"a.py": b"a"})

    def test_devices_and_pipes(self) -> None:
        kinds = [tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.FIFOTYPE, tarfile.CONTTYPE]
        members = [special(f"x/{at}", kind) for at, kind in enumerate(kinds)]
        left_out = self.unpack(tar(*members, ("x/a.py", b"a")))
        self.assertEqual(left_out[:3], ["x/0", "x/1", "x/2"])
        self.assertTrue(all(path.is_file() or path.is_dir() for path in self.folder.rglob("*")))


class Sizes(Case):
    def test_one_huge_file(self) -> None:
        with mock.patch.object(fetch_sdist, "MAX_UNPACKED", 3 << 20):
            self.assertIn("unpacks to more than", self.refused(tar(("x/zeros", bytes(8 << 20)))))
        written = sum(path.stat().st_size for path in self.folder.rglob("*"))
        self.assertLessEqual(written, 3 << 20)

    def test_many_files_that_are_huge_together(self) -> None:
        with mock.patch.object(fetch_sdist, "MAX_UNPACKED", 3 << 20):
            self.assertIn("unpacks to more than", self.refused(tar(*[(f"x/{at}", bytes(1 << 20)) for at in range(5)])))

    def test_a_zip_that_lies_about_its_size(self) -> None:
        data = bytearray(zipped(("x/zeros", bytes(8 << 20), 0o100644)))
        told = (8 << 20).to_bytes(4, "little")
        while told in data:
            at = data.index(told)
            data[at : at + 4] = (10).to_bytes(4, "little")
        with mock.patch.object(fetch_sdist, "MAX_UNPACKED", 3 << 20):
            self.refused(bytes(data), "x.zip")
        self.assertLessEqual(sum(path.stat().st_size for path in self.folder.rglob("*")), 3 << 20)

    def test_a_sparse_file_of_a_terabyte(self) -> None:
        header = bytearray(special("x/sparse", b"S").tobuf(tarfile.GNU_FORMAT))
        # One piece at offset 0 of no bytes; the real size in base 256, as GNU tar writes it.
        header[386:410] = b"00000000000\x0000000000000\x00"
        header[483:495] = b"\x80" + (1 << 40).to_bytes(11, "big")
        header[148:156] = b" " * 8
        header[148:156] = b"%06o\x00 " % sum(header)
        with mock.patch.object(fetch_sdist, "MAX_UNPACKED", 3 << 20):
            self.assertIn("unpacks to more than", self.refused(gzip.compress(bytes(header) + bytes(1024))))

    def test_too_many_files(self) -> None:
        with mock.patch.object(fetch_sdist, "MAX_FILES", 10):
            self.assertEqual(self.refused(tar(*[(f"x/{at}", b"") for at in range(11)])), "the archive has more than 10 entries")
            self.refused(zipped(*[(f"x/{at}", b"", 0o100644) for at in range(11)]), "x.zip")
            for kind in (tarfile.SYMTYPE, tarfile.DIRTYPE):
                self.refused(tar(*[special(f"x/{at}", kind, "a") for at in range(11)]))


class Broken(Case):
    def test_archives_that_are_none(self) -> None:
        whole = tar(("x/a.py", bytes(range(256)) * 4096))
        encrypted = bytearray(zipped(("x/a.py", b"secret", 0o100644)))
        for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
            encrypted[encrypted.index(mark) + flags] |= 1
        strange = bytearray(zipped(("x/a.py", b"strange", 0o100644), compression=zipfile.ZIP_STORED))
        for mark, method in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
            strange[strange.index(mark) + method] = 77
        for what, data, name in [
            ("nothing", b"", "x.tar.gz"),
            ("a page", b"<html>no such file</html>", "x.tar.gz"),
            ("cut off", whole[: len(whole) // 2], "x.tar.gz"),
            ("a page named zip", b"<html></html>", "x.zip"),
            ("encrypted", bytes(encrypted), "x.zip"),
            ("an unknown method", bytes(strange), "x.zip"),
            ("cut off bzip2", tar(("x/a.py", bytes(100)), mode="w:bz2")[:60], "x.tar.bz2"),
        ]:
            with self.subTest(what):
                self.assertIn("cannot be read", self.refused(data, name))


class Fetching(Case):
    """The whole command, on an index that answers as the test wants."""

    def fetch(self, archive: bytes, sha256: str, page: bytes | None = None) -> tuple[int, str]:
        listing = b'{"files": [{"filename": "x-1.0.tar.gz", "url": "../../x-1.0.tar.gz"}]}' if page is None else page

        def get(client: object, url: str, accept: str = "*/*") -> tuple[bytes, str, str]:
            if url.endswith("/x/"):
                return listing, "application/vnd.pypi.simple.v1+json", "http://index.invalid/simple/x/"
            self.assertEqual(url, "http://index.invalid/x-1.0.tar.gz")
            return archive, "application/gzip", url

        said = io.StringIO()
        with (
            mock.patch.object(fetch_sdist.Client, "get", get),
            mock.patch.object(fetch_sdist, "pip_settings", lambda: {"index-url": "http://index.invalid/simple"}),
            redirect_stderr(said),
            redirect_stdout(said),
        ):
            code = fetch_sdist.main(["x", "1.0", sha256, str(self.folder / "x-1.0")])
        return code, said.getvalue()

    def test_a_release_is_fetched_once(self) -> None:
        data = tar(("x-1.0/a.py", b"a"))
        digest = hashlib.sha256(data).hexdigest()
        self.assertEqual(self.fetch(data, digest), (0, "x 1.0: x-1.0.tar.gz unpacked\n"))
        self.assertEqual(self.fetch(b"", digest), (0, "x 1.0: already there\n"))

    def test_another_file_than_the_pinned_one(self) -> None:
        code, said = self.fetch(tar(("x-1.0/a.py", b"evil")), "0" * 64)
        self.assertEqual(code, 1)
        self.assertIn("x-1.0.tar.gz is not the file we pinned", said)
        self.assertEqual(list(self.folder.iterdir()), [])

    def test_a_refused_archive_leaves_nothing(self) -> None:
        data = tar(("x-1.0/a.py", b"a"), ("../evil", b"evil"))
        code, said = self.fetch(data, hashlib.sha256(data).hexdigest())
        self.assertEqual(code, 1)
        self.assertIn("leaves its folder", said)
        self.assertEqual(list(self.folder.iterdir()), [])

    def test_an_index_that_answers_something_else(self) -> None:
        for page in [b"", b"[]", b"{}", b'{"files": 3}', b'{"files": [{}]}', b'{"files": []}', b"\xff"]:
            with self.subTest(page):
                code, said = self.fetch(b"", "0" * 64, page)
                self.assertEqual(code, 1)
                self.assertIn("fetch_sdist: x 1.0: the package index", said)


if __name__ == "__main__":
    unittest.main()

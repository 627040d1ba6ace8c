import tarfile
import zipfile


def unpack(path, target, names):
    with tarfile.open(path) as archive:
        # ruleid: tar-extracted-unfiltered
        archive.extractall(target)
    # ruleid: tar-extracted-unfiltered
    tarfile.open(path).extractall(target)
    old = tarfile.open(path)
    # ruleid: tar-extracted-unfiltered
    old.extractall(path=target)
    with tarfile.open(path) as archive:
        # ok: tar-extracted-unfiltered
        archive.extractall(target, filter="data")
    with tarfile.open(path) as archive:
        # ok: tar-extracted-unfiltered
        archive.extractall(target, members=names)
    with tarfile.open(path) as archive:
        archive.extraction_filter = tarfile.data_filter
        # ok: tar-extracted-unfiltered
        archive.extractall(target)


def unpack_zip(path, target):
    with zipfile.ZipFile(path) as archive:
        # ok: tar-extracted-unfiltered
        archive.extractall(target)

import os
import stat
from pathlib import Path


def prepare(path):
    # ruleid: file-mode-world-writable
    os.chmod(path, 0o777)
    # ruleid: file-mode-world-writable
    os.chmod(path, 0o666)
    # ruleid: file-mode-world-writable
    os.chmod(path, stat.S_IRUSR | stat.S_IWOTH)
    # ruleid: file-mode-world-writable
    Path(path).chmod(0o777)
    # ok: file-mode-world-writable
    os.chmod(path, 0o640)
    # ok: file-mode-world-writable
    os.chmod(path, 0o755)
    # ok: file-mode-world-writable
    os.chmod(path, stat.S_IRUSR | stat.S_IWUSR)

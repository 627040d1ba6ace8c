import tempfile
from tempfile import mktemp


def export():
    # ruleid: tempfile-mktemp
    name = tempfile.mktemp()
    # ruleid: tempfile-mktemp
    name = mktemp(suffix=".csv")
    # ok: tempfile-mktemp
    handle, name = tempfile.mkstemp(suffix=".csv")
    # ok: tempfile-mktemp
    with tempfile.NamedTemporaryFile() as f:
        f.write(b"x")

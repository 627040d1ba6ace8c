import tempfile


def export(path):
    # ruleid: temporary-path-fixed
    open("/tmp/export.csv", "w")
    # ruleid: temporary-path-fixed
    open("/var/tmp/state", mode="wb")
    # ok: temporary-path-fixed
    open("/tmp/export.csv")
    # ok: temporary-path-fixed
    open("/srv/export.csv", "w")
    # ok: temporary-path-fixed
    open(path, "w")
    # ok: temporary-path-fixed
    tempfile.NamedTemporaryFile("w")

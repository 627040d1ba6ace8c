import yaml
import yaml as y
from yaml import CSafeLoader, Loader, SafeLoader, load


class ProjectLoader(SafeLoader):
    pass


def read(text, client):
    # ruleid: yaml-unsafe-load
    yaml.safe_load(text)
    # ruleid: yaml-unsafe-load
    yaml.safe_load(text)
    # ruleid: yaml-unsafe-load
    yaml.safe_load(text)
    # ruleid: yaml-unsafe-load
    yaml.safe_load(text)
    # ruleid: yaml-unsafe-load
    yaml.safe_load(text)
    # ok: yaml-unsafe-load
    yaml.safe_load(text)
    # ok: yaml-unsafe-load
    yaml.load(text, Loader=yaml.SafeLoader)
    # ok: yaml-unsafe-load
    yaml.load(text, CSafeLoader)
    # ok: yaml-unsafe-load
    load(text, Loader=SafeLoader)
    # ok: yaml-unsafe-load
    yaml.load(text, Loader=ProjectLoader)
    # ok: yaml-unsafe-load
    yaml.load(text, Loader=yaml.FullLoader)
    # ok: yaml-unsafe-load
    yaml.load(**{"stream": text, "Loader": SafeLoader})
    # ok: yaml-unsafe-load
    client.load(text)
    # ok: yaml-unsafe-load
    yaml.load(*(text, SafeLoader))

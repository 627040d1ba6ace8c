import yaml
from yaml import SafeLoader, load_all


def read(text, client):
    # ruleid: yaml-unsafe-load-all
    yaml.safe_load_all(text)
    # ruleid: yaml-unsafe-load-all
    yaml.safe_load_all(text)
    # ruleid: yaml-unsafe-load-all
    yaml.safe_load_all(text)
    # ok: yaml-unsafe-load-all
    yaml.safe_load_all(text)
    # ok: yaml-unsafe-load-all
    yaml.load_all(text, Loader=SafeLoader)
    # ok: yaml-unsafe-load-all
    client.load_all(text)
    # ok: yaml-unsafe-load-all
    yaml.load_all(**{"stream": text, "Loader": SafeLoader})
    # ok: yaml-unsafe-load-all
    yaml.load_all(*(text, SafeLoader))

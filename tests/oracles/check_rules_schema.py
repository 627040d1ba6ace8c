"""Checks rule files against the published schema: all of the first kind are right, all of the second are wrong.

Usage: check_rules_schema.py SCHEMA RIGHT... -- WRONG...   (needs the packages jsonschema and ruamel.yaml)
"""

import json
import sys

import jsonschema
from ruamel.yaml import YAML


def main(schema_path, *paths):
    with open(schema_path, encoding="utf-8") as file:
        schema = json.load(file)
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    right, wrong = paths[: paths.index("--")], paths[paths.index("--") + 1 :]
    failures = 0
    for path in right:
        for error in validator.iter_errors(document(path)):
            failures += 1
            place = "/".join(map(str, error.absolute_path)) or "the file"
            print(f"{path}: {place}: {error.message[:300]}")
    for path in wrong:
        if validator.is_valid(document(path)):
            failures += 1
            print(f"{path}: the schema accepts it")
    print(f"{len(right)} right, {len(wrong)} wrong, {failures} failures")
    return 1 if failures or not right or not wrong else 0


def document(path):
    with open(path, encoding="utf-8") as file:
        return YAML(typ="safe", pure=True).load(file)


if __name__ == "__main__":
    if len(sys.argv) < 4:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))

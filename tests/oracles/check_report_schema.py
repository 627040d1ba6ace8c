"""Checks JSON reports against the published schema.

Usage: check_report_schema.py SCHEMA REPORT...   (needs the package jsonschema)
"""

import json
import sys

import jsonschema


def main(schema_path, *report_paths):
    with open(schema_path, encoding="utf-8") as file:
        schema = json.load(file)
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    wrong = 0
    for path in report_paths:
        with open(path, encoding="utf-8") as file:
            report = json.load(file)
        for error in sorted(validator.iter_errors(report), key=lambda error: list(map(str, error.absolute_path))):
            wrong += 1
            place = "/".join(map(str, error.absolute_path)) or "the report"
            print(f"{path}: {place}: {error.message}")
    return 1 if wrong or not report_paths else 0


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))

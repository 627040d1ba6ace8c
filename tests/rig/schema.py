"""Checks JSON files against a JSON Schema: schema.py SCHEMA FILE… prints one fault a line, and nothing for good files."""

import json
import sys

from jsonschema.validators import validator_for

schema_path, *files = sys.argv[1:]
with open(schema_path, encoding="utf-8") as stream:
    schema = json.load(stream)
kind = validator_for(schema)
kind.check_schema(schema)
validator = kind(schema)
for name in files:
    with open(name, encoding="utf-8") as stream:
        document = json.load(stream)
    for error in sorted(validator.iter_errors(document), key=lambda fault: fault.json_path):
        print(f"{error.json_path}: {error.message[:300]}")

//! Meaning inside a Python module: imports, scopes, constants.

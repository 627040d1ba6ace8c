import sqlalchemy
from sqlalchemy import text


def find(session, name):
    # ruleid: sqlalchemy-text-formatted
    session.execute(text(f"SELECT * FROM orders WHERE name = '{name}'"))
    # ruleid: sqlalchemy-text-formatted
    session.execute(sqlalchemy.text("SELECT * FROM orders WHERE name = '%s'" % name))
    query = "SELECT * FROM orders WHERE name = '" + name + "'"
    # ruleid: sqlalchemy-text-formatted
    session.execute(text(query))
    # ok: sqlalchemy-text-formatted
    session.execute(text("SELECT * FROM orders WHERE name = :name"), {"name": name})
    # ok: sqlalchemy-text-formatted
    session.execute(text("SELECT * FROM orders WHERE id = " + "1"))

from django.db import connection
from shop.models import Order

COLUMNS = "id, title"


def export(cursor, table, column, where):
    # ruleid: sql-identifier-formatted
    cursor.execute(f"SELECT * FROM {table}")
    # ruleid: sql-identifier-formatted
    cursor.execute("SELECT %s FROM shop_order WHERE id = %%s" % column, [1])
    # ruleid: sql-identifier-formatted
    cursor.execute("SELECT * FROM {} LIMIT 1".format(table))
    # ruleid: sql-identifier-formatted
    cursor.execute("SELECT * FROM shop_order WHERE " + where)
    sql = f"TRUNCATE TABLE {table}"
    # ruleid: sql-identifier-formatted
    cursor.execute(sql)
    # ruleid: sql-identifier-formatted
    Order.objects.raw(f"SELECT id, {column} FROM shop_order WHERE id = %s", [1])


def safe(cursor, table, pk):
    # ok: sql-identifier-formatted
    cursor.execute(f"SELECT {COLUMNS} FROM shop_order")
    # ok: sql-identifier-formatted
    cursor.execute(f"SELECT * FROM {Order._meta.db_table}")
    # ok: sql-identifier-formatted
    cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
    # ok: sql-identifier-formatted
    cursor.execute("SELECT * FROM shop_order WHERE id = %s", [pk])
    # Another rule's finding: here a value is formatted in, not a name.
    # ok: sql-identifier-formatted
    cursor.execute(f"SELECT * FROM shop_order WHERE id = {pk}")


def of_the_request(request, cursor):
    sort = request.GET.get("sort")
    # ok: sql-identifier-formatted
    cursor.execute(f"SELECT * FROM shop_order ORDER BY {sort}")
    # ok: sql-identifier-formatted
    cursor.execute(f"SELECT * FROM {request.GET['table']}")

from django.db import connection, connections
from shop.models import Order, Tag

TABLE = "shop_order"


def search(request, cursor, q, status, ids):
    # ruleid: sql-raw-formatted
    cursor.execute(f"SELECT * FROM shop_order WHERE title LIKE '%{q}%'")
    # ruleid: sql-raw-formatted
    cursor.execute("SELECT * FROM shop_order WHERE status = '%s'" % status)
    # ruleid: sql-raw-formatted
    cursor.execute("SELECT * FROM shop_order WHERE status = '%s' AND n = %s" % (status, 1))
    # ruleid: sql-raw-formatted
    cursor.execute("SELECT * FROM shop_order WHERE status = '{}'".format(status))
    # ruleid: sql-raw-formatted
    cursor.execute("SELECT * FROM shop_order WHERE status = '{s}'".format(s=status))
    # ruleid: sql-raw-formatted
    cursor.execute("SELECT * FROM shop_order WHERE status = '" + status + "'")
    # ok: sql-raw-formatted
    cursor.execute("SELECT * FROM shop_order WHERE id = " + request.GET["id"])
    # ruleid: sql-raw-formatted
    cursor.execute(
        "SELECT * FROM shop_order "
        f"WHERE status = '{status}' "
        "ORDER BY id"
    )
    # ruleid: sql-raw-formatted
    connection.cursor().execute("DELETE FROM shop_order WHERE id = %(id)s" % {"id": q})
    # ruleid: sql-raw-formatted
    cursor.executemany(f"UPDATE shop_order SET status = '{status}' WHERE id = %s", ids)


def through_a_variable(q):
    sql = f"SELECT * FROM shop_order WHERE title = '{q}'"
    with connection.cursor() as reader:
        # ruleid: sql-raw-formatted
        reader.execute(sql)
    text = "SELECT * FROM shop_order WHERE title = '%s'" % q
    cursor = connections["reports"].cursor()
    # ruleid: sql-raw-formatted
    cursor.execute(text)


def orm(request, name):
    # ruleid: sql-raw-formatted
    Order.objects.raw("SELECT * FROM shop_order WHERE name = '%s'" % name)
    # ok: sql-raw-formatted
    Order.objects.raw(f"SELECT * FROM shop_order WHERE name = '{request.GET['n']}'")


def other_orders(qs, name):
    # ruleid: sql-raw-formatted
    Order.objects.using("replica").raw("SELECT * FROM shop_order WHERE name = '" + name + "'")


def safe(cursor, client, q, ids, table, pk):
    # ok: sql-raw-formatted
    cursor.execute("SELECT * FROM shop_order WHERE title LIKE %s", [f"%{q}%"])
    # ok: sql-raw-formatted
    cursor.execute("SELECT * FROM " + "shop_order WHERE status = 1")
    # ok: sql-raw-formatted
    cursor.execute(f"SELECT * FROM {TABLE} WHERE id = %s", [pk])
    # ok: sql-raw-formatted
    cursor.execute(f"SELECT * FROM {Order._meta.db_table} WHERE id = {Tag.DEFAULT_ID}")
    # ok: sql-raw-formatted
    cursor.execute(f"SELECT * FROM shop_order WHERE id = {int(pk)}")
    # ok: sql-raw-formatted
    cursor.execute("SELECT * FROM shop_order WHERE id = {:d}".format(int(pk)))
    # ok: sql-raw-formatted
    cursor.execute("SELECT * FROM shop_order WHERE id IN (%s)" % ", ".join(["%s"] * len(ids)), ids)
    placeholders = ", ".join(["%s"] * len(ids))
    # ok: sql-raw-formatted
    cursor.execute(f"SELECT * FROM shop_order WHERE id IN ({placeholders})", ids)
    # ok: sql-raw-formatted
    cursor.execute("SELECT * FROM %s WHERE id = %%s" % connection.ops.quote_name(table), [pk])
    # ok: sql-raw-formatted
    cursor.execute(f"SELECT * FROM t WHERE {connection.ops.quote_name(table)} = %s", [pk])
    rows = "VALUES " + ", ".join(["(%s)"] * len(ids))
    # ok: sql-raw-formatted
    cursor.execute(
        f"SELECT code FROM shop_order JOIN ({rows}) r(v) "
        f'ON v = "{Order._meta.db_table}".code AND kind = {Tag.DEFAULT_ID}',
        ids,
    )
    # ok: sql-raw-formatted
    client.execute(f"query {{ order(id = {pk}) }}")
    # ok: sql-raw-formatted
    Order.objects.raw("SELECT * FROM shop_order WHERE id = %s", [pk])
    sql = "SELECT * FROM shop_order WHERE id = %s"
    # ok: sql-raw-formatted
    cursor.execute(sql, [pk])


def of_the_request(request, cursor):
    q = request.GET.get("q", "")
    # ok: sql-raw-formatted
    cursor.execute(f"SELECT * FROM shop_order WHERE name = '{q}'")
    sql = "SELECT * FROM shop_order WHERE name = '%s'" % q
    # ok: sql-raw-formatted
    cursor.execute(sql)
    # ruleid: sql-raw-formatted
    cursor.execute(f"SELECT * FROM shop_order WHERE name = '{folded(q)}'")

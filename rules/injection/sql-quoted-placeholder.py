from django.db.models.expressions import RawSQL
from shop.models import Order


def find(cursor, name, qs):
    # ruleid: sql-quoted-placeholder
    cursor.execute("SELECT * FROM shop_order WHERE name = '%s'", [name])
    # ruleid: sql-quoted-placeholder
    cursor.execute('SELECT * FROM shop_order WHERE name = "%s" AND id = %s', (name, 1))
    # ruleid: sql-quoted-placeholder
    Order.objects.raw("SELECT * FROM shop_order WHERE name = '%(name)s'", {"name": name})
    # ruleid: sql-quoted-placeholder
    Order.objects.raw("SELECT * FROM shop_order WHERE name = '%s'", params=[name])
    # ruleid: sql-quoted-placeholder
    qs.annotate(n=RawSQL("SELECT 1 FROM tag WHERE name = '%s'", (name,)))
    # ruleid: sql-quoted-placeholder
    qs.extra(where=["name = '%s'"], params=[name])
    # ok: sql-quoted-placeholder
    cursor.execute("SELECT * FROM shop_order WHERE name = %s", [name])
    # ok: sql-quoted-placeholder
    cursor.execute("SELECT strftime('%%s', created) FROM shop_order WHERE id = %s", [1])
    # ok: sql-quoted-placeholder
    cursor.execute("SELECT '%s'")
    # ok: sql-quoted-placeholder
    Order.objects.raw("SELECT * FROM shop_order WHERE name LIKE %s", [f"%{name}%"])
    # ok: sql-quoted-placeholder
    print.write("name = '%s'", [name])

from django.db.models import expressions
from django.db.models.expressions import RawSQL
from shop.models import Order


def tagged(name, pk):
    # ruleid: sql-rawsql-formatted
    Order.objects.annotate(n=RawSQL("SELECT count(*) FROM tag WHERE name = '" + name + "'", []))
    # ruleid: sql-rawsql-formatted
    Order.objects.annotate(n=RawSQL(f"SELECT count(*) FROM tag WHERE name = '{name}'", ()))
    # ruleid: sql-rawsql-formatted
    Order.objects.annotate(n=expressions.RawSQL("SELECT 1 FROM tag WHERE name = '%s'" % name, ()))
    sql = "SELECT count(*) FROM tag WHERE name = '{}'".format(name)
    # ruleid: sql-rawsql-formatted
    Order.objects.annotate(n=RawSQL(sql, []))
    # ok: sql-rawsql-formatted
    Order.objects.annotate(n=RawSQL("SELECT count(*) FROM tag WHERE name = %s", [name]))
    # ok: sql-rawsql-formatted
    Order.objects.annotate(n=RawSQL(f"SELECT count(*) FROM {Order._meta.db_table}", []))
    # ok: sql-rawsql-formatted
    Order.objects.annotate(n=RawSQL(f"SELECT count(*) FROM tag WHERE id = {int(pk)}", []))


def of_the_request(request):
    q = request.GET.get("q")
    # ok: sql-rawsql-formatted
    return RawSQL(f"name = '{q}'", [])

from django.db import connection
from django.db.models.expressions import RawSQL

from shop.models import Order

COLUMNS = {"title", "status"}


class OrderSearch:
    def get(self, request):
        q = self.request.GET.get("q", "")
        where = f"title LIKE '%{q}%'"
        # ruleid: sql-from-request
        return Order.objects.raw("SELECT * FROM shop_order WHERE " + where)


def by_status(request):
    status = request.POST["status"].strip()
    condition = "status = '%s'" % status
    with connection.cursor() as cursor:
        # ruleid: sql-from-request
        cursor.execute(f"SELECT id FROM shop_order WHERE {condition} ORDER BY id")


def annotated(request):
    column = request.GET["column"]
    part = "lower(" + column + ")"
    # ruleid: sql-from-request
    return Order.objects.annotate(key=RawSQL("SELECT " + part, []))


def extra(request):
    q = request.GET["q"]
    part = "title = '{}'".format(q)
    # ruleid: sql-from-request
    return Order.objects.extra(where=["deleted = 0", part + " OR 1 = 0"])


def as_parameter(request):
    q = request.GET["q"]
    where = "title LIKE %s"
    # ok: sql-from-request
    return Order.objects.raw("SELECT * FROM shop_order WHERE " + where, [f"%{q}%"])


def as_number(request):
    number = int(request.GET["number"])
    where = f"id = {number}"
    # ok: sql-from-request
    return Order.objects.raw("SELECT * FROM shop_order WHERE " + where)


def digits_only(request):
    number = request.GET["number"]
    if not number.isdigit():
        return None
    where = f"id = {number}"
    # ok: sql-from-request
    return Order.objects.raw("SELECT * FROM shop_order WHERE " + where)


def known_column(request):
    column = request.GET["column"]
    if column in COLUMNS:
        where = f"{column} IS NOT NULL"
        # ok: sql-from-request
        return Order.objects.raw("SELECT * FROM shop_order WHERE " + where)


def log_only(request):
    q = request.GET["q"]
    line = f"searched for {q}"
    # ok: sql-from-request
    print("shop: " + line)

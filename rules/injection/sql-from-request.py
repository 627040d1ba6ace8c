"""Values of the request that become SQL, and values that do not."""

import re
from uuid import UUID

from django.db import connection, connections
from django.db.models.expressions import RawSQL
from django.views import View

from shop.models import Order

COLUMNS = {"date": "created", "total": "total"}
ALLOWED = ("created", "total")
WORD = re.compile(r"\w+")


class OrderSearch(View):
    def get(self, request):
        q = self.request.GET.get("q", "")

        where = f"title LIKE '%{q}%'"

        # ruleid: sql-from-request
        return Order.objects.raw("SELECT * FROM orders_order WHERE " + where)

    def post(self, request):
        q = self.request.POST["q"].strip()
        where = "title LIKE '%" + q + "%'"
        sql = f"SELECT * FROM orders_order WHERE {where}"
        with connection.cursor() as c:
            # ruleid: sql-from-request
            c.execute(sql)


def straight(request):
    # ruleid: sql-from-request
    Order.objects.raw(f"SELECT * FROM orders_order WHERE number = '{request.GET['number']}'")
    # ruleid: sql-from-request
    connection.cursor().execute("SELECT * FROM orders_order ORDER BY " + request.GET.get("sort", "id"))
    sql = "SELECT * FROM orders_order WHERE number = %s" % request.POST.get("number")
    with connections["replica"].cursor() as cursor:
        # ruleid: sql-from-request
        cursor.execute(sql)
    with connection.cursor() as cursor:
        # ruleid: sql-from-request
        cursor.execute(request.POST["statement"])


def named(request):
    number = request.query_params.get("number") or ""
    cursor = connection.cursor()
    # ruleid: sql-from-request
    cursor.execute("SELECT * FROM orders_order WHERE number = '%s'" % number)
    # ruleid: sql-from-request
    cursor.execute("SELECT * FROM orders_order WHERE number = '%s' AND id > %d" % (number, 5))
    # ruleid: sql-from-request
    cursor.execute("SELECT * FROM orders_order WHERE number = '{}'".format(number))
    # ruleid: sql-from-request
    cursor.execute("SELECT * FROM orders_order WHERE number = '{number}'".format(number=number))
    # ruleid: sql-from-request
    cursor.execute("SELECT * FROM orders_order WHERE number = '" + number + "' AND id > 5")
    # ok: sql-from-request
    cursor.execute("SELECT * FROM orders_order WHERE number = %s", [number])
    # ok: sql-from-request
    cursor.execute("SELECT * FROM orders_order WHERE number LIKE %s", [f"%{number}%"])


def annotated(request):
    weight = request.GET.get("weight")
    # ruleid: sql-from-request
    Order.objects.annotate(score=RawSQL(f"total * {weight}", []))
    # ok: sql-from-request
    Order.objects.annotate(score=RawSQL("total * %s", [weight]))
    # ruleid: sql-from-request
    Order.objects.extra(where=["total > " + weight])
    # ruleid: sql-from-request
    Order.objects.annotate(score=RawSQL(sql="total * " + weight, params=[]))
    # ok: sql-from-request
    Order.objects.extra(where=["total > %s"], params=[weight])
    # ruleid: sql-from-request
    Order.objects.extra(select={"score": f"total * {weight}"})


def grown(request):
    status = request.GET.get("status")
    sql = "SELECT * FROM orders_order WHERE true"
    if status:
        sql += f" AND status = '{status}'"
        # ruleid: sql-from-request
        return Order.objects.raw(sql)
    # ok: sql-from-request
    return Order.objects.raw(sql)


def statement(request):
    statement = request.POST.get("statement")
    with connection.cursor() as cursor:
        # ruleid: sql-from-request
        cursor.execute(statement)


def by_header(request):
    tenant = request.META.get("HTTP_X_TENANT")
    with connection.cursor() as cursor:
        # ruleid: sql-from-request
        cursor.execute(f"SET search_path TO {tenant}")


def address(request):
    address = request.META["REMOTE_ADDR"]
    with connection.cursor() as cursor:
        # ok: sql-from-request
        cursor.execute(f"SELECT * FROM visits WHERE address = '{address}'")


def converted(request):
    pk = int(request.GET["pk"])
    # ok: sql-from-request
    Order.objects.raw(f"SELECT * FROM orders_order WHERE id = {pk}")
    number = request.GET["number"]
    # ok: sql-from-request
    Order.objects.raw(f"SELECT * FROM orders_order WHERE id = {int(number)}")
    number = UUID(number)
    # ok: sql-from-request
    Order.objects.raw(f"SELECT * FROM orders_order WHERE uuid = '{number}'")


def converted_or_refused(request):
    page = request.GET.get("page", "1")
    try:
        page = int(page)
    except ValueError:
        page = 1
    # ok: sql-from-request
    Order.objects.raw(f"SELECT * FROM orders_order LIMIT 10 OFFSET {page}")


def tried(request):
    page = request.GET.get("page", "1")
    try:
        int(page)
    except ValueError:
        return None
    # ok: sql-from-request
    return Order.objects.raw(f"SELECT * FROM orders_order LIMIT 10 OFFSET {page}")


def allowed(request):
    sort = request.GET.get("sort", "created")
    if sort not in ALLOWED:
        sort = "created"
    # ok: sql-from-request
    return Order.objects.raw(f"SELECT * FROM orders_order ORDER BY {sort}")


def allowed_inside(request):
    sort = request.GET.get("sort", "created")
    if sort and sort in ALLOWED:
        # ok: sql-from-request
        return Order.objects.raw(f"SELECT * FROM orders_order ORDER BY {sort}")
    return Order.objects.all()


def looked_up(request):
    sort = COLUMNS.get(request.GET.get("sort"), "created")
    # ok: sql-from-request
    Order.objects.raw(f"SELECT * FROM orders_order ORDER BY {sort}")
    sort = request.GET["sort"]
    # ok: sql-from-request
    Order.objects.raw(f"SELECT * FROM orders_order ORDER BY {COLUMNS[sort]}")
    sort = COLUMNS[sort]
    # ok: sql-from-request
    Order.objects.raw(f"SELECT * FROM orders_order ORDER BY {sort}")


def digits(request):
    pk = request.GET.get("pk", "")
    if not pk.isdigit():
        return None
    # ok: sql-from-request
    return Order.objects.raw(f"SELECT * FROM orders_order WHERE id = {pk}")


def word(request):
    name = request.GET.get("name", "")
    if not WORD.fullmatch(name):
        return None
    # ok: sql-from-request
    return Order.objects.raw(f"SELECT * FROM orders_order WHERE name = '{name}'")


def direction(request):
    order = request.GET.get("order")
    way = "DESC" if order == "down" else "ASC"
    # ok: sql-from-request
    return Order.objects.raw(f"SELECT * FROM orders_order ORDER BY created {way}")


def not_sql(request, client, parser):
    q = request.GET["q"]
    # ok: sql-from-request
    client.raw(f"find {q}")
    # ok: sql-from-request
    parser.extract(where=[f"a {q}"])
    # ok: sql-from-request
    return Order.objects.filter(title__icontains=q)


def emptied(request):
    q = request.GET.get("q")
    if not q:
        return None
    # ruleid: sql-from-request
    return Order.objects.raw(f"SELECT * FROM orders_order WHERE title = '{q}'")


def cleaned(request):
    q = request.GET.get("q")
    # ok: sql-from-request
    Order.objects.raw(quote(q))
    # ok: sql-from-request
    Order.objects.raw(quote(request.GET["q"]))
    # ok: sql-from-request
    return Order.objects.raw(f"SELECT * FROM orders_order WHERE title = {quote(request.GET['q'])}")


def matched(request):
    name = request.GET.get("name", "")
    if not re.match(r"\w+\Z", name):
        return None
    # ok: sql-from-request
    return Order.objects.raw(f"SELECT * FROM orders_order WHERE name = '{name}'")


def asserted(request):
    column = request.GET["column"]
    assert column in COLUMNS.values()
    # ok: sql-from-request
    return Order.objects.raw(f"SELECT * FROM orders_order ORDER BY {column}")


def converted(request):
    key = request.GET["key"]
    try:
        key = UUID(key)
    except ValueError:
        return None
    # ok: sql-from-request
    return Order.objects.raw(f"SELECT * FROM orders_order WHERE key = '{key}'")

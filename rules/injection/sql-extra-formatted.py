from shop.models import Order


def listing(request, name, pk):
    # ruleid: sql-extra-formatted
    Order.objects.extra(where=["name = '%s'" % name])
    # ruleid: sql-extra-formatted
    Order.objects.extra(where=["id = 1", f"name LIKE '%{name}%'"])
    # ruleid: sql-extra-formatted
    Order.objects.extra(select={"own": "owner = '" + request.GET["owner"] + "'"})
    # ruleid: sql-extra-formatted
    Order.objects.extra({"own": f"owner = '{name}'"})
    clause = "name = '{}'".format(name)
    # ruleid: sql-extra-formatted
    Order.objects.filter(paid=True).extra(where=[clause])
    # ok: sql-extra-formatted
    Order.objects.extra(where=["name = %s"], params=[name])
    # ok: sql-extra-formatted
    Order.objects.extra(select={"own": "owner = %s"}, select_params=[name])
    # ok: sql-extra-formatted
    Order.objects.extra(where=["id = %d" % int(pk)])
    # ok: sql-extra-formatted
    Order.objects.extra(where=[f"{Order._meta.db_table}.id = 4"])


def of_the_request(request):
    q = request.GET.get("q")
    # ok: sql-extra-formatted
    return Order.objects.extra(where=[f"name = '{q}'"])

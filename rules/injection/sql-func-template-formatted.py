from django.db.models import Aggregate, F, Func, Value
from django.template.loader import get_template


def labelled(qs, unit, mailer):
    # ruleid: sql-func-template-formatted
    qs.annotate(age=Func(F("created"), template=f"date_trunc('{unit}', %(expressions)s)"))
    # ruleid: sql-func-template-formatted
    qs.annotate(age=Func(F("created"), function="F", template="%(function)s('" + unit + "')"))
    # ruleid: sql-func-template-formatted
    qs.annotate(n=Aggregate(F("n"), template="agg({}, %(expressions)s)".format(unit)))
    text = f"date_trunc('{unit}', %(expressions)s)"
    # ruleid: sql-func-template-formatted
    qs.annotate(age=Func(F("created"), template=text))
    # ok: sql-func-template-formatted
    qs.annotate(age=Func(Value(unit), F("created"), function="date_trunc"))
    # ok: sql-func-template-formatted
    qs.annotate(age=Func(F("created"), template="date_trunc('day', %(expressions)s)"))
    # ok: sql-func-template-formatted
    mailer.send(template=f"mail/{unit}.html")
    # ok: sql-func-template-formatted
    qs.annotate(age=Func(F("x"), template="date_part('day', " + "%(expressions)s)"))

import reports


def show(request):
    query = request.GET.get("q")
    # ruleid: RULE-ID
    reports.render(query)
    # ruleid: RULE-ID
    reports.render("title:" + request.GET["title"], limit=10)
    # ok: RULE-ID
    reports.render(reports.quoted(request.GET["title"]))
    # ok: RULE-ID
    reports.render("all", title=query)
    query = "all"
    # ok: RULE-ID
    reports.render(query)

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.views.decorators.cache import cache_page
from django.views.decorators.vary import vary_on_cookie


# ruleid: cached-private-page
@cache_page(600)
@login_required
def orders(request):
    return render(request, "orders.html", {"orders": request.user.orders.all()})


@login_required
# ruleid: cached-private-page
@cache_page(60 * 15)
def invoices(request):
    return render(request, "invoices.html")


# ok: cached-private-page
@login_required
@cache_page(600)
@vary_on_cookie
def wishlist(request):
    return render(request, "wishlist.html")


# ok: cached-private-page
@cache_page(600)
def catalogue(request):
    return render(request, "catalogue.html")

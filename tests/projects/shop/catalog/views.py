import logging
import traceback
from decimal import Decimal

from django.contrib.admin.views.decorators import staff_member_required
from django.db.models import Q
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import cache_page
from django.views.decorators.http import require_POST
from django.views.generic import DetailView, ListView

from .models import Product

logger = logging.getLogger(__name__)


class ProductList(ListView):
    template_name = "catalog/list.html"
    paginate_by = 24

    def get_queryset(self):
        products = Product.objects.all()
        if q := self.request.GET.get("q"):
            products = products.filter(Q(title__icontains=q) | Q(description__icontains=q))
        return products


class ProductDetail(DetailView):
    model = Product
    template_name = "catalog/product.html"


@cache_page(600)
def price_list(request):
    rows = [f"{product.slug};{product.price}" for product in Product.objects.all()]
    return HttpResponse("\n".join(rows), content_type="text/csv")


@staff_member_required
@require_POST
def reprice(request, slug):
    """Set a price from a formula such as `price * 0.9`."""
    product = get_object_or_404(Product, slug=slug)
    try:
        product.price = Decimal(eval(request.POST["formula"], {"price": product.price}))
        product.save()
    except Exception:
        logger.exception("no new price for %s", slug)
        return JsonResponse({"error": traceback.format_exc()}, status=400)
    return JsonResponse({"price": str(product.price)})


@staff_member_required
@require_POST
def restock(request, slug):
    product = get_object_or_404(Product, slug=slug)
    try:
        product.stock += int(request.POST["pieces"])
    except ValueError as error:
        return JsonResponse({"error": str(error)}, status=400)
    product.save()
    return JsonResponse({"stock": product.stock})

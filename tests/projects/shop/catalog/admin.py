from django.contrib import admin
from django.utils.html import format_html
from django.utils.safestring import mark_safe

from .models import Product, Review


@admin.register(Product)
class ProductAdmin(admin.ModelAdmin):
    list_display = ["title", "price", "stock", "shop_link"]
    prepopulated_fields = {"slug": ["title"]}

    @admin.display(description="in the shop")
    def shop_link(self, product):
        return format_html('<a href="{}">{}</a>', product.get_absolute_url(), product.title)


@admin.register(Review)
class ReviewAdmin(admin.ModelAdmin):
    list_display = ["product", "author", "stars", "excerpt"]

    @admin.display(description="text")
    def excerpt(self, review):
        return mark_safe(f"<q>{review.text[:80]}</q>")

    @admin.display(description="rating")
    def rating(self, review):
        return mark_safe("&#9733;" * 5)

from django.urls import path

from . import views

urlpatterns = [
    path("", views.ProductList.as_view(), name="catalog"),
    path("prices.csv", views.price_list, name="price-list"),
    path("p/<slug:slug>/", views.ProductDetail.as_view(), name="product"),
    path("p/<slug:slug>/reprice/", views.reprice, name="reprice"),
    path("p/<slug:slug>/restock/", views.restock, name="restock"),
]

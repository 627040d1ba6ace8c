from django.urls import include, path
from rest_framework.routers import DefaultRouter

from . import views

router = DefaultRouter()
router.register("products", views.ProductViewSet)
router.register("reviews", views.ReviewViewSet)
router.register("orders", views.OrderViewSet)
router.register("customers", views.CustomerViewSet)

urlpatterns = [
    path("health/", views.health, name="health"),
    path("", include(router.urls)),
]

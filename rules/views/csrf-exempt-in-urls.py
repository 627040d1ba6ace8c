from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from graphene_django.views import GraphQLView

from . import views

urlpatterns = [
    # ruleid: csrf-exempt-in-urls
    path("graphql/", csrf_exempt(GraphQLView.as_view(graphiql=True))),
    # ruleid: csrf-exempt-in-urls
    path("rate/", csrf_exempt(views.rate), name="rate"),
    # ok: csrf-exempt-in-urls
    path("stripe/", csrf_exempt(views.stripe_webhook)),
    # ok: csrf-exempt-in-urls
    path("basket/", views.basket),
]

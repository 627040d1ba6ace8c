"""The carrier's web service."""
import hashlib

import requests
from django.conf import settings
from django.core.mail import send_mail
from django.urls import reverse


def price(weight):
    answer = requests.get(f"{settings.CARRIER_URL}/price", params={"weight": weight}, timeout=10)
    answer.raise_for_status()
    return answer.json()["price"]


def book(order):
    answer = requests.post(
        f"{settings.CARRIER_URL}/parcels",
        json={"reference": order.number},
        timeout=10,
        verify=False,
    )
    return answer.json()["tracking"]


def label_etag(content):
    """A cache key, no protection."""
    return hashlib.md5(content, usedforsecurity=False).hexdigest()


def tell_customer(request, order, tracking):
    host = request.META["HTTP_HOST"]
    link = f"https://{host}{reverse('order-list')}"
    send_mail(
        f"Order {order.number} is on its way",
        f"Tracking number {tracking}. Your orders: {link}",
        None,
        [order.customer.email],
    )


def feedback_link(request, order):
    return request.build_absolute_uri(reverse("invoice", args=[order.number]))

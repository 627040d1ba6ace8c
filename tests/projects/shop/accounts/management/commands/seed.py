"""Fill an empty shop with a few products and people."""
import secrets

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand

from catalog.models import Product


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args, **options):
        users = get_user_model().objects
        if not users.filter(username="admin").exists():
            users.create_superuser("admin", "admin@shop.example", "pedal-power")
        if not users.filter(username="packer").exists():
            users.create_user("packer", "packer@shop.example", secrets.token_urlsafe())
        for title, price in [("Bell", "9.50"), ("Saddle", "49.00"), ("Chain", "22.90")]:
            Product.objects.get_or_create(slug=title.lower(), defaults={"title": title, "price": price, "stock": 10})
        self.stdout.write("The shop is filled.")

from django.contrib.auth.models import User
from django.test import TestCase
from django.urls import reverse

from .models import Product


class CatalogTests(TestCase):
    def setUp(self):
        self.bell = Product.objects.create(title="Bell", slug="bell", price="10.00")

    def test_pages_answer(self):
        self.assertContains(self.client.get(reverse("catalog"), {"q": "bell"}), "Bell")
        self.assertContains(self.client.get(self.bell.get_absolute_url()), "Bell")
        self.assertContains(self.client.get(reverse("price-list")), "bell;10.00")

    def test_staff_reprice(self):
        password = "saddle-post-9"
        User.objects.create_superuser("root", "root@example.org", password)
        self.client.login(username="root", password=password)
        self.client.post(reverse("reprice", args=["bell"]), {"formula": "price / 2"})
        self.bell.refresh_from_db()
        self.assertEqual(self.bell.price, 5)

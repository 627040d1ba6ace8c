from django.contrib.auth.models import User
from django.test import TestCase
from django.urls import reverse

from orders.models import Order


class OrderTests(TestCase):
    def setUp(self):
        self.ann = User.objects.create_user("ann", "ann@example.org", "saddle-post-7")
        self.bob = User.objects.create_user("bob", "bob@example.org", "saddle-post-8")
        self.order = Order.objects.create(customer=self.ann, number="A1", title="Bell")

    def test_the_list_shows_own_orders(self):
        self.client.force_login(self.bob)
        self.assertNotContains(self.client.get(reverse("order-list")), "A1")
        self.client.force_login(self.ann)
        self.assertContains(self.client.get(reverse("order-list")), "A1")

    def test_search_finds_by_title(self):
        self.assertContains(self.client.get(reverse("order-search"), {"q": "Bel"}), "A1")

    def test_a_note_is_saved(self):
        self.client.force_login(self.ann)
        self.client.post(reverse("save-note", args=["A1"]), {"note": "ring twice"})
        self.order.refresh_from_db()
        self.assertEqual(self.order.note, "ring twice")

    def test_an_unsigned_payment_is_refused(self):
        self.assertEqual(self.client.post(reverse("payment-webhook")).status_code, 403)

    def test_only_staff_refund(self):
        self.client.force_login(self.bob)
        with self.assertRaises(AssertionError):
            self.client.post(reverse("refund", args=["A1"]))

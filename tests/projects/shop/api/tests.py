from django.contrib.auth.models import User
from django.test import TestCase


class ApiTests(TestCase):
    def test_health(self):
        self.assertEqual(self.client.get("/api/health/").json(), {"products": 0})

    def test_orders_need_a_login(self):
        self.assertEqual(self.client.get("/api/orders/").status_code, 403)
        self.client.force_login(User.objects.create_user("ann"))
        self.assertEqual(self.client.get("/api/orders/").json()["count"], 0)

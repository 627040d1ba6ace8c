from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import TestCase
from django.urls import reverse

from .legacy import old_hash
from .models import Profile


class AccountTests(TestCase):
    def test_an_old_password_is_taken_over(self):
        user = User.objects.create_user("ann", "ann@example.org")
        Profile.objects.create(user=user, legacy_password=old_hash("saddle-post-7"))
        answer = self.client.post(reverse("login"), {"username": "ann", "password": "saddle-post-7"})
        self.assertEqual(answer.status_code, 302)

    def test_a_weak_password_is_refused(self):
        data = {"username": "bob", "email": "bob@example.org", "password": "1"}
        self.assertContains(self.client.post(reverse("sign-up"), data), "too short")

    def test_seed(self):
        call_command("seed", verbosity=0)
        self.client.force_login(User.objects.get(username="admin"))
        self.assertEqual(self.client.get(reverse("profile")).status_code, 200)

from django.contrib import admin
from django.contrib.auth.decorators import user_passes_test
from django.contrib.auth.mixins import UserPassesTestMixin
from django.views.generic import TemplateView
from rest_framework.permissions import BasePermission


class Reports(UserPassesTestMixin, TemplateView):
    # ruleid: permission-check-always-true
    def test_func(self):
        return True


class ShopAdmin(admin.AdminSite):
    # ruleid: permission-check-always-true
    def has_permission(self, request):
        return True


# ruleid: permission-check-always-true
@user_passes_test(lambda user: True)
def stock(request):
    pass


class StaffReports(UserPassesTestMixin, TemplateView):
    # ok: permission-check-always-true
    def test_func(self):
        return self.request.user.is_staff


class ReadOnly(BasePermission):
    # ok: permission-check-always-true
    def has_permission(self, request, view):
        return True


# ok: permission-check-always-true
@user_passes_test(lambda user: user.is_staff)
def prices(request):
    pass

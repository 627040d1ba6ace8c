from django.contrib import admin
from django.http import HttpResponse
from django.urls import path


class OrderAdmin(admin.ModelAdmin):
    def get_urls(self):
        return [
            # ruleid: admin-view-not-wrapped
            path("export/", self.admin_site.admin_view(self.export)),
            # ruleid: admin-view-not-wrapped
            path("<int:pk>/refund/", self.admin_site.admin_view(self.refund), name="refund"),
            # ok: admin-view-not-wrapped
            path("labels/", self.admin_site.admin_view(self.labels)),
            # ok: admin-view-not-wrapped
            path("columns/", self.columns),
            *super().get_urls(),
        ]

    def columns(self, request):
        if not request.user.is_staff:
            return HttpResponse(status=403)
        return HttpResponse("number, total")


class Router:
    def get_urls(self):
        # ok: admin-view-not-wrapped
        return [path("export/", self.export)]

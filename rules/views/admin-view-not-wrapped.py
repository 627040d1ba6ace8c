from django.contrib import admin
from django.urls import path


class OrderAdmin(admin.ModelAdmin):
    def get_urls(self):
        return [
            # ruleid: admin-view-not-wrapped
            path("export/", self.export),
            # ruleid: admin-view-not-wrapped
            path("<int:pk>/refund/", self.refund, name="refund"),
            # ok: admin-view-not-wrapped
            path("labels/", self.admin_site.admin_view(self.labels)),
            *super().get_urls(),
        ]


class Router:
    def get_urls(self):
        # ok: admin-view-not-wrapped
        return [path("export/", self.export)]

from django.conf import settings
from django.urls import path, re_path
from django.views import static as files
from django.views.static import serve

from . import views

urlpatterns = [
    # ruleid: static-serve-in-urls
    re_path(r"^media/(?P<path>.*)$", serve, {"document_root": settings.MEDIA_ROOT}),
    # ruleid: static-serve-in-urls
    path("docs/<path:path>", files.serve, {"document_root": "/srv/docs"}),
    # ok: static-serve-in-urls
    path("menu/", views.serve),
]
if settings.DEBUG:
    urlpatterns += [
        # ok: static-serve-in-urls
        path("media/<path:path>", serve, {"document_root": settings.MEDIA_ROOT}),
    ]

REST_FRAMEWORK = {
    # ruleid: drf-default-allow-any
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny"],
    "PAGE_SIZE": 50,
}
REST_FRAMEWORK = {
    # ok: drf-default-allow-any
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
}
OTHER = {
    # ok: drf-default-allow-any
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny"],
}

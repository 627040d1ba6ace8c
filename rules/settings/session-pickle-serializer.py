# ruleid: session-pickle-serializer
SESSION_SERIALIZER = "django.contrib.sessions.serializers.PickleSerializer"

# ok: session-pickle-serializer
SESSION_SERIALIZER = "django.contrib.sessions.serializers.JSONSerializer"
# ok: session-pickle-serializer
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"

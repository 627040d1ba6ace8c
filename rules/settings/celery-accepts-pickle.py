# ruleid: celery-accepts-pickle
CELERY_ACCEPT_CONTENT = ["json", "pickle"]
# ruleid: celery-accepts-pickle
CELERY_ACCEPT_CONTENT = ("application/x-python-serialize",)

# ok: celery-accepts-pickle
CELERY_ACCEPT_CONTENT = ["json"]
# ok: celery-accepts-pickle
EXPORT_FORMATS = ["json", "pickle"]

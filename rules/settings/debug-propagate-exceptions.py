# ruleid: debug-propagate-exceptions
DEBUG_PROPAGATE_EXCEPTIONS = True

# ok: debug-propagate-exceptions
DEBUG_PROPAGATE_EXCEPTIONS = False

if TESTING:
    # ok: debug-propagate-exceptions
    DEBUG_PROPAGATE_EXCEPTIONS = True

import logging

logger = logging.getLogger(__name__)
PASSWORD = "password"


def login(request, form, user, password, client):
    # ruleid: secret-logged
    logger.info("login %s %s", user, password)
    # ruleid: secret-logged
    logger.debug(f"trying {password}")
    # ruleid: secret-logged
    logging.warning("key " + client.api_key)
    # ruleid: secret-logged
    logger.error("secret: %s" % client.client_secret)
    # ruleid: secret-logged
    logger.info("form: %s", form.cleaned_data["password"])
    # ruleid: secret-logged
    logger.info("form: {}".format(request.POST["password"]))
    # ok: secret-logged
    logger.info("password changed for %s", user.pk)
    # ok: secret-logged
    logger.info("%s reset the password", user)
    # ok: secret-logged
    logger.info("reset %s", user.password_reset_at)
    # ok: secret-logged
    logger.info("bool %s", bool(password))
    # ok: secret-logged
    client.info("x", password)

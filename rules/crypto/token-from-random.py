import random
import secrets
import string
from random import choice
from django.utils.crypto import get_random_string


def issue(user, colours, request):
    # ruleid: token-from-random
    token = "".join(random.choice(string.ascii_letters) for _ in range(32))
    # ruleid: token-from-random
    user.reset_token = "%06d" % random.randint(0, 999999)
    # ruleid: token-from-random
    api_key = "".join(choice(string.hexdigits) for _ in range(40))
    # ruleid: token-from-random
    request.session["otp"] = random.randrange(100000, 999999)
    # ok: token-from-random
    token = secrets.token_urlsafe(32)
    # ok: token-from-random
    token = get_random_string(32)
    # ok: token-from-random
    token = "".join(random.SystemRandom().choice(string.ascii_letters) for _ in range(32))
    # ok: token-from-random
    colour = random.choice(colours)
    # ok: token-from-random
    delay = random.random()
    return token, api_key, colour, delay


def make_password():
    # ruleid: token-from-random
    return "".join(random.choices(string.ascii_letters, k=12))


def pick_colour(colours):
    # ok: token-from-random
    return random.choice(colours)


def make_token(colours):
    def pick():
        # ok: token-from-random
        return random.choice(colours)
    return secrets.token_urlsafe(), pick()

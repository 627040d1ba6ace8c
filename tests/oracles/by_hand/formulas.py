from django.db import models, transaction

# ruleid: outside-function
audit(1)
NAME = "EUR"
# ruleid: random-looking
TOKEN = "q8Zt4vXk2LpR7sWn5BdY9cHf"
LABEL = "the vault of the bank"
# ruleid: text-of-python
# TODO: count


# ruleid: focus-on-parameter
def view(request, x=0, *, y=0):
    # ruleid: inside-function
    audit(request)
    if x:
        # ruleid: either-as-place
        spend(1)
    # ok: either-as-place
    spend(2)
    if ledger.ok:
        # ok: either-as-place
        spend(3)
    for one in request.items:
        # ruleid: either-as-place
        spend(4)
    total = ledger.total(1)
    # ruleid: symbolic
    spend(total)
    # ruleid: no-constants, value-by-constant-regex
    currency("EUR")
    # ruleid: value-by-constant-regex
    currency(NAME)
    # ok: value-by-constant-regex
    currency(request.currency)


def helper(other):
    # ok: inside-function, outside-function
    audit(other)


# ruleid: only-in-these-files
class Safe(Vault):
    door = None

    def __init__(self, owner):
        # ruleid: inside-class-and-function
        self.owner = owner
        # ok: inside-class-and-function
        self.key = None

    def close(self):
        begin()
        if self.door:
            end()
        return self.door

    def reopen(self):
        # ruleid: not-deeper
        begin()
        # ruleid: inside-class-and-function
        self.door = 1
        end()


# ruleid: only-in-these-files
class Account(models.Model):
    # ruleid: missing-argument
    name = models.CharField(max_length=20)
    # ok: missing-argument
    note = models.TextField(blank=True)
    # ok: missing-argument
    number = models.IntegerField()


# ruleid: inner-of-function
def opens(x, own_account, other):
    # ruleid: either-of-three
    unlock(x)
    # ruleid: either-of-three, text-and-code
    vault.open(x, owner=me)
    # ruleid: either-of-three
    drill(x)
    # ok: either-of-three
    drill("north wall")
    # ruleid: not-same-range
    pay(x)
    # ok: not-same-range
    pay(x, checked=True)
    # ok: not-same-range
    pay()
    # ruleid: not-a-formula
    transfer(other, x)
    # ok: not-a-formula
    transfer(own_account, x)
    # ruleid: guarded-by-sequence
    burn(x)
    check(x)
    # ok: guarded-by-sequence
    burn(x)
    # ruleid: guarded-by-sequence
    burn(other)
    # ruleid: focus-on-argument
    mint(1, value=x + 1)
    # ok: focus-on-argument
    mint(1, 2)
    # ruleid: focus-on-two
    exchange(x, other.rate)
    # ruleid: name-by-regex
    coin.melt(x)
    # ruleid: name-by-regex
    coin.file_all()
    # ok: name-by-regex
    coin.melt_one()
    # ruleid: name-not-by-regex
    account(name=x)
    # ok: name-not-by-regex
    account(safe_name=x)
    vault.close()


def values(size: int, free):
    # ruleid: number-compared
    keys(bits=1024)
    # ok: number-compared
    keys(bits=2048)
    # ok: number-compared
    keys(bits=1023)
    # ruleid: text-compared
    mode("ecb")
    # ok: text-compared
    mode("gcm")
    # ruleid: inner-pattern
    seal(size + 1)
    # ok: inner-pattern
    seal(size)
    # ruleid: inner-negatives
    open_box(size)
    # ok: inner-negatives
    open_box("a")
    # ok: inner-negatives
    open_box(f(size))
    # ok: inner-negatives
    open_box(LABEL)
    # ruleid: inner-text
    ask("select name from accounts where x")
    # ruleid: inner-regex
    ask("delete everything")
    # ok: inner-text, inner-regex
    ask("selection")
    # ruleid: typed-by-condition
    convert(size)
    # ruleid: typed-by-condition
    convert("a")
    # ok: typed-by-condition
    convert(free)
    # ruleid: slow-expression
    compile_rule("^(a+)+$")
    # ok: slow-expression
    compile_rule("^a+$")
    # ruleid: before-nothing, without-text
    publish(secret_of(size))
    # ok: without-text
    publish(redacted(size))
    # ruleid: either-side
    if ledger.sum == size or size == ledger.sum:
        # ok: either-side
        ledger.sum != size
    # ruleid: any-order
    if vault.dark and free and vault.shut:
        pass


def balance(currency):
    if currency:
        # ruleid: inner-either
        return 2 * rates[currency]
    if rates:
        # ruleid: inner-either
        return float(1)
    # ok: inner-either
    return 0


def saves(rows):
    for row in rows:
        # ruleid: nested-places
        row.save()
    for row in rows.all():
        # ok: nested-places
        # ruleid: nested-places
        row.save()
    for row in rows:
        with transaction.atomic():
            # ok: nested-places
            row.save()
    # ok: nested-places
    rows.save()

import depot
from depot.labels import print_label
from depot import scales as balance, models
from depot.models import Crate as Box

ZONE = "inner"
LIMIT = 1_000


def calls(parcel, other, args, options):
    # ruleid: call-of-name
    warehouse.reserve(parcel.id)
    # ok: call-of-name
    warehouse.reserve(parcel.id, 2)
    # ok: call-of-name
    warehouse.reserve()
    # ruleid: call-any-arguments
    parcel.weigh()
    # ruleid: call-any-arguments
    parcel.weigh(1, unit="kg")
    # ok: call-any-arguments
    parcel.weigh
    # ruleid: keyword-anywhere
    ship(parcel, express=True)
    # ruleid: keyword-anywhere
    ship(express=True, to=other)
    # ok: keyword-anywhere
    ship(parcel, True)
    # ok: keyword-anywhere
    ship(parcel, express=False)
    # ruleid: keywords-in-any-order
    price(net=1, gross=2)
    # ruleid: keywords-in-any-order
    price(gross=2, net=1)
    # ok: keywords-in-any-order
    price(net=1, gross=2, tax=1)
    # ok: keywords-in-any-order
    price(1, 2)
    # ruleid: any-keyword-named
    ship(parcel, via=None)
    # ok: any-keyword-named
    ship(None)
    # ruleid: arguments-as-one
    label(parcel)
    # ruleid: arguments-as-one
    label(parcel, "a", size=2)
    # ok: arguments-as-one
    label()
    # ruleid: same-argument-twice
    swap(parcel.a, parcel.a)
    # ruleid: same-argument-twice
    swap(  parcel . a,
        parcel.a)
    # ok: same-argument-twice
    swap(parcel.a, other.a)
    # ruleid: spread-arguments
    ship(*args, **options)
    # ok: spread-arguments
    ship(args, **options)
    # ruleid: receiver-of-method
    parcel.dispatch("now")
    # ruleid: receiver-of-method
    self.queue().dispatch("now", by=other)
    # ok: receiver-of-method
    dispatch("now")
    # ruleid: any-receiver
    parcel.box.lid.seal(1)
    # ruleid: any-receiver
    make().seal(1)
    # ok: any-receiver
    seal(1)
    # ruleid: chain-between
    Parcel.objects.filter(lost=True)
    # ruleid: chain-between
    Parcel.objects.all().exclude(open=True).update(lost=True)
    # ok: chain-between
    Parcel.objects[0].update(lost=True)


def names(crate):
    # ruleid: imported-name
    print_label(crate)
    # ruleid: imported-name
    depot.labels.print_label(crate)
    # ok: imported-name
    other.print_label(crate)
    # ruleid: imported-member
    balance.weigh(crate)
    # ruleid: imported-member
    depot.scales.tare()
    # ok: imported-member
    balance
    # ruleid: class-of-module
    Box(1)
    # ruleid: class-of-module
    models.Crate.objects
    # ruleid: class-of-module
    isinstance(crate, depot.models.Crate)
    # ok: class-of-module
    Crate()


def strings(name, parcel):
    # ruleid: some-string
    route("north")
    # ruleid: some-string
    route('no' "rth")
    # ruleid: some-string
    route(ZONE)
    # ok: some-string
    route(name)
    # ruleid: string-bound, string-by-regex
    stamp("AB-12")
    # ruleid: string-bound
    stamp("ab", 1)
    # ok: string-bound
    stamp(name)
    # ruleid: string-exactly
    carrier == "snail"
    # ok: string-exactly
    carrier == "snails"
    # ruleid: f-string-field
    route(f"to {name}")
    # ruleid: f-string-field
    route(f"{name} and {parcel.x!r:>10}")
    # ok: f-string-field
    # ruleid: some-string
    route(f"nothing")
    # ruleid: percent-formatted
    "%s of %s" % (name, parcel)
    # ok: percent-formatted
    "%s" % name
    # ruleid: format-method
    "{a} {b}".format(1, a=name, b=parcel)
    # ok: format-method
    "{}".format(name)
    # ruleid: joined-with-more
    "/parcels/" + name
    # ruleid: joined-with-more
    "/parcels/" + name + "/" + parcel.id
    # ok: joined-with-more
    name + "/parcels/"
    # ruleid: constant-by-name
    zone(ZONE)
    # ruleid: constant-by-name
    zone("in" + "ner")
    zone("innermost")
    local = "inner"
    # ruleid: constant-by-name
    zone(local)
    local = name
    # ok: constant-by-name
    zone(local)


def containers(a, b, parcel):
    # ruleid: list-with
    route(["north"])
    # ruleid: list-with
    route(["south", "north", "east"])
    # ok: list-with
    route(("north",))
    # ruleid: tuple-of-two
    box((a, b))
    # ok: tuple-of-two
    box((a, b, a))
    # ok: tuple-of-two
    box([a, b])
    # ruleid: dict-entry
    x = {"fragile": True, "heavy": False}
    x = {**a, "fragile": parcel.fragile}
    # ok: dict-entry
    x = {"fragil": True}
    # ruleid: dict-any-key
    box({"a": 0})
    # ok: dict-any-key
    box({"a": 0, "b": 0})
    # ruleid: set-members
    box({"red", "blue"})
    # ok: set-members
    box({"blue"})
    # ruleid: index-bound
    shelf[0]
    # ruleid: index-bound
    shelf["a", 1]
    # ok: index-bound
    # ruleid: slice-bound
    shelf[1:2]
    # ruleid: slice-bound
    shelf[a:b]


def operators(parcel, carriers, mask, width: int, pallet: Pallet, free):
    # ruleid: compared-with-none
    parcel.weight == None
    # ruleid: compared-with-none
    parcel.box.weight == None
    # ok: compared-with-none
    parcel.weight is None
    # ruleid: not-in
    if parcel.carrier not in carriers:
        pass
    # ok: not-in
    not parcel.carrier in carriers
    # ruleid: and-operands
    parcel.sealed and parcel.paid and parcel.labelled
    # ok: and-operands
    parcel.paid and parcel.sealed
    # ruleid: or-default
    depth = parcel.depth or 10
    # ruleid: or-default
    depth = parcel.depth or other.depth or 10
    # ruleid: bits
    flags = mask | FRAGILE | URGENT
    # ok: bits
    flags = mask & URGENT
    # ruleid: arithmetic
    area = parcel.width * parcel.height
    # ruleid: arithmetic
    area = parcel.width * parcel.height * 2
    # ok: arithmetic
    area = 2 * parcel.width
    # ruleid: conditional
    slot = low if parcel.heavy else high
    # ok: conditional
    slot = low if not parcel.heavy else high
    # ruleid: lambda-body
    sorted(carriers, key=lambda one: one.price)
    # ok: lambda-body
    sorted(carriers, key=price_of)
    # ruleid: comprehension
    cheap = [one.name for one in carriers if one.price < 3]
    # ok: comprehension
    cheap = [one.name for one in carriers]
    # ruleid: generator-in-call
    total = sum(one.price for one in carriers)
    # ruleid: generator-in-call
    total = sum([one.price for one in carriers])
    log("sent", extra={"key": [parcel.secret]})
    # ruleid: deep-in-argument
    log(describe(lambda: parcel.secret))
    # ok: deep-in-argument
    log(parcel.public)
    # ruleid: deep-in-test
    if not (customs.blocked or parcel.late):
        stop()
    # ok: deep-in-test
    if customs.free:
        log(customs.blocked)
    # ruleid: typed-argument
    weigh(width)
    # ruleid: typed-argument
    weigh(12)
    # ok: typed-argument
    weigh(free)
    # ruleid: typed-parameter
    lift(pallet, 2)
    # ok: typed-parameter
    lift(free, 2)
    # ruleid: number-by-value
    limit(1000)
    # ruleid: number-by-value
    limit(0x3E8)
    # ruleid: number-by-value
    limit(LIMIT)
    # ok: number-by-value
    limit(1000.0)
    # ruleid: anything-twice
    pair(parcel, mask)
    # ok: anything-twice
    pair(parcel)


async def waiting(depot, key):
    # ruleid: awaited
    crate = await depot.fetch(key)
    # ok: awaited
    crate = depot.fetch(key)
    # ruleid: walrus-value
    if code := scan():
        return code
    # ok: walrus-value
    return scan()

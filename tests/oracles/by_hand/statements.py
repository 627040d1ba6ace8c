# ruleid: after-import, import-line
import depot.gates
# ruleid: after-import, import-from-line, import-line
from depot.gates import Gate, bar

# ruleid: assigned-literal
secret_key = "abc"


# ruleid: class-with-base, class-with-member, class-with-method
class Belt(Conveyor, Logged):
    speed = 3

    def stop(self):
        pass

    def total_of(self, items):
        # ruleid: added-to
        self.total += len(items)
        # ok: added-to
        self.total = len(items)


# ruleid: class-with-member, class-with-method
class Crane(Machine):
    """Lifts."""

    reach: int = 4

    def stop(self, at):
        # ruleid: returned-none
        return None

    speed = 1


# ok: class-with-base, class-with-member
class Cart(Machine):
    def go(self):
        speed = 2
        return


def gates(width, height):
    # ruleid: assigned-call, opened-not-used
    main = open_gate(width)
    # ok: assigned-call
    open_gate(height)
    # ruleid: pair-assigned
    a, b = measure(width)
    # ok: pair-assigned
    c = measure(width)
    # ruleid: annotated
    gate: Gate = bar(width)
    # ok: annotated
    gate = bar(width)
    # ruleid: item-assigned
    stock[width] = height
    # ok: item-assigned
    stock.width = height
    # ruleid: branch-returns
    if not main:
        # ruleid: returned-none
        return None
    main.pass_through()
    return a


# ruleid: returned-anything
def pick(items):
    for item in items:
        # ruleid: branch-returns
        if item.good:
            return item
    # ruleid: returned-none
    return None


def errors(items):
    # ruleid: asserted
    assert items
    assert items, "none"
    if not items:
        # ruleid: raised-call
        raise ValueError("none")
    # ok: raised-call
    raise Empty


def deletes(items, at):
    # ruleid: deleted
    del items[at]
    # ok: deleted
    del items


def branches(x):
    # ruleid: both-branches, branch-returns
    if x.small:
        return 1
    # ruleid: both-branches, branch-returns
    elif x.large:
        return 2
    else:
        x.note()
    # ok: branch-returns
    if x.odd:
        x.note()
        return 3


def loops(items):
    # ruleid: loop-over-call
    for belt in depot.belts(1):
        belt.go()
    # ok: loop-over-call
    for belt in depot.belts:
        belt.go()
    # ruleid: loop-removes
    for item in items:
        if item.bad:
            items.remove(item)
    # ok: loop-removes
    for item in list(items):
        items.remove(item)
    # ruleid: endless
    while True:
        if items:
            break
    # ok: endless
    while 1:
        break


def blocks(path):
    # ruleid: with-as
    with gate("north") as north:
        north.open()
    # ruleid: with-as
    with lock(), gate("south") as south:
        south.open()
    # ok: with-as
    with gate("west"):
        pass
    # ruleid: swallowed
    try:
        go()
    except KeyError:
        pass
    # ok: swallowed
    try:
        go()
    except KeyError:
        stop()
    # ruleid: handler-name
    try:
        go()
    except OSError as error:
        stop()
        log(error)


# ruleid: annotated-parameter, decorated, default-list
@guarded
def enter(gate: Gate, tags=[]):
    pass


# ruleid: decorated, decorated-by-call, keyword-parameters
@logged
@guarded
@limited(by=3)
def leave(who, *rest, seen=(), **more):
    # ruleid: next-to-each-other
    lock()
    unlock()
    lock()
    # ruleid: set-again
    more = []
    # ok: next-to-each-other
    unlock
    more = {}


# ok: decorated, default-list
@guarded.later
def wait(tags=None):
    # ruleid: later-in-a-block
    key = new_key()
    if tags:
        use(key)
    key = old_key()
    # ok: later-in-a-block
    use(key)


def follow(x):
    depot.gates.open("north")
    # ruleid: method-of-made
    line = Line(x)
    with line.held():
        line.close()
    # ok: method-of-made
    x.close()
    # ruleid: test-of-assigned
    size = measure(x)
    log(size)
    if size:
        stop()

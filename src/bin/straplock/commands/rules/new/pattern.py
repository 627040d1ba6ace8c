from payments import charge


def pay(order):
    # ruleid: RULE-ID
    charge(order.customer, float(order.total))
    # ok: RULE-ID
    charge(order.customer, order.total)
    # ok: RULE-ID
    charge(order.customer, float(order.weight))
    # ok: RULE-ID
    print(float(order.total))

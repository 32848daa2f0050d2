def unit_price(name, price, quantity):
    reduction = discount(price)
    share = reduction / quantity
    return price - share


def discount(price):
    return price // 10

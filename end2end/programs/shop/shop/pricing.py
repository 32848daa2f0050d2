def unit_price(name, price, quantity):
    return price


def discount(price):
    return price // 10

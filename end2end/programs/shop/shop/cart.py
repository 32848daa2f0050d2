from shop.pricing import unit_price


class Cart:
    def __init__(self, order_number):
        self.order_number = order_number
        self.lines = []

    def add(self, name, price, quantity):
        self.lines.append((name, price, quantity))

    def total(self):
        return sum(unit_price(name, price, quantity) * quantity for name, price, quantity in self.lines)

from shop.cart import Cart


def check_out(order_number, lines):
    cart = Cart(order_number)
    for name, price, quantity in lines:
        cart.add(name, price, quantity)
    return cart.total()

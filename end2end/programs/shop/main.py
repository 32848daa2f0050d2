"""Takes an order that nobody can pay for."""

import os
import sys

import sentry_sdk

from shop.checkout import check_out

sentry_sdk.init(
    dsn=os.environ["DSN"],
    release=os.environ["RELEASE"],
    environment="production",
    send_default_pii=True,
    traces_sample_rate=0,
)


def main(order_number):
    sentry_sdk.set_user({"id": order_number, "username": "customer"})
    sentry_sdk.set_tag("checkout", "express")
    sentry_sdk.add_breadcrumb(category="cart", message="Added two mugs to the cart", level="info")
    check_out(order_number, [("mug", 1250, 2), ("teapot", 4800, 0)])


main(sys.argv[1] if len(sys.argv) > 1 else "1001")

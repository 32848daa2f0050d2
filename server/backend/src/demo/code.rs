//! The demo's source code: what its stack traces show.

/// Source files that an error went through; the line of each frame is the first one that contains its mark.
pub const FILES: &[(&str, &str)] = &[
    (
        "shop/cart.py",
        "class Cart:\n    def __init__(self, items, currency=\"EUR\"):\n        self.items = items\n        self.currency = currency\n\n    def subtotal(self):\n        return sum(item.price * item.quantity for item in self.items)\n\n    def average_price(self):\n        # An empty cart has no average.\n        return self.subtotal() / len(self.items)\n\n    def total(self, voucher=None):\n        total = self.subtotal()\n        if voucher is not None:\n            total -= voucher.discount(self)\n        return max(total, 0)\n",
    ),
    (
        "shop/vouchers.py",
        "from .rules import minimum_order\n\n\nclass Voucher:\n    def __init__(self, code, percent):\n        self.code = code\n        self.percent = percent\n\n    def discount(self, cart):\n        if cart.average_price() < minimum_order(cart.currency):\n            return 0\n        return cart.subtotal() * self.percent / 100\n",
    ),
    (
        "shop/checkout.py",
        "import logging\n\nfrom .payments import charge\n\nlog = logging.getLogger(__name__)\n\n\ndef checkout(cart, customer, voucher=None):\n    log.info(\"checkout started\", extra={\"customer\": customer.id})\n    amount = cart.total(voucher)\n    receipt = charge(customer, amount, cart.currency)\n    log.info(\"charged %s\", receipt.reference)\n    return receipt\n",
    ),
    (
        "shop/payments.py",
        "import requests\n\nfrom .settings import GATEWAY, TIMEOUT\n\n\ndef charge(customer, amount, currency):\n    body = {\"customer\": customer.token, \"amount\": amount, \"currency\": currency}\n    answer = requests.post(f\"{GATEWAY}/charges\", json=body, timeout=TIMEOUT)\n    answer.raise_for_status()\n    return Receipt(**answer.json())\n",
    ),
    (
        "shop/views.py",
        "from django.http import JsonResponse\n\nfrom .checkout import checkout\nfrom .models import Cart\n\n\ndef place_order(request):\n    cart = Cart.of(request.session)\n    voucher = request.session.get(\"voucher\")\n    receipt = checkout(cart, request.customer, voucher)\n    return JsonResponse({\"reference\": receipt.reference})\n",
    ),
    (
        "src/search/results.ts",
        "import { rank } from './rank';\nimport type { Hit } from './types';\n\nexport function render(hits: Hit[], query: string) {\n  const ranked = rank(hits, query);\n  return ranked.map((hit) => ({\n    title: hit.product.name,\n    price: hit.product.price.amount,\n    image: hit.product.images[0].url,\n  }));\n}\n",
    ),
    (
        "src/search/SearchBox.tsx",
        "import { useState } from 'react';\nimport { search } from '../api';\nimport { render } from './results';\n\nexport function SearchBox() {\n  const [rows, setRows] = useState([]);\n  async function submit(query: string) {\n    const hits = await search(query);\n    setRows(render(hits, query));\n  }\n  return <Form onSubmit={submit} rows={rows} />;\n}\n",
    ),
    (
        "src/routes/orders.js",
        "const { db } = require('../db');\n\nasync function listOrders(req, res) {\n  const customer = await db.customers.find(req.params.customer);\n  const orders = await customer.orders({ limit: req.query.limit });\n  res.json(orders.map((order) => order.summary()));\n}\n\nmodule.exports = { listOrders };\n",
    ),
    (
        "src/jobs/export.rs",
        "pub fn export(orders: &[Order], writer: &mut impl Write) -> Result<usize, ExportError> {\n    let mut rows = 0;\n    for order in orders {\n        let address = order.address.as_ref().expect(\"an order has an address\");\n        writeln!(writer, \"{},{}\", order.id, address.country)?;\n        rows += 1;\n    }\n    Ok(rows)\n}\n",
    ),
];

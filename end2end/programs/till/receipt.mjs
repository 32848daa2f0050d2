export function printReceipt(order) {
  return order.lines.map((line) => line.price.amount.toFixed(2)).join("\n");
}

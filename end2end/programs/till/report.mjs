// A program that fails and reports it with @sentry/node.
import * as Sentry from "@sentry/node";
import { printReceipt } from "./receipt.mjs";

Sentry.init({ dsn: process.env.DSN, release: process.env.RELEASE, environment: "production", includeLocalVariables: true });
Sentry.setTag("till", "3");
Sentry.addBreadcrumb({ category: "till", message: "Drawer opened", level: "info" });

try {
  printReceipt({ lines: [{ name: "mug" }] });
} catch (error) {
  Sentry.captureException(error);
}
if (!(await Sentry.flush(10_000))) {
  console.error("the report did not leave");
  process.exit(1);
}

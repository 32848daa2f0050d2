import { defineConfig } from "@playwright/test";

// The system's Chromium; quiet, so that a closed network doesn't slow it down.
const args = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"];
if (process.getuid?.() === 0) args.push("--no-sandbox");

export default defineConfig({
  testDir: "journeys",
  outputDir: "test-results",
  timeout: 60_000,
  expect: { timeout: 10_000 },
  fullyParallel: true,
  workers: Number(process.env.MUSTER_E2E_WORKERS ?? 2),
  forbidOnly: !!process.env.CI,
  reporter: process.env.MUSTER_E2E_REPORTER ?? "list",
  use: {
    browserName: "chromium",
    launchOptions: { executablePath: process.env.MUSTER_CHROMIUM ?? "/usr/bin/chromium", args },
    actionTimeout: 15_000,
    navigationTimeout: 30_000,
    locale: "en-GB",
    timezoneId: "UTC",
    screenshot: "only-on-failure",
    trace: process.env.MUSTER_E2E_TRACE ? "retain-on-failure" : "off",
  },
});

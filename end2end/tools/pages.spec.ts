// Figures of the issue page: over 1.6 Mbit/s and 150 ms, cold; the click that opens the dialog; memory; start.
import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import { signIn } from "../fixtures/people";
import { open, test } from "../fixtures/test";

const ROUNDS = 5;
const median = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
const say = (what: string, value: string) => console.log(`${what.padEnd(72)} ${value}`);

/** First contentful paint, and when the app has taken over, in ms from the navigation. */
async function visit(page: Page, path: string): Promise<{ paint: number; interactive: number; bytes: number }> {
  let bytes = 0;
  const session = await page.context().newCDPSession(page);
  await session.send("Network.enable");
  session.on("Network.loadingFinished", (event) => (bytes += event.encodedDataLength));
  await page.goto(path, { waitUntil: "load" });
  await page.waitForSelector("html[data-ready]", { state: "attached" });
  const [paint, interactive] = await page.evaluate(() => [performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? -1, (window as unknown as { readyAt: number }).readyAt]);
  return { paint, interactive, bytes };
}

test("figures", async ({ browser, demo }) => {
  const { accounts, organization } = demo.about!;
  const { email, password } = accounts.find((account) => account.role === "owner") ?? accounts[0];
  const context = await browser.newContext({ baseURL: demo.url, viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  await signIn(page, email, password);
  await open(page, `/${organization}/issues`);
  const issue = (await page.locator(`a[href^="/${organization}/issues/"]`).first().getAttribute("href"))!;
  const state = await context.storageState();

  for (const [line, network] of [
    ["1.6 Mbit/s, 150 ms", { offline: false, latency: 150, downloadThroughput: 200_000, uploadThroughput: 93_750 }],
    ["loopback", undefined],
  ] as const) {
    for (const [name, path] of [["issue list", `/${organization}/issues`], ["issue page", issue]]) {
      const rounds = [];
      for (let round = 0; round < ROUNDS; round++) {
        const fresh = await browser.newContext({ baseURL: demo.url, storageState: state, viewport: { width: 1280, height: 900 } });
        // The moment the app says that it has taken over.
        await fresh.addInitScript(() => {
          new MutationObserver((_, observer) => {
            if (document.documentElement?.dataset.ready === undefined) return;
            (window as unknown as { readyAt: number }).readyAt = performance.now();
            observer.disconnect();
          }).observe(document, { attributes: true, subtree: true, attributeFilter: ["data-ready"] });
        });
        const tab = await fresh.newPage();
        if (network) {
          const session = await fresh.newCDPSession(tab);
          await session.send("Network.enable");
          await session.send("Network.emulateNetworkConditions", network);
        }
        rounds.push(await visit(tab, path));
        await fresh.close();
      }
      say(`${name}, ${line}, cold: first contentful paint`, `${median(rounds.map((r) => r.paint)).toFixed(0)} ms`);
      say(`${name}, ${line}, cold: interactive`, `${median(rounds.map((r) => r.interactive)).toFixed(0)} ms`);
      say(`${name}, ${line}, cold: bytes`, `${(median(rounds.map((r) => r.bytes)) / 1024).toFixed(0)} KB`);
    }
  }

  for (const [name, rate] of [["full speed", 1], ["processor slowed 4 ×", 4]] as const) {
    await open(page, `/${organization}/members`);
    const session = await context.newCDPSession(page);
    await session.send("Emulation.setCPUThrottlingRate", { rate });
    const times: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      times.push(
        await page.evaluate(async () => {
          const button = [...document.querySelectorAll<HTMLButtonElement>("main button")].find((each) => /^Invite/.test(each.textContent?.trim() ?? ""))!;
          const dialog = document.querySelector<HTMLDialogElement>("dialog#invite")!;
          const begin = performance.now();
          button.click();
          // The frame after the one in which it is laid out: painted.
          await new Promise<void>((done) => {
            const look = () => (dialog.open ? requestAnimationFrame(() => done()) : requestAnimationFrame(look));
            requestAnimationFrame(look);
          });
          return performance.now() - begin;
        }),
      );
      await page.keyboard.press("Escape");
      await page.waitForFunction(() => !document.querySelector<HTMLDialogElement>("dialog#invite")!.open);
    }
    say(`click to painted dialog, ${name}: first, then median`, `${times[0].toFixed(0)} ms, ${median(times.slice(1)).toFixed(0)} ms`);
    await session.send("Emulation.setCPUThrottlingRate", { rate: 1 });
  }
  const resident = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${demo.pid}/status`, "utf8"))![1];
  say("resident memory of the demo after that", `${(Number(resident) / 1024).toFixed(0)} MB`);
});

// The product's own experiments: started in the browser, met once by whoever really sees the place, whatever a browser says.
import type { Locator, Page } from "@playwright/test";
import { tabTo } from "../fixtures/keyboard";
import { call, join, send } from "../fixtures/members";
import { PASSWORD, createAccount, firstRun, signIn } from "../fixtures/people";
import { mustRun } from "../fixtures/run";
import { BINARY, Server, emptyFolder } from "../fixtures/server";
import { accessible, expect, open, test } from "../fixtures/test";

const SETTLED = 1_000;

/** Every report of something met that a page sends: how, and of what. */
function reports(page: Page): { by: string; experiments: string[] }[] {
  const sent: { by: string; experiments: string[] }[] = [];
  page.on("request", (request) => {
    if (!request.url().endsWith("/rpc/expose")) return;
    const { exposures } = request.postDataJSON();
    sent.push({ by: request.resourceType(), experiments: exposures.map((exposure: { experiment: string }) => exposure.experiment) });
  });
  return sent;
}

/** What a page gathers for 300 ms it gathers for long: what happens meanwhile happens on a busy machine too. */
async function gatherForLong(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const later = window.setTimeout;
    window.setTimeout = ((call: () => void, delay: number) => {
      if (delay === 300) document.documentElement.dataset.gathers = "";
      return later(call, delay === 300 ? 60_000 : delay);
    }) as typeof window.setTimeout;
  });
}

/** Something was met. */
const gathered = (page: Page) => page.waitForSelector("html[data-gathers]");

/** As another tab or another app does; a phone may end the page without a further word. */
async function putAside(page: Page): Promise<void> {
  await page.evaluate(() => {
    Object.defineProperty(document, "hidden", { value: true });
    document.dispatchEvent(new Event("visibilitychange"));
  });
}

const results = (owner: Page, org: string, name: string) => call(owner, "experiment_results", { org, name, version: null });

async function units(owner: Page, org: string, name: string): Promise<number> {
  const { arms } = await results(owner, org, name);
  return arms.reduce((sum: number, arm: { units: number }) => sum + arm.units, 0);
}

const top = async (of: Locator): Promise<number> => (await of.boundingBox())!.y;

/** By keyboard alone. */
async function start(owner: Page, org: string, name: string): Promise<void> {
  await open(owner, `/${org}/experiments`);
  await tabTo(owner, owner.getByRole("link", { name }));
  await owner.keyboard.press("Enter");
  const button = owner.getByRole("main").getByRole("button", { name: "Start" });
  await expect(button).toBeVisible();
  await tabTo(owner, button);
  await owner.keyboard.press("Enter");
  const dialog = owner.getByRole("dialog", { name: `Start ${name}` });
  await expect(dialog).toBeVisible();
  await accessible(owner, `the dialog that starts ${name}`);
  await tabTo(owner, dialog.getByRole("button", { name: "Start" }));
  await owner.keyboard.press("Enter");
  await expect(owner.getByText("Nobody has met it yet")).toBeVisible();
}

test("improved_invites is met once, by whom it decides for, and a forged arm changes nothing", async ({ people }) => {
  test.setTimeout(120_000);
  const owner = await people.newcomer();
  const { organization } = await firstRun(owner);
  await start(owner, organization, "improved_invites");
  await open(owner, `/${organization}/settings`);
  await expect(owner.getByText("is decided by the experiment improved_invites, until a change of either is saved here.")).toBeVisible();
  const owners = reports(owner);
  const { rows } = await send(owner, organization, ["mia@shop.example"]);
  await open(owner, `/${organization}/members`);
  await owner.waitForTimeout(SETTLED);
  expect(owners, "an owner may invite in every arm").toEqual([]);

  const member = await people.newcomer();
  const members = reports(member);
  await createAccount(member, rows[0].outcome.link, "Mia Chen");
  await expect.poll(() => units(owner, organization, "improved_invites")).toBe(1);
  expect(members).toEqual([{ by: "fetch", experiments: ["improved_invites"] }]);
  for (const path of ["issues", "members", "teams"]) await open(member, `/${organization}/${path}`);
  await member.waitForTimeout(SETTLED);
  expect(members, "known, so not said again").toHaveLength(1);

  const elsewhere = await people.newcomer();
  const answered = elsewhere.waitForResponse((response) => response.url().endsWith("/rpc/expose"));
  await gatherForLong(elsewhere);
  await signIn(elsewhere, "mia@shop.example", PASSWORD);
  await gathered(elsewhere);
  await putAside(elsewhere);
  expect(await (await answered).json(), "known").toEqual({ recorded: 0, ignored: 1, refused: 0 });

  const found = await results(owner, organization, "improved_invites");
  const [met, other] = [found.arms.find((arm: { units: number }) => arm.units === 1), found.arms.find((arm: { units: number }) => arm.units === 0)];
  const forged = { experiment: "improved_invites", version: found.version, params: other.params, doorway: "sidebar" };
  expect(await call(member, "expose", { org: organization, exposures: [forged] })).toMatchObject({ recorded: 0, ignored: 0, refused: 1 });
  const after = await results(owner, organization, "improved_invites");
  expect([after.health.refused, after.arms]).toEqual([1, found.arms]);
  const asked = await send(member, organization, ["bo@shop.example"]).then(
    ({ rows }) => rows[0].outcome,
    (refused: Error) => refused.message,
  );
  // The arm decides on the server, whatever was claimed.
  expect(JSON.stringify(asked).includes("requested"), JSON.stringify(asked)).toBe(met.params.invite_request);
});

test("sample_event decides the set-up page, and is told although one leaves at once", async ({ people }) => {
  test.setTimeout(120_000);
  const owner = await people.newcomer();
  const place = await firstRun(owner);
  await start(owner, place.organization, "sample_event");
  const setup = `/${place.organization}/projects/${place.project}/setup`;
  const sent = reports(owner);
  await gatherForLong(owner);
  await open(owner, setup);
  await gathered(owner);
  expect(sent).toEqual([]);
  await open(owner, `/${place.organization}/members`);
  await expect.poll(() => units(owner, place.organization, "sample_event")).toBe(1);
  expect(sent.filter(({ by }) => by === "fetch"), "the browser sent it after the page").toEqual([]);

  const manager = await join(owner, people, place.organization, { address: "mo@shop.example", name: "Mo Diallo", role: "manager" });
  const others = reports(manager);
  await open(manager, setup);
  await manager.waitForTimeout(SETTLED);
  expect(others, "it is not their first project").toEqual([]);

  const offers = owner.getByRole("button", { name: "See a sample event" });
  for (const [variant, where] of [["button", "top"], ["link", "bottom"], ["control", "nowhere"]] as const) {
    await test.step(variant, async () => {
      await call(owner, "change_experiment", { org: place.organization, name: "sample_event", status: "concluded", arm: { variant } });
      await open(owner, setup);
      await expect(offers).toHaveCount(where === "nowhere" ? 0 : 1);
      if (where !== "nowhere") expect((await top(offers)) < (await top(owner.getByRole("heading", { name: "Your DSN" })))).toBe(where === "top");
      await accessible(owner, `the set-up page with ${variant}`);
    });
  }
  await call(owner, "change_experiment", { org: place.organization, name: "sample_event", status: "concluded", arm: { variant: "button" } });
  await open(owner, setup);
  await offers.click();
  await owner.waitForURL("**/issues/*");
  await expect(owner.getByRole("heading", { level: 1 })).toBeVisible();
});

test("a simulation is labelled wherever its figures are", async ({ browser, guard }) => {
  test.setTimeout(180_000);
  const folder = await emptyFolder();
  const said = await mustRun(BINARY, ["simulate", "invitations", "--organizations", "40", "--seed", "7", "--data-dir", folder]);
  expect(said).toMatch(/^SIMULATED: improved_invites, 40 organizations/);
  const [, path, address, password] = /8000(\/\S+), as (\S+) with (.+)/.exec(said)!;
  const server = await Server.start("serve", [], folder);
  const context = await browser.newContext({ baseURL: server.url });
  const page = await context.newPage();
  guard.watch(page);
  await signIn(page, address, password);
  await open(page, path);
  await expect(page.getByText("Nobody real is among them.")).toBeVisible();
  for (const metric of ["Accepted invitations per organization", "Activation within 30 days of acceptance"]) {
    const picture = page.getByRole("img", { name: new RegExp(`^${metric} of each arm, with 95 % intervals`) });
    await expect(picture).toBeVisible();
    await expect(page.locator("section", { has: picture }).getByText("Simulated").first()).toBeVisible();
  }
  await expect(page.getByRole("table", { name: "Accepted invitations per organization: the figures of each arm" }).getByRole("row")).toHaveCount(5);
  await accessible(page, "a simulation");
  await context.close();
  await server.stop();
});

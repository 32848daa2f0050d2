// A member asks, an approver decides, everybody hears of it. Nothing is faked.
import type { Locator, Page } from "@playwright/test";
import { tabTo } from "../fixtures/keyboard";
import { linkIn } from "../fixtures/mailbox";
import { call, join, send } from "../fixtures/members";
import { chip, createAccount, createTeam, firstRun, inviteDialog, issueLink } from "../fixtures/people";
import { Server } from "../fixtures/server";
import { TOMAS } from "../fixtures/shop";
import { accessible, expect, open, test } from "../fixtures/test";

const MEL = { address: "mel@shop.example", name: "Mel Duarte", role: "member" };
const IDA = { address: "ida@shop.example", name: "Ida Brandt", role: "manager" };
const NEW = ["ada", "bo", "cy", "dee", "eve", "flo", "gil", "hal"].map((name) => `${name}@shop.example`);

const row = (page: Page, address: string): Locator => page.getByRole("main").locator("li.request").filter({ hasText: address });
const badge = (page: Page, name: RegExp): Locator => page.getByRole("navigation", { name: "Main" }).getByRole("link", { name });

test("a member asks from the suspect commit; seven are approved, two denied with a reason; the member hears", async ({ server, people, mailbox, shop }) => {
  test.setTimeout(180_000);
  const owner = await people.newcomer();
  const place = await firstRun(owner);
  const org = place.organization;
  await shop.order(place.dsn, "shop@1.0.0");
  await shop.release(3, { url: server.url, ...place }, "shop@1.0.0");
  await createTeam(owner, org, "Tasters");
  const mel = await join(owner, people, org, MEL);
  await open(owner, `/${org}/issues`);

  await test.step("the dialog says that it is a request before anything is typed", async () => {
    await open(mel, `/${org}/issues`);
    await issueLink(mel, /ZeroDivisionError/).click();
    const author = mel.getByRole("region", { name: /^Suspect commit/ }).getByRole("listitem").filter({ hasText: TOMAS.name });
    await author.getByRole("button", { name: "Ask to invite" }).click();
    const dialog = inviteDialog(mel);
    await expect(dialog.getByRole("heading", { name: "Request invitations" })).toBeVisible();
    await expect(dialog.getByText(/A manager or owner reviews each request/)).toBeVisible();
    await expect(dialog.getByLabel("Suggested role")).toBeVisible();
    await expect(chip(dialog, TOMAS.address)).toBeVisible();
    await dialog.getByRole("button", { name: "Request 1 invitation" }).click();
    await expect(dialog).toBeHidden();
    await expect(author.getByText("Requested", { exact: true })).toBeVisible();
  });

  await test.step("the owner sees the badge live, and the message leads to the row", async () => {
    await expect(badge(owner, /1 request waits/)).toBeVisible();
    const message = await mailbox.next("noor@shop.example", /Mel Duarte asks/);
    const link = new RegExp(`${server.url}/${org}/requests#request-\\S+`).exec(message.text)![0];
    await open(owner, link);
    const asked = row(owner, TOMAS.address);
    await expect(asked).toBeFocused();
    await expect(asked).toContainText("Mel Duarte asked");
    await expect(asked.getByRole("link", { name: /ZeroDivisionError/ })).toBeVisible();
  });

  await test.step("more requests arrive while the owner looks", async () => {
    await send(mel, org, NEW, "member", "They start on Monday.");
    await expect(owner.getByRole("main").getByText("9 requests wait", { exact: true })).toBeVisible();
    await expect(badge(owner, /9 requests wait/)).toBeVisible();
    await expect(row(owner, NEW[0])).toContainText("They start on Monday.");
  });

  await test.step("role and teams are changed, seven are approved at once", async () => {
    await row(owner, TOMAS.address).getByLabel(/^Role for/).selectOption("admin");
    await row(owner, TOMAS.address).locator("summary").click();
    await row(owner, TOMAS.address).getByText("Tasters", { exact: true }).click();
    for (const address of [TOMAS.address, ...NEW.slice(0, 6)]) await row(owner, address).getByRole("checkbox", { name: /^Choose/ }).check();
    await owner.getByRole("button", { name: "Approve 7" }).click();
    await expect(owner.getByText("7 approved.", { exact: true }).first()).toBeAttached();
    await expect(badge(owner, /2 requests wait/)).toBeVisible();
    await mailbox.next(TOMAS.address);
    await mailbox.next(NEW[5]);
  });

  await test.step("two are denied with a reason, and nothing waits", async () => {
    await owner.getByRole("checkbox", { name: /^Choose all/ }).check();
    await owner.getByRole("button", { name: "Deny 2 chosen" }).click();
    const question = owner.getByRole("dialog", { name: "Deny 2 requests?" });
    await question.getByLabel("Reason").fill("We take no more trainees this year.");
    await question.getByRole("button", { name: "Deny 2" }).click();
    await expect(question).toBeHidden();
    await expect(owner.getByText("Nobody waits for you")).toBeVisible();
    await expect(badge(owner, /request/)).toHaveCount(0);
    const entry = owner.getByRole("listitem").filter({ hasText: NEW[7] });
    await expect(entry).toContainText("Denied");
    await expect(entry).toContainText("We take no more trainees this year.");
  });

  await test.step("the member hears of it: on the page, in the dialog, by message", async () => {
    await open(mel, `/${org}/requests`);
    await expect(mel.getByRole("listitem").filter({ hasText: TOMAS.address })).toContainText("as Admin by Noor Haddad");
    await expect(mel.getByRole("listitem").filter({ hasText: NEW[7] })).toContainText("We take no more trainees this year.");
    await mel.getByRole("main").getByRole("button", { name: "Request to invite" }).first().click();
    await inviteDialog(mel).getByText("Your requests").click();
    await expect(inviteDialog(mel).getByText("Approved by Noor Haddad").first()).toBeVisible();
    await mailbox.next(MEL.address, /approved|decided/);
  });

  await test.step("the invitation has the role and the team that were given", async () => {
    await open(owner, `/${org}/members`);
    const invited = owner.getByRole("row").filter({ hasText: TOMAS.address });
    await expect(invited).toContainText("Admin");
    await expect(invited).toContainText("Tasters");
    await expect(invited).toContainText("Sent");
  });
});

test("on a stale page the second approver is told who decided; a manager can't decide about an owner", async ({ people, guard }) => {
  guard.allow(/live\//, /Failed to load resource/);
  const owner = await people.newcomer();
  const { organization: org } = await firstRun(owner);
  const mel = await join(owner, people, org, MEL);
  const ida = await join(owner, people, org, IDA);
  await send(mel, org, [NEW[0]]);
  await send(mel, org, [NEW[1]], "owner");
  // This browser hears of nothing.
  await ida.route("**/live/**", (route) => route.abort());
  await open(ida, `/${org}/requests`);
  await open(owner, `/${org}/requests`);

  await expect(row(ida, NEW[1])).toContainText("Only owners decide requests for owners.");
  await expect(row(ida, NEW[1]).getByRole("button", { name: /^Approve/ })).toBeDisabled();
  await expect(row(ida, NEW[1]).getByRole("checkbox")).toBeDisabled();

  await row(owner, NEW[0]).getByRole("button", { name: /^Approve/ }).click();
  await expect(row(owner, NEW[0])).toHaveCount(0);
  await row(ida, NEW[0]).getByRole("button", { name: /^Deny/ }).click();
  await ida.getByRole("dialog").getByRole("button", { name: "Deny" }).click();
  await expect(ida.getByText(/Noor Haddad approved this .*You changed nothing\./).first()).toBeAttached();
  await expect(row(ida, NEW[0])).toContainText("by Noor Haddad");
  await expect(row(ida, NEW[0]).getByRole("button")).toHaveCount(0);

  await test.step("a page that hears shows at once who was faster", async () => {
    await open(mel, `/${org}/requests`);
    await row(owner, NEW[1]).getByRole("button", { name: /^Approve/ }).click();
    await expect(row(mel, NEW[1])).toContainText("by Noor Haddad");
  });
});

test("asking and deciding take no pointer", async ({ people }) => {
  const owner = await people.newcomer();
  const { organization: org } = await firstRun(owner);
  const mel = await join(owner, people, org, MEL);
  await open(owner, `/${org}/issues`);

  await open(mel, `/${org}/members`);
  await tabTo(mel, mel.getByRole("main").getByRole("button", { name: "Request to invite" }).first());
  await mel.keyboard.press("Enter");
  await mel.keyboard.type(`${NEW.slice(0, 3).join(" ")} `);
  await mel.keyboard.press("Control+Enter");
  await expect(inviteDialog(mel)).toBeHidden();
  const withdraw = mel.getByRole("button", { name: `Withdraw the request for ${NEW[2]}` });
  await tabTo(mel, withdraw);
  await mel.keyboard.press("Enter");
  await expect(withdraw).toHaveCount(0);

  await expect(badge(owner, /2 requests wait/)).toBeVisible();
  await tabTo(owner, badge(owner, /2 requests wait/));
  await owner.keyboard.press("Enter");
  await expect(owner.getByRole("heading", { level: 1 })).toHaveText("Requests");
  await tabTo(owner, row(owner, NEW[0]).getByLabel(/^Role for/));
  await owner.keyboard.press("ArrowDown");
  await expect(row(owner, NEW[0]).getByLabel(/^Role for/)).toHaveValue("admin");
  await tabTo(owner, row(owner, NEW[0]).getByRole("button", { name: /^Approve/ }));
  await owner.keyboard.press("Enter");
  await expect(owner.getByText(/is approved\. The invitation is on its way\./).first()).toBeAttached();
  await expect(row(owner, NEW[1])).toBeFocused();
  await tabTo(owner, row(owner, NEW[1]).getByRole("checkbox"), "Tab");
  await owner.keyboard.press("Space");
  await tabTo(owner, owner.getByRole("button", { name: "Deny 1 chosen" }), "Shift+Tab");
  await owner.keyboard.press("Enter");
  await expect(owner.getByRole("dialog", { name: /^Deny the request/ }).getByLabel("Reason")).toBeFocused();
  await owner.keyboard.type("Not this year.");
  await tabTo(owner, owner.getByRole("dialog").getByRole("button", { name: "Deny", exact: true }));
  await owner.keyboard.press("Enter");
  await expect(owner.getByText("Nobody waits for you")).toBeVisible();
  await expect(mel.getByRole("main").getByText(NEW[1])).toHaveCount(0);
});

test("several invitations are resent and revoked at once, and one is changed", async ({ people, mailbox }) => {
  const owner = await people.newcomer();
  await owner.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  const { organization: org } = await firstRun(owner);
  await createTeam(owner, org, "Tasters");
  await send(owner, org, NEW.slice(0, 4));
  await open(owner, `/${org}/members`);
  const line = (address: string) => owner.getByRole("row").filter({ hasText: address });
  const more = async (address: string, item: string) => {
    await line(address).getByRole("button", { name: /^More/ }).click();
    await owner.getByRole("menuitem", { name: item }).click();
  };

  await more(NEW[0], "Change role or teams");
  const dialog = owner.getByRole("dialog", { name: /^Change the invitation/ });
  await dialog.getByLabel("Role").selectOption("manager");
  await dialog.getByText("Tasters", { exact: true }).click();
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(line(NEW[0])).toContainText("Manager");
  await expect(line(NEW[0])).toContainText("Tasters");

  await more(NEW[0], "Copy link");
  await expect(owner.getByText(`Copied the link for ${NEW[0]}`).first()).toBeAttached();
  expect(await owner.evaluate(() => navigator.clipboard.readText())).toMatch(/\/invitation#\w+/);

  for (const address of NEW.slice(0, 2)) await line(address).getByRole("checkbox").check();
  await owner.getByRole("button", { name: "Resend 2" }).click();
  await expect(owner.getByText(/2 sent again/).first()).toBeAttached();
  await expect.poll(() => mailbox.messages.filter((message) => message.to.includes(NEW[1])).length).toBe(2);

  await owner.getByRole("checkbox", { name: "Choose all" }).check();
  await line(NEW[3]).getByRole("checkbox").uncheck();
  await owner.getByRole("button", { name: "Revoke 3" }).click();
  await owner.getByRole("dialog", { name: "Revoke 3 invitations?" }).getByRole("button", { name: "Revoke" }).click();
  await expect(owner.getByText(/3 revoked/).first()).toBeAttached();
  await expect(line(NEW[0])).toHaveCount(0);
  await expect(line(NEW[3])).toHaveCount(1);
});

const LOOKS = [
  { colorScheme: "light", forcedColors: "none", width: 1280 },
  { colorScheme: "dark", forcedColors: "none", width: 320 },
  { colorScheme: "dark", forcedColors: "active", width: 1280 },
] as const;

test("every state of asking and reviewing is accessible", async ({ people, guard }) => {
  test.setTimeout(300_000);
  guard.allow(/Failed to load resource/);
  const owner = await people.newcomer();
  const { organization: org } = await firstRun(owner);
  await createTeam(owner, org, "Tasters");
  const mel = await join(owner, people, org, MEL);
  const ida = await join(owner, people, org, IDA);
  await send(mel, org, [NEW[0], NEW[1], NEW[2]], "member", "They start on Monday.");
  await send(mel, org, [NEW[3]], "owner");
  const [denied] = await call(owner, "list_requests", { org });
  await call(owner, "deny_requests", { org, requests: [denied.id], reason: "Not this year." });
  await send(owner, org, [NEW[6], NEW[7]]);
  const shots = process.env.MUSTER_SCREENSHOTS;

  for (const { width, ...look } of LOOKS) {
    const name = `${look.colorScheme}${look.forcedColors === "active" ? " forced" : ""} ${width}`;
    const check = async (page: Page, what: string) => {
      await accessible(page, `${what}, ${name}`);
      if (shots) await page.screenshot({ path: `${shots}/${what.replaceAll(/\W+/g, "-")}-${name.replaceAll(" ", "-")}.png`, fullPage: (await page.locator("dialog[open]").count()) === 0 });
    };
    for (const page of [owner, mel, ida]) {
      await page.emulateMedia({ ...look, reducedMotion: "reduce" });
      await page.setViewportSize({ width, height: width < 600 ? 720 : 900 });
    }

    await test.step(`the dialog as a request, ${name}`, async () => {
      await open(mel, `/${org}/requests`);
      await check(mel, "own requests");
      await open(mel, `/${org}/members`);
      await check(mel, "members page of a member");
      await mel.getByRole("main").getByRole("button", { name: "Request to invite" }).first().click();
      const dialog = inviteDialog(mel);
      await check(mel, "dialog, empty");
      await dialog.getByText("Your requests").click();
      await check(mel, "dialog with own requests");
      await dialog.getByText("Your requests").click();
      await dialog.getByLabel("E-mail addresses").fill(`new@shop.example, not-an-address, ${NEW[1]}, ${MEL.address} `);
      await expect(dialog.getByText(/asked for/).first()).toBeVisible();
      await check(mel, "dialog with addresses in each standing");
      await dialog.getByRole("button", { name: "Add another group" }).click();
      await dialog.getByText("Tasters", { exact: true }).last().click();
      await dialog.getByLabel(/^Note/).fill("x".repeat(501));
      await check(mel, "dialog with two groups and a note that is too long");
      await dialog.getByRole("button", { name: "Close" }).click();
      await check(mel, "dialog asking whether to discard");
      await dialog.getByRole("button", { name: "Discard" }).click();
    });

    await test.step(`the review page, ${name}`, async () => {
      await open(owner, `/${org}/requests`);
      await check(owner, "requests");
      await owner.getByRole("checkbox", { name: /^Choose all/ }).check();
      await owner.locator("li.request summary").first().click();
      await check(owner, "requests, chosen");
      await owner.getByRole("button", { name: /^Deny \d/ }).click();
      await check(owner, "asking for the reason");
      await owner.keyboard.press("Escape");
      await open(ida, `/${org}/requests`);
      await expect(row(ida, NEW[3])).toContainText("Only owners decide");
      await check(ida, "requests of a manager");
    });

    await test.step(`the pending list, ${name}`, async () => {
      await open(owner, `/${org}/members`);
      await owner.getByRole("checkbox", { name: "Choose all" }).check();
      await check(owner, "pending, chosen");
      await owner.getByRole("button", { name: /^More for/ }).first().click();
      await check(owner, "pending, menu");
      await owner.getByRole("menuitem", { name: "Change role or teams" }).click();
      await check(owner, "pending, change");
      await owner.keyboard.press("Escape");
    });
  }

  await test.step("a row that somebody else has decided, and nothing left", async () => {
    await owner.setViewportSize({ width: 1280, height: 900 });
    await owner.emulateMedia({ colorScheme: "light", forcedColors: "none" });
    await open(owner, `/${org}/requests`);
    const waiting = await call(owner, "list_requests", { org });
    const ids = waiting.filter((request: { state: string }) => request.state === "requested").map((request: { id: string }) => request.id);
    await call(ida, "approve_requests", { org, approvals: ids.slice(0, 1).map((request: string) => ({ request, role: "member", teams: [] })) });
    await expect(owner.locator("li.request--closed")).toHaveCount(1);
    await accessible(owner, "decided by somebody else");
    if (shots) await owner.screenshot({ path: `${shots}/decided-by-somebody-else.png`, fullPage: true });
    await call(owner, "deny_requests", { org, requests: ids.slice(1), reason: null });
    await open(owner, `/${org}/requests`);
    await expect(owner.getByText("Nobody waits for you")).toBeVisible();
    await accessible(owner, "nobody waits");
    if (shots) await owner.screenshot({ path: `${shots}/nobody-waits.png`, fullPage: true });
  });
});

test("somebody outside asks: the row says who, why and for which page, and approving lets them in", async ({ people, mailbox, shop }) => {
  const owner = await people.newcomer();
  const place = await firstRun(owner);
  const org = place.organization;
  await shop.order(place.dsn, "shop@1.0.0");
  await open(owner, `/${org}/issues`);
  const issue = await issueLink(owner, /ZeroDivisionError/).getAttribute("href");
  await open(owner, `/${org}/requests`);

  const stranger = await people.newcomer();
  await open(stranger, issue!);
  await stranger.getByText(/Ask to join/).first().click();
  await stranger.getByLabel("Your name").fill("Zoe Lind");
  await stranger.getByLabel("Your address").fill("zoe@shop.example");
  await stranger.getByLabel(/^Note/).fill("I look after the checkout.");
  await stranger.getByRole("button", { name: "Ask to join" }).click();
  await open(stranger, linkIn(await mailbox.next("zoe@shop.example")));
  await stranger.getByRole("button", { name: /^Confirm/ }).click();

  const asked = row(owner, "zoe@shop.example");
  await expect(asked).toContainText("Zoe Lind");
  await expect(asked).toContainText("Asked to join");
  await expect(asked).toContainText("I look after the checkout.");
  await expect(asked.getByRole("link", { name: /ZeroDivisionError/ })).toHaveAttribute("href", issue!);
  await accessible(owner, "a request of somebody outside");
  if (process.env.MUSTER_SCREENSHOTS) await owner.screenshot({ path: `${process.env.MUSTER_SCREENSHOTS}/outsider.png` });
  await asked.getByRole("button", { name: /^Approve/ }).click();
  await expect(asked).toHaveCount(0);
  await expect(owner.getByRole("listitem").filter({ hasText: "zoe@shop.example" })).toContainText("Approved");
});

test("without a mail server the links are handed over; one that doesn’t answer is named in the list", async ({ people, guard }) => {
  // The pages are still open when the servers end.
  guard.allow(/net::ERR_/);
  const silent = await Server.start("serve");
  const deaf = await Server.start("serve", ["--smtp-url", "smtp://127.0.0.1:9"]);
  try {
    const owner = await people.newcomer({ baseURL: silent.url });
    const { organization: org } = await firstRun(owner);
    const { rows } = await send(owner, org, [MEL.address]);
    const mel = await people.newcomer({ baseURL: silent.url });
    await createAccount(mel, rows[0].outcome.link, MEL.name);
    await send(mel, org, NEW.slice(0, 2));
    await open(owner, `/${org}/requests`);
    await owner.getByRole("checkbox", { name: /^Choose all/ }).check();
    await owner.getByRole("button", { name: "Approve 2" }).click();
    const links = owner.getByRole("dialog", { name: "2 links to hand over" });
    await expect(links.getByLabel(`Link for ${NEW[0]}`)).toHaveValue(/\/invitation#/);
    await accessible(owner, "links to hand over");
    if (process.env.MUSTER_SCREENSHOTS) await owner.screenshot({ path: `${process.env.MUSTER_SCREENSHOTS}/links.png` });
    await links.getByRole("button", { name: "Done" }).click();
    await open(owner, `/${org}/members`);
    await expect(owner.getByRole("row").filter({ hasText: NEW[0] })).toContainText("By link only");

    const other = await people.newcomer({ baseURL: deaf.url });
    await firstRun(other);
    await send(other, org, [NEW[0]]);
    await open(other, `/${org}/members`);
    const line = other.getByRole("row").filter({ hasText: NEW[0] });
    await expect(line).toContainText("Trying again", { timeout: 20_000 });
    await expect(line).toContainText(/refused/i);
    await accessible(other, "a mail server that does not answer");
    if (process.env.MUSTER_SCREENSHOTS) await other.screenshot({ path: `${process.env.MUSTER_SCREENSHOTS}/deaf.png` });
  } finally {
    await Promise.all([silent.stop(), deaf.stop()]);
  }
});

// What goes wrong is said, nothing typed is lost, and the process is unharmed.
import { linkIn } from "../fixtures/mailbox";
import { chip, createAccount, firstRun, inviteDialog } from "../fixtures/people";
import { expect, open, test } from "../fixtures/test";

test("intake answers malformed, strange and oversized envelopes and goes on", async ({ server, people, shop }) => {
  const owner = await people.newcomer();
  const { dsn, organization } = await firstRun(owner);
  const { username: key, pathname } = new URL(dsn);
  const endpoint = `${server.url}/api${pathname}/envelope/`;
  const post = (body: BodyInit, auth = key) => fetch(endpoint, { method: "POST", body, headers: { "x-sentry-auth": `Sentry sentry_key=${auth}, sentry_version=7` } });

  const malformed = await post("this is no envelope");
  expect(malformed.status).toBe(400);
  expect((await malformed.json()).detail).toBeTruthy();
  expect([401, 403]).toContain((await post("{}\n", "0".repeat(32))).status);
  expect((await post(new Uint8Array(21 * 1024 * 1024))).status).toBe(413);

  await shop.order(dsn, "shop@1.0.0");
  await open(owner, `/${organization}/issues`);
  await expect(owner.getByRole("link", { name: /ZeroDivisionError/ })).toBeVisible();
});

test("a form error never loses what was typed", async ({ people, guard }) => {
  guard.allow(/status of 422/);
  const owner = await people.newcomer();
  await open(owner, "/welcome");
  await owner.getByLabel("Your name").fill("Noor Haddad");
  await owner.getByLabel("E-mail address").fill("noor@");
  await owner.getByLabel("Password", { exact: true }).fill("short");
  await owner.getByLabel("Organization").fill("Tea");
  await owner.getByLabel("Project").fill("Shop");
  await owner.getByRole("button", { name: "Create everything" }).click();
  await expect(owner.getByRole("alert").filter({ hasText: /\w/ }).first()).toBeVisible();
  await expect(owner.getByLabel("Your name")).toHaveValue("Noor Haddad");
  await expect(owner.getByLabel("E-mail address")).toHaveValue("noor@");
  await expect(owner.getByLabel("Organization")).toHaveValue("Tea");
});

test("wrong, replaced, used and revoked links say which they are", async ({ people, guard, mailbox }) => {
  test.setTimeout(120_000);
  guard.allow(/status of 4(04|10)/);
  const owner = await people.newcomer();
  const { organization } = await firstRun(owner);
  const invite = async (address: string) => {
    await open(owner, `/${organization}/members`);
    await owner.getByRole("main").getByRole("button", { name: /^Invite/ }).first().click();
    const dialog = inviteDialog(owner);
    await dialog.getByLabel("E-mail addresses").fill(`${address} `);
    await dialog.getByRole("button", { name: /^Send/ }).click();
    await expect(dialog).toBeHidden();
    return linkIn(await mailbox.next(address));
  };
  const heading = async (link: string) => {
    const stranger = await people.newcomer();
    await open(stranger, link);
    return stranger.getByRole("heading", { level: 1 });
  };

  const used = await invite("ada@shop.example");
  await createAccount(await people.newcomer(), used, "Ada");
  await expect(await heading(used)).toHaveText("This invitation was used");

  const revoked = await invite("bo@shop.example");
  const row = owner.getByRole("row").filter({ hasText: "bo@shop.example" });
  await row.getByRole("button", { name: /Resend/ }).click();
  await expect(owner.getByText(/Sent again to bo@shop\.example/).last()).toBeVisible();
  await expect(await heading(revoked)).toHaveText("A newer link was sent");
  await row.getByRole("button", { name: /^More/ }).click();
  await owner.getByRole("menuitem", { name: "Revoke" }).click();
  await owner.getByRole("dialog").getByRole("button", { name: "Revoke" }).click();
  await expect(row).toHaveCount(0);
  await expect.poll(() => mailbox.messages.filter((message) => message.to.includes("bo@shop.example")).length).toBe(2);
  await expect(await heading(linkIn(await mailbox.next("bo@shop.example")))).toHaveText("This invitation was taken back");

  await expect(await heading(`/invitation#${"0".repeat(64)}`)).toHaveText("This link leads nowhere");
});

test("a server that dies in the middle of a send: the dialog keeps the rows and says so", async ({ server, people, guard, mailbox }) => {
  test.setTimeout(120_000);
  guard.allow(/net::ERR_|Failed to fetch|Failed to load resource/);
  const owner = await people.newcomer();
  const { organization } = await firstRun(owner);
  await open(owner, `/${organization}/members`);
  await owner.getByRole("main").getByRole("button", { name: /^Invite/ }).first().click();
  const dialog = inviteDialog(owner);
  await dialog.getByLabel("E-mail addresses").fill("ada@shop.example bo@shop.example ");
  await server.kill();
  await dialog.getByRole("button", { name: /^Send/ }).click();
  await expect(dialog.getByText("That didn’t get through")).toBeVisible();
  await expect(chip(dialog, "ada@shop.example")).toBeVisible();
  await expect(chip(dialog, "bo@shop.example")).toBeVisible();
  await server.restart();
  await dialog.getByRole("button", { name: /^(Retry|Send)/ }).click();
  await expect(dialog).toBeHidden();
  await mailbox.next("ada@shop.example");
  await mailbox.next("bo@shop.example");
});

// The doorways that come up while doing something else: Ctrl-K, a mention in a comment, an ownership rule.
import { linkIn } from "../fixtures/mailbox";
import { chip, createAccount, createTeam, firstRun, inviteDialog, issueLink } from "../fixtures/people";
import { accessible, expect, open, test } from "../fixtures/test";

test("Ctrl-K goes anywhere and invites whoever is typed, with the keyboard alone", async ({ people, shop }) => {
  const owner = await people.newcomer();
  const place = await firstRun(owner);
  await shop.order(place.dsn, "shop@1.0.0");
  await createTeam(owner, place.organization, "Tasters");
  await owner.getByRole("button", { name: "Skip for now" }).click();
  await open(owner, `/${place.organization}/members`);
  const palette = owner.locator("dialog#palette");
  const field = palette.getByRole("combobox");
  const start = owner.getByRole("link", { name: "Projects", exact: true });

  await test.step("it opens over the page without asking the server, closes, and gives the focus back", async () => {
    await start.focus();
    const requests: string[] = [];
    owner.on("request", (request) => requests.push(request.url()));
    await owner.keyboard.press("Control+k");
    await expect(field).toBeFocused();
    expect(requests).toEqual([]);
    await accessible(owner, "the palette");
    await owner.keyboard.press("Escape");
    await expect(palette).toBeHidden();
    await expect(start).toBeFocused();
  });

  await test.step("typing finds pages, teams and issues", async () => {
    await owner.keyboard.press("Control+k");
    await owner.keyboard.type("settings");
    await owner.keyboard.press("Enter");
    await expect(owner).toHaveURL(/\/settings$/);
    await owner.keyboard.press("Control+k");
    await owner.keyboard.type("tast");
    await owner.keyboard.press("Enter");
    await expect(owner).toHaveURL(/\/teams\/tasters$/);
    await owner.keyboard.press("Meta+k");
    await owner.keyboard.type("zerodiv");
    await expect(palette.getByRole("option", { name: /ZeroDivisionError/ })).toBeVisible();
    await owner.keyboard.press("Home");
    await owner.keyboard.press("ArrowUp");
    await owner.keyboard.press("ArrowDown");
    await owner.keyboard.press("Enter");
    await expect(owner.getByRole("heading", { level: 1 })).toContainText("ZeroDivisionError");
  });

  await test.step("an address becomes a chip", async () => {
    await owner.keyboard.press("Control+k");
    await owner.keyboard.type("ines@shop.example");
    await expect(palette.getByRole("option", { name: "Invite ines@shop.example" })).toBeVisible();
    await owner.keyboard.press("Enter");
    await expect(palette).toBeHidden();
    const dialog = inviteDialog(owner);
    await expect(chip(dialog, "ines@shop.example")).toBeVisible();
    const sent = owner.waitForRequest(/send_invitations/);
    await dialog.getByRole("button", { name: /^Send/ }).click();
    expect((await sent).postDataJSON().batch.context.source).toBe("command_palette");
    await expect(dialog).toBeHidden();
  });

  await test.step("it fits a narrow window, in both themes", async () => {
    await owner.setViewportSize({ width: 320, height: 640 });
    for (const colorScheme of ["light", "dark"] as const) {
      await owner.emulateMedia({ colorScheme });
      await owner.keyboard.press("Control+k");
      await expect(field).toBeVisible();
      await accessible(owner, `the palette, narrow and ${colorScheme}`);
      await owner.keyboard.press("Escape");
    }
  });
});

test("a mention of somebody who is not here offers to invite them, and says when they are", async ({ people, mailbox, shop }) => {
  const owner = await people.newcomer();
  const place = await firstRun(owner);
  await shop.order(place.dsn, "shop@1.0.0");
  await open(owner, `/${place.organization}/issues`);
  await issueLink(owner, /ZeroDivisionError/).click();
  await expect(owner.getByRole("heading", { level: 1 })).toContainText("ZeroDivisionError");
  const offer = owner.getByRole("button", { name: "Invite ines@shop.example" });
  await owner.getByLabel("Comment", { exact: true }).fill("@ines@shop.example, is this yours?");
  await expect(offer).toBeVisible();
  await owner.getByRole("button", { name: "Comment", exact: true }).click();
  await expect(owner.getByText("is this yours?").first()).toBeVisible();
  await expect(offer).toBeVisible();
  await accessible(owner, "an issue with a mention");
  await offer.click();
  const dialog = inviteDialog(owner);
  await expect(chip(dialog, "ines@shop.example")).toBeVisible();
  const sent = owner.waitForRequest(/send_invitations/);
  await dialog.getByRole("button", { name: /^Send/ }).click();
  const { source, intent } = (await sent).postDataJSON().batch.context;
  expect([source, intent]).toEqual(["comment_mention", "mention"]);
  await expect(dialog).toBeHidden();
  await expect(offer).toBeHidden();
  const invitee = await people.newcomer();
  await createAccount(invitee, linkIn(await mailbox.next("ines@shop.example")), "Ines Duarte");
  await expect(invitee.getByRole("heading", { level: 1 })).toContainText("ZeroDivisionError");
  await expect(invitee.getByText("who was mentioned here")).toBeVisible();
  await expect(owner.getByText("who was mentioned here")).toBeVisible();
});

test("an owner in a rule who is not a member is invited from it; new issues find their owner", async ({ guard, people, mailbox, shop }) => {
  // Rules that can't be read are refused.
  guard.allow(/422 .*save_ownership/);
  const owner = await people.newcomer();
  const place = await firstRun(owner);
  await open(owner, `/${place.organization}/projects/${place.project}`);
  const rules = owner.getByLabel("Rules");
  await rules.fill("path:shop/* nobody");
  await owner.getByRole("button", { name: "Save rules" }).click();
  await expect(owner.getByText(/Line 1: .*nobody/)).toBeVisible();
  await accessible(owner, "a project whose rules can't be read");
  await rules.fill("path:shop/* ines@shop.example");
  await owner.getByLabel("Give new issues to their owner").check();
  await owner.getByRole("button", { name: "Save rules" }).click();
  const person = owner.getByRole("list", { name: "People in the rules" }).getByRole("listitem").filter({ hasText: "ines@shop.example" });
  await person.getByRole("button", { name: "Invite" }).click();
  const dialog = inviteDialog(owner);
  await expect(chip(dialog, "ines@shop.example")).toBeVisible();
  const sent = owner.waitForRequest(/send_invitations/);
  await dialog.getByRole("button", { name: /^Send/ }).click();
  expect((await sent).postDataJSON().batch.context.source).toBe("ownership_rule");
  await expect(person.getByText("Invited", { exact: true })).toBeVisible();

  await shop.order(place.dsn, "shop@1.0.0");
  await open(owner, `/${place.organization}/issues`);
  await expect(owner.getByRole("button", { name: "Assignee: ines@shop.example (invited)" })).toBeVisible();
  const invitee = await people.newcomer();
  await createAccount(invitee, linkIn(await mailbox.next("ines@shop.example")), "Ines Duarte");
  await expect(owner.getByRole("button", { name: "Assignee: Ines Duarte" })).toBeVisible();
});

// With the keyboard alone: from the list to the issue, the dialog, sent, and focus is back where it was; and from the assignee menu.
import { chip, firstRun, inviteDialog } from "../fixtures/people";
import { tabTo } from "../fixtures/keyboard";
import { LEA, TOMAS } from "../fixtures/shop";
import { expect, open, test } from "../fixtures/test";

test("inviting a suspect commit's author takes no pointer", async ({ server, people, mailbox, shop }) => {
  test.setTimeout(120_000);
  const owner = await people.newcomer();
  const place = await firstRun(owner);
  await shop.order(place.dsn, "shop@1.0.0");
  await shop.release(3, { url: server.url, ...place }, "shop@1.0.0");
  await open(owner, `/${place.organization}/issues`);
  const issue = owner.getByRole("link", { name: /ZeroDivisionError/ });
  await tabTo(owner, issue);
  await owner.keyboard.press("Enter");
  await expect(owner.getByRole("heading", { level: 1 })).toContainText("ZeroDivisionError");

  const author = owner.getByRole("region", { name: /^Suspect commit/ }).getByRole("listitem").filter({ hasText: TOMAS.name });
  const button = author.getByRole("button", { name: "Invite" });
  await tabTo(owner, button);
  await owner.keyboard.press("Enter");
  const dialog = inviteDialog(owner);
  await expect(chip(dialog, TOMAS.address)).toBeVisible();

  await test.step("Escape closes what nobody touched", async () => {
    await owner.keyboard.press("Escape");
    await expect(dialog).toBeHidden();
    await expect(button).toBeFocused();
    await owner.keyboard.press("Enter");
    await expect(dialog).toBeVisible();
  });

  await test.step("Escape asks before anything typed is lost, and focus stays inside", async () => {
    await owner.keyboard.type("ada@shop.example ");
    await owner.keyboard.press("Escape");
    await expect(dialog.getByRole("alertdialog")).toBeVisible();
    await tabTo(owner, dialog.getByRole("button", { name: "Discard" }), "Shift+Tab");
    await owner.keyboard.press("Enter");
    await expect(dialog).toBeHidden();
    await expect(button).toBeFocused();
  });

  await test.step("chips are reached with the arrows and removed with Backspace", async () => {
    await owner.keyboard.press("Enter");
    await expect(dialog).toBeVisible();
    const field = dialog.getByLabel("E-mail addresses");
    await expect(field).toBeFocused();
    await owner.keyboard.type("ada@shop.example bo@shop.example ");
    await owner.keyboard.press("Backspace");
    await expect(chip(dialog, "bo@shop.example")).toHaveCount(0);
    await owner.keyboard.press("ArrowLeft");
    await owner.keyboard.press("Delete");
    await expect(chip(dialog, "ada@shop.example")).toHaveCount(0);
    await expect(chip(dialog, TOMAS.address)).toBeVisible();
  });

  await owner.keyboard.press("Control+Enter");
  await expect(dialog).toBeHidden();
  await expect(author.getByText("Invited", { exact: true })).toBeVisible();
  await mailbox.next(TOMAS.address);
});

test("whoever is missing in the assignee menu is invited from it without a pointer", async ({ server, people, shop, mailbox }) => {
  const owner = await people.newcomer();
  const place = await firstRun(owner);
  await shop.order(place.dsn, "shop@1.0.0");
  await shop.release(3, { url: server.url, ...place }, "shop@1.0.0");
  await open(owner, `/${place.organization}/issues`);
  await tabTo(owner, owner.getByRole("button", { name: "Assignee: Unassigned" }));
  await owner.keyboard.press("Enter");
  await expect(owner.getByRole("combobox", { name: "Assign to" })).toBeFocused();
  await owner.keyboard.type("marchetti");
  await expect(owner.getByRole("dialog", { name: "Assign" }).getByText(/Invite .*Lea Marchetti/)).toBeVisible();
  await owner.keyboard.press("Enter");
  const dialog = inviteDialog(owner);
  await expect(chip(dialog, LEA.address)).toBeVisible();
  await owner.keyboard.press("Control+Enter");
  await expect(dialog).toBeHidden();
  await expect(owner.getByRole("button", { name: /^Assignee: .*invited/ })).toBeVisible();
  await mailbox.next(LEA.address);
});

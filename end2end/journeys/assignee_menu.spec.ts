// Whoever is missing in the assignee menu is invited from it, and has the issue at once.
import { linkIn } from "../fixtures/mailbox";
import { chip, createAccount, firstRun, inviteDialog, issueLink } from "../fixtures/people";
import { LEA } from "../fixtures/shop";
import { expect, open, test } from "../fixtures/test";


test("an address that nobody has is offered as an invitation, and the issue is held for it", async ({ people, mailbox, shop }) => {
  const owner = await people.newcomer();
  const place = await firstRun(owner);
  await shop.order(place.dsn, "shop@1.0.0");
  await open(owner, `/${place.organization}/issues`);
  await issueLink(owner, /ZeroDivisionError/).click();

  await owner.getByRole("button", { name: "Assignee: Unassigned" }).click();
  await owner.getByRole("combobox", { name: "Assign to" }).fill("ines@shop.example");
  await owner.getByText("Invite ines@shop.example").click();
  const dialog = inviteDialog(owner);
  await expect(chip(dialog, "ines@shop.example")).toBeVisible();
  await dialog.getByRole("button", { name: /^Send/ }).click();
  await expect(dialog).toBeHidden();

  await expect(owner.getByRole("button", { name: /^Assignee: ines@shop\.example/ })).toBeVisible();
  const message = await mailbox.next("ines@shop.example");
  const invitee = await people.newcomer();
  await createAccount(invitee, linkIn(message), "Ines Duarte");
  await expect(invitee.getByRole("button", { name: "Assignee: Ines Duarte" })).toBeVisible();
  await expect(owner.getByRole("button", { name: "Assignee: Ines Duarte" })).toBeVisible();
});

test("a commit author's name becomes their address", async ({ server, people, shop }) => {
  const owner = await people.newcomer();
  const place = await firstRun(owner);
  await shop.order(place.dsn, "shop@1.0.0");
  await shop.release(3, { url: server.url, ...place }, "shop@1.0.0");
  await open(owner, `/${place.organization}/issues`);
  await owner.getByRole("button", { name: "Assignee: Unassigned" }).click();
  await owner.getByRole("combobox", { name: "Assign to" }).fill("marchetti");
  const offer = owner.getByRole("dialog", { name: "Assign" }).getByText(/Invite .*Lea Marchetti/);
  await expect(offer).toBeVisible();
  await offer.click();
  await expect(chip(inviteDialog(owner), LEA.address)).toBeVisible();
});

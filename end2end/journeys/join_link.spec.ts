// A reusable link, made in the settings and used by somebody new; and what owners read of it afterwards.
import { linkIn } from "../fixtures/mailbox";
import { PASSWORD, firstRun } from "../fixtures/people";
import { accessible, expect, open, ready, test } from "../fixtures/test";

test("a link takes in somebody new, and the record says so", async ({ people, mailbox, server, guard }) => {
  // A link that is used up answers 404, which the browser notes.
  guard.allow(/status of 404/);
  const owner = await people.newcomer();
  const { organization } = await firstRun(owner);
  await open(owner, `/${organization}/settings`);
  const link = await test.step("the owner makes a link for one admin", async () => {
    await owner.getByRole("main").getByLabel("Role", { exact: true }).selectOption("admin");
    await owner.getByLabel(/^For how many people/).fill("1");
    await owner.getByRole("button", { name: "Make a link" }).click();
    return owner.getByLabel("New link").inputValue();
  });
  expect(link.startsWith(`${server.url}/join#`)).toBe(true);

  const invitee = await people.newcomer();
  await test.step("somebody new proves the address and joins", async () => {
    await open(invitee, link);
    await expect(invitee.getByRole("heading", { level: 1 })).toHaveText("Join Tea");
    await accessible(invitee, "the page of a reusable link");
    await invitee.getByLabel("Your name").fill("Bo Lind");
    await invitee.getByLabel("Your address").fill("bo@else.example");
    await invitee.getByRole("button", { name: "Go on" }).click();
    await expect(invitee.getByText("Look into your mailbox")).toBeVisible();
    await open(invitee, linkIn(await mailbox.next("bo@else.example")));
    await invitee.getByRole("button", { name: "Confirm this address" }).click();
    await invitee.waitForURL(/\/invitation#/);
    await invitee.getByLabel("Choose a password").fill(PASSWORD);
    await invitee.getByRole("button", { name: "Create account and join" }).click();
    await invitee.waitForURL((url) => url.pathname.startsWith(`/${organization}`));
    await ready(invitee);
  });

  await test.step("the link is used up", async () => {
    const late = await people.newcomer();
    await open(late, "/join");
    await late.getByLabel("Link").fill(link);
    await late.getByRole("button", { name: "Read the link" }).click();
    await expect(late.getByRole("heading", { level: 1 })).toHaveText("This link doesn’t work");
  });

  await test.step("the record has every step, and leaves as a file", async () => {
    await open(owner, `/${organization}/settings/audit`);
    for (const what of ["made a reusable link for people to come in", "came in by a reusable link", "joined as admin, invited as bo@else.example"]) {
      await expect(owner.getByRole("row").filter({ hasText: what })).toBeVisible();
    }
    await owner.getByLabel("About").fill("bo@else");
    await owner.getByRole("button", { name: "Filter" }).click();
    await expect(owner).toHaveURL(/about=bo/);
    await expect(owner.getByRole("row").filter({ hasText: "made a reusable link" })).toHaveCount(0);
    await expect(owner.getByRole("row").filter({ hasText: "came in by a reusable link" })).toBeVisible();
    await owner.getByLabel("Action").selectOption("join_link.used");
    await owner.getByRole("button", { name: "Filter" }).click();
    await expect(owner).toHaveURL(/action=join_link\.used/);
    await expect(owner.getByRole("row")).toHaveCount(2);
    const download = owner.waitForEvent("download");
    await owner.getByRole("link", { name: "CSV", exact: true }).click();
    expect((await download).suggestedFilename()).toBe("audit-log.csv");
    await open(owner, `/${organization}/settings/funnel`);
    await expect(owner.getByRole("row", { name: /Reusable link/ })).toContainText("100 %");
  });
});

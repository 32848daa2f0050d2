// An error arrives, its author is invited from the suspect-commit panel, and joins. Nothing is faked.
import { linkIn } from "../fixtures/mailbox";
import { chip, createAccount, firstRun, inviteDialog, issueLink } from "../fixtures/people";
import { TOMAS, till } from "../fixtures/shop";
import { expect, open, test } from "../fixtures/test";

const FIRST = "shop@1.0.0";
const SECOND = "shop@1.0.1";

test("an error arrives, its author is invited from the suspect commit, and joins", async ({ server, people, mailbox, shop }) => {
  test.setTimeout(180_000);
  const owner = await people.newcomer();

  const place = await test.step("the first run makes owner, organization and project", () => firstRun(owner));
  const target = { url: server.url, ...place };

  await test.step("two real programs report, and their issues show within a second", async () => {
    await open(owner, `/${place.organization}/issues`);
    await shop.order(place.dsn, FIRST);
    await expect.poll(() => issueTitles(target), { timeout: 1_000 }).toContain("ZeroDivisionError");
    await shop.order(place.dsn, FIRST, "1002");
    await till(place.dsn, SECOND);
    await expect.poll(() => issueTitles(target), { timeout: 1_000 }).toContain("TypeError");
    await open(owner, `/${place.organization}/issues`);
    await expect(issueLink(owner, /ZeroDivisionError/)).toHaveCount(1);
    await expect(issueLink(owner, /TypeError/)).toHaveCount(1);
  });

  await test.step("sentry-cli 2 and 3 tell about the releases", async () => {
    await shop.release(2, target, FIRST);
    await shop.release(3, target, SECOND);
  });

  await test.step("the issue page shows what happened", async () => {
    await open(owner, `/${place.organization}/issues`);
    await issueLink(owner, /ZeroDivisionError/).click();
    await expect(owner.getByRole("heading", { level: 1 })).toContainText("ZeroDivisionError");
    const main = owner.getByRole("main");
    await expect(main.getByText("shop/pricing.py").first()).toBeVisible();
    await expect(main.getByText("share = reduction / quantity").first()).toBeVisible();
    await expect(main.getByText("'teapot'").first()).toBeVisible();
    await expect(main.getByText("Added two mugs to the cart", { exact: true })).toBeVisible();
    await expect(main.getByText("express").first()).toBeVisible();
    await expect(main.getByText(FIRST).first()).toBeVisible();
    await expect(main.getByText(/2 events/).first()).toBeVisible();
  });

  const suspects = owner.getByRole("region", { name: /^Suspect commits?$/ });
  const author = suspects.getByRole("listitem").filter({ hasText: TOMAS.name });

  await test.step("the suspect commit's author is invited over the page", async () => {
    await expect(author).toContainText("shop/pricing.py");
    await expect(author).toContainText("which is in the stack");
    await author.getByRole("button", { name: "Invite" }).click();
    const dialog = inviteDialog(owner);
    await expect(dialog).toBeVisible();
    await expect(chip(dialog, TOMAS.address)).toBeVisible();
    await expect(dialog.getByText(/assigned|ZeroDivisionError/).first()).toBeVisible();
    await dialog.getByRole("button", { name: /^Send/ }).click();
    await expect(dialog).toBeHidden();
    await expect(author.getByText("Invited", { exact: true })).toBeVisible();
  });

  const message = await test.step("the message leaves by SMTP", () => mailbox.next(TOMAS.address));
  expect(message.text).toContain("Noor Haddad");
  expect(message.text).toContain("Tea");
  const link = linkIn(message);
  expect(link.startsWith(server.url)).toBe(true);

  await test.step("the invitee creates an account and lands on the issue, a member and assigned", async () => {
    const invitee = await people.newcomer();
    await createAccount(invitee, link, TOMAS.name);
    await expect(invitee).toHaveURL(owner.url());
    await expect(invitee.getByRole("heading", { level: 1 })).toContainText("ZeroDivisionError");
    await expect(invitee.getByRole("button", { name: `Assignee: ${TOMAS.name}` })).toBeVisible();
    await open(invitee, `/${place.organization}/members`);
    await expect(invitee.getByRole("main").getByText(TOMAS.address).first()).toBeVisible();
  });

  await test.step("the first browser sees it without a reload", async () => {
    await expect(owner.getByRole("button", { name: `Assignee: ${TOMAS.name}` })).toBeVisible();
    await expect(author.getByText("Invited", { exact: true })).toHaveCount(0);
  });
});

/** The titles of all issues, as a script reads them. */
async function issueTitles(target: { url: string; token: string; organization: string; project: string }): Promise<string> {
  const answer = await fetch(`${target.url}/api/0/projects/${target.organization}/${target.project}/issues/`, { headers: { authorization: `Bearer ${target.token}` } });
  expect(answer.status).toBe(200);
  return ((await answer.json()) as { title: string }[]).map((issue) => issue.title).join("\n");
}

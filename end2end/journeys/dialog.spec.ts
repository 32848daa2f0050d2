// The invite dialog: the W3C's modal dialog pattern, pasted lists, drafts, double clicks, partial failure, lapsed session.
import type { Page } from "@playwright/test";
import { OWNER, type Place, chip, firstRun, inviteDialog } from "../fixtures/people";
import { accessible, expect, open, ready, test } from "../fixtures/test";

const opener = (page: Page) => page.getByRole("main").getByRole("button", { name: /^Invite/ }).first();
const field = (page: Page) => inviteDialog(page).getByLabel("E-mail addresses").first();
const chips = (page: Page) => inviteDialog(page).getByRole("list", { name: "Addresses" }).getByRole("listitem");
const send = (page: Page) => inviteDialog(page).getByRole("button", { name: /^(Send|Retry)/ });

/** An owner on the members page with the dialog open. */
async function opened(owner: Page): Promise<Place> {
  const place = await firstRun(owner);
  await open(owner, `/${place.organization}/members`);
  await opener(owner).click();
  await expect(inviteDialog(owner)).toBeVisible();
  return place;
}

/** Pastes as a person does, through the clipboard event. */
async function paste(page: Page, text: string): Promise<void> {
  await field(page).evaluate((element, text) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", text);
    element.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
  }, text);
}

/** Calls of a server function while something is done. */
function calls(page: Page, name: string): string[] {
  const seen: string[] = [];
  page.on("request", (request) => {
    if (request.url().includes(`/rpc/${name}`)) seen.push(request.postData() ?? "");
  });
  return seen;
}

test("the modal dialog pattern holds", async ({ people }) => {
  const owner = await people.newcomer();
  const place = await firstRun(owner);
  await open(owner, `/${place.organization}/members`);
  const dialog = inviteDialog(owner);

  await test.step("it is named, described, and modal; focus starts in its first field", async () => {
    await opener(owner).click();
    await expect(owner.getByRole("dialog", { name: "Invite teammates" })).toBeVisible();
    await expect(dialog).toHaveAccessibleDescription(/message with a link/);
    expect(await dialog.evaluate((element) => element.matches(":modal"))).toBe(true);
    await expect(field(owner)).toBeFocused();
  });

  await test.step("Tab and Shift+Tab stay inside", async () => {
    for (const key of ["Tab", "Shift+Tab"]) {
      for (let presses = 0; presses < 20; presses++) {
        await owner.keyboard.press(key);
        const outside = await owner.evaluate(() => {
          const active = document.activeElement;
          return active !== null && active !== document.body && active.closest("dialog#invite") === null;
        });
        expect(outside).toBe(false);
      }
    }
  });

  await test.step("Escape closes an empty one, and focus returns to what opened it", async () => {
    await field(owner).focus();
    await owner.keyboard.press("Escape");
    await expect(dialog).toBeHidden();
    await expect(opener(owner)).toBeFocused();
  });

  await test.step("so do the cross, Cancel and a click beside it", async () => {
    for (const close of [
      () => dialog.getByRole("button", { name: "Close" }).click(),
      () => dialog.getByRole("button", { name: "Cancel" }).click(),
      () => owner.mouse.click(5, 5),
    ]) {
      await opener(owner).click();
      await expect(dialog).toBeVisible();
      await close();
      await expect(dialog).toBeHidden();
      await expect(opener(owner)).toBeFocused();
    }
  });

  await test.step("with something typed it asks first, and keeps it when told to", async () => {
    await opener(owner).click();
    await owner.keyboard.type("ada@shop.example ");
    await owner.keyboard.press("Escape");
    await expect(dialog.getByRole("alertdialog")).toBeVisible();
    await expect(dialog.getByRole("button", { name: "Keep writing" })).toBeFocused();
    await owner.keyboard.press("Escape");
    await expect(dialog.getByRole("alertdialog")).toHaveCount(0);
    await expect(chip(dialog, "ada@shop.example")).toBeVisible();
    await owner.mouse.click(5, 5);
    await dialog.getByRole("button", { name: "Discard" }).click();
    await expect(dialog).toBeHidden();
    await opener(owner).click();
    await expect(chips(owner)).toHaveCount(0);
  });
});

test("opening fetches nothing", async ({ people }) => {
  const owner = await people.newcomer();
  const place = await firstRun(owner);
  await open(owner, `/${place.organization}/members`);
  await owner.waitForLoadState("networkidle").catch(() => undefined);
  const requests: string[] = [];
  // That it was opened is counted, which nothing waits for.
  owner.on("request", (request) => request.url().endsWith("/rpc/note_dialog") || requests.push(request.url()));
  await opener(owner).click();
  await expect(inviteDialog(owner)).toBeVisible();
  await owner.waitForTimeout(500);
  expect(requests).toEqual([]);
});

test("of 500 pasted addresses 463 go in one request, and 37 stay with their reason", async ({ people, mailbox }) => {
  test.setTimeout(120_000);
  const owner = await people.newcomer();
  await opened(owner);
  const asked = calls(owner, "address_standings");
  const sent = calls(owner, "send_invitations");
  const wrong = ["@@shop.example", "@shop..example", "@-shop.example", "@shop.", "@.shop"];
  const typed = (number: number) => (number < 37 ? `person${number}${wrong[number % wrong.length]}` : `Person ${number} <person${number}@shop.example>`);
  const list = Array.from({ length: 500 }, (_, number) => typed(number)).join("\n");
  await paste(owner, list);
  await expect(chips(owner)).toHaveCount(500);
  await expect.poll(() => asked.length).toBe(1);
  await expect(inviteDialog(owner).getByText("37 can’t be sent as they are")).toBeVisible();
  await inviteDialog(owner).getByRole("button", { name: "Send 463 invitations" }).click();
  await expect(chips(owner)).toHaveCount(37);
  await expect(inviteDialog(owner).getByRole("heading", { name: "463 people are invited" })).toBeVisible();
  expect(sent).toHaveLength(1);
  await mailbox.next("person40@shop.example");
});

test("lists are understood as they are pasted", async ({ people }) => {
  const owner = await people.newcomer();
  await opened(owner);
  for (const [text, expected] of [
    ['"Lee, Ana" <ana@shop.example>; bo@shop.example', ["Ana Lee ana@shop.example", "bo@shop.example"]],
    ["Name,Email\nAna Lee,ana@shop.example\nBo Ray,bo@shop.example", ["Ana Lee ana@shop.example", "Bo Ray bo@shop.example"]],
    ["- mailto:ana@shop.example\n- bo@shop.example (Bo)\n- ana@shop.example", ["ana@shop.example", "Bo bo@shop.example"]],
  ] as const) {
    await paste(owner, text);
    await expect(chips(owner)).toHaveText([...expected]);
    for (let left = expected.length; left > 0; left--) await owner.keyboard.press("Backspace");
    await expect(chips(owner)).toHaveCount(0);
  }
});

test("a draft survives a reload, with the dialog open as it was", async ({ people }) => {
  const owner = await people.newcomer();
  await opened(owner);
  await field(owner).fill("ada@shop.example, not-an-address, bo@sh");
  await inviteDialog(owner).getByLabel(/^Message/).fill("Tea at four.");
  await owner.reload();
  await ready(owner);
  const dialog = inviteDialog(owner);
  await expect(dialog).toBeVisible();
  await expect(chip(dialog, "ada@shop.example")).toBeVisible();
  await expect(chip(dialog, "not-an-address")).toBeVisible();
  await expect(dialog.getByLabel(/^Message/)).toHaveValue("Tea at four.");
});

test("a double click sends once, and a retry after a lost answer invites nobody twice", async ({ people, guard, mailbox }) => {
  guard.allow(/net::ERR_|Failed to fetch|Failed to load resource/);
  const owner = await people.newcomer();
  await opened(owner);
  const sent = calls(owner, "send_invitations");
  await field(owner).fill("ada@shop.example ");
  await send(owner).dblclick();
  await expect(inviteDialog(owner)).toBeHidden();
  expect(sent).toHaveLength(1);
  await mailbox.next("ada@shop.example");

  // The server does its work; its answer never arrives.
  await owner.route("**/rpc/send_invitations", async (route) => {
    await route.fetch();
    await route.abort();
  });
  await opener(owner).click();
  await field(owner).fill("bo@shop.example ");
  await send(owner).click();
  await expect(inviteDialog(owner).getByText("That didn’t get through")).toBeVisible();
  await owner.unroute("**/rpc/send_invitations");
  await send(owner).click();
  await expect(inviteDialog(owner)).toBeHidden();
  await mailbox.next("bo@shop.example");
  await owner.waitForTimeout(1_000);
  expect(mailbox.messages.filter((message) => message.to.includes("bo@shop.example"))).toHaveLength(1);
  const key = (body: string) => JSON.parse(body).batch.key;
  expect(key(sent[2])).toBe(key(sent[1]));
  expect(key(sent[1])).not.toBe(key(sent[0]));
});

test("what is known of an address is said before it is sent, and what failed stays with its reason", async ({ people }) => {
  const owner = await people.newcomer();
  await opened(owner);
  const dialog = inviteDialog(owner);
  await field(owner).fill("ada@shop.example ");
  await send(owner).click();
  await expect(dialog).toBeHidden();
  await opener(owner).click();
  await field(owner).fill(`${OWNER.address}, ada@shop.example, not-an-address, bo@shop.example `);
  const note = (text: string | RegExp) => dialog.getByRole("listitem").filter({ hasText: text });
  await expect(note(`${OWNER.name} (${OWNER.address}) is a member already.`)).toBeVisible();
  await expect(note(/^ada@shop\.example was invited by Noor Haddad/)).toBeVisible();
  await expect(note("“not-an-address”: This has no @.")).toBeVisible();
  await dialog.getByRole("button", { name: "Send 1 invitation" }).click();
  await expect(dialog.getByRole("heading", { name: "bo@shop.example is invited" })).toBeVisible();
  await expect(chips(owner)).toHaveCount(3);
  await accessible(owner, "a partly sent dialog");
  await dialog.getByRole("button", { name: "Remove the 3 that can’t be sent" }).click();
  await expect(chips(owner)).toHaveCount(0);
});

test("a lapsed session says so and keeps the draft through signing in again", async ({ people, guard }) => {
  guard.allow(/status of 401/);
  const owner = await people.newcomer();
  await opened(owner);
  const dialog = inviteDialog(owner);
  await field(owner).fill("ada@shop.example ");
  await owner.context().clearCookies();
  await send(owner).click();
  await expect(dialog.getByText("You have been signed out")).toBeVisible();
  await expect(chip(dialog, "ada@shop.example")).toBeVisible();
  await dialog.getByRole("link", { name: "Sign in" }).click();
  await owner.getByLabel("E-mail address").fill(OWNER.address);
  await owner.getByLabel("Password", { exact: true }).fill(OWNER.password);
  await owner.getByRole("button", { name: "Sign in" }).click();
  await owner.waitForURL("**/members");
  await expect(chip(dialog, "ada@shop.example")).toBeVisible();
  await send(owner).click();
  await expect(dialog).toBeHidden();
});

test("what stands half-typed in the field becomes a chip after the click, not under it", async ({ people }) => {
  const owner = await people.newcomer();
  await opened(owner);
  const dialog = inviteDialog(owner);
  await field(owner).pressSequentially("not an address");
  await dialog.getByRole("button", { name: "Add another group" }).click();
  await expect(dialog.getByRole("group", { name: "Group 2", exact: true })).toBeVisible();
  await expect(dialog.getByRole("group", { name: "Group 2", exact: true }).getByLabel("E-mail addresses")).toBeFocused();
  await expect(chip(dialog, "not an address")).toBeVisible();
});

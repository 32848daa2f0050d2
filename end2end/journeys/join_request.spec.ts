// An outsider follows a link to an issue, meets the wall, asks, proves the address, is approved, and lands on the issue. Nothing is faked.
import { type Page } from "@playwright/test";
import { linkIn } from "../fixtures/mailbox";
import { OWNER, type Place, createAccount, firstRun } from "../fixtures/people";
import { accessible, expect, open, ready, test } from "../fixtures/test";

const IDA = { name: "Ida Falk", address: "ida@else.example" };

test("an outsider asks at the wall, is approved, and lands on the issue", async ({ server, people, mailbox, shop }) => {
  test.setTimeout(180_000);
  const owner = await people.newcomer();
  const place = await firstRun(owner);
  await shop.order(place.dsn, "shop@1.0.0");
  const issue = await test.step("there is an issue", () => firstIssue(server.url, place));

  const outsider = await people.newcomer();
  await test.step("the wall behind the link takes a request", async () => {
    await outsider.goto(issue);
    await outsider.waitForURL(/\/tea\/login\?next=/);
    await ready(outsider);
    await accessible(outsider, "the wall");
    await ask(outsider, IDA.name, IDA.address, "I run the shop’s till and want to read this one.");
    await accessible(outsider, "the wall after asking");
  });

  await test.step("nobody hears of it before the address is proved", async () => {
    expect(await requests(server.url, place)).toEqual([]);
    const message = await mailbox.next(IDA.address, /Confirm your request/);
    expect(message.text).toContain("Tea");
    const link = linkIn(message);
    // Whatever opens the link, nothing happens by that.
    await open(outsider, link);
    await outsider.waitForTimeout(500);
    expect(await requests(server.url, place)).toEqual([]);
    await accessible(outsider, "the confirm page");
    await outsider.getByRole("button", { name: "Confirm this address" }).click();
    await expect(outsider.getByRole("heading", { level: 1 })).toHaveText("Your request is on its way");
  });

  const news = await test.step("the owner hears who asks, and how to turn it off", () => mailbox.next(OWNER.address, /ask/i));
  expect(news.text).toContain(IDA.name);
  expect(news.text).toContain("I run the shop");
  expect(news.text).toContain(`${server.url}/tea/settings#join_requests`);

  await test.step("the owner approves", async () => {
    const [request] = await requests(server.url, place);
    const answer = await rest(server.url, place, `organizations/tea/invite-requests/${request.id}/`, { method: "PUT", body: JSON.stringify({ approve: true, orgRole: "admin" }) });
    expect(answer.status).toBe(200);
  });

  await test.step("the outsider creates an account and lands on the issue", async () => {
    const message = await mailbox.next(IDA.address, /approved|invited/);
    await createAccount(outsider, linkIn(message), IDA.name);
    await expect(outsider).toHaveURL(`${server.url}${issue}`);
    await expect(outsider.getByRole("heading", { level: 1 })).toContainText("ZeroDivisionError");
  });
});

test("the same words for everybody, and nothing given away when it is off", async ({ people, mailbox, server }) => {
  const owner = await people.newcomer();
  await firstRun(owner);
  const said = [];
  for (const address of ["nobody@else.example", OWNER.address, "nobody@else.example"]) {
    const stranger = await people.newcomer();
    await open(stranger, "/tea/login");
    said.push((await ask(stranger, "Somebody", address)).replaceAll(address, "ADDRESS"));
  }
  expect(new Set(said).size).toBe(1);
  expect((await mailbox.next(OWNER.address, /Your request to join/)).text).toContain("a member already");
  expect(mailbox.messages.filter((message) => message.to.includes("nobody@else.example"))).toHaveLength(1);

  await test.step("the link in the message opens the switch and changes nothing by itself", async () => {
    const reader = await people.newcomer();
    await reader.goto(`${server.url}/tea/settings#join_requests`);
    await reader.waitForURL(/\/tea\/login\?next=/);
    await ready(reader);
    await reader.getByLabel("E-mail address").fill(OWNER.address);
    await reader.getByLabel("Password", { exact: true }).fill(OWNER.password);
    await reader.getByRole("button", { name: "Sign in" }).click();
    await reader.waitForURL(/\/tea\/settings#join_requests$/);
    await ready(reader);
    const toggle = reader.getByRole("switch", { name: "People outside may ask to join" });
    await expect(toggle).toBeInViewport();
    await expect(toggle).toBeChecked();
    await toggle.uncheck();
    await reader.getByRole("button", { name: "Save settings" }).click();
    await expect(reader.getByText("The settings are saved").first()).toBeVisible();
  });

  await test.step("now the page is that of an organization that is not there", async () => {
    const stranger = await people.newcomer();
    const page = async (path: string) => {
      await open(stranger, path);
      return (await stranger.locator("main").innerText()).trim();
    };
    const closed = await page("/tea/login");
    expect(closed).not.toContain("Tea");
    expect(closed).toBe(await page("/nowhere/login"));
  });
});

test("asking and confirming work without script", async ({ people, mailbox, guard }) => {
  guard.allow(/status of 422/);
  await firstRun(await people.newcomer());
  const reader = await people.newcomer({ javaScriptEnabled: false });
  await reader.goto("/tea/issues");
  await reader.locator("summary", { hasText: "Ask to join Tea" }).click();
  await reader.getByLabel("Your name").fill(IDA.name);
  await reader.getByLabel("Your address").fill("ida");
  await reader.getByRole("button", { name: "Ask to join" }).click();
  await expect(reader.getByText("This has no @.")).toBeVisible();
  await expect(reader.getByLabel("Your name")).toHaveValue(IDA.name);
  await reader.getByLabel("Your address").fill(IDA.address);
  await reader.getByRole("button", { name: "Ask to join" }).click();
  await expect(reader.getByText("Look into your mailbox")).toBeVisible();
  const link = linkIn(await mailbox.next(IDA.address, /Confirm your request/));
  await reader.goto("/confirm");
  await reader.getByLabel("Code or link").fill(link);
  await reader.getByRole("button", { name: "Confirm this address" }).click();
  await expect(reader.getByRole("heading", { level: 1 })).toHaveText("Your request is on its way");
});

test("somebody who is signed in asks at the wall without proving the address again", async ({ people, mailbox, server, guard }) => {
  // The organization that one is no member of is not there.
  guard.allow(/status of 404/);
  const owner = await people.newcomer();
  const place = await firstRun(owner);
  await invite(server.url, place, IDA.address);
  const ida = await people.newcomer();
  // The message's own link: it is what proves the address.
  await createAccount(ida, linkIn(await mailbox.next(IDA.address)), IDA.name);
  const [member] = await members(server.url, place, IDA.address);
  expect((await rest(server.url, place, `organizations/tea/members/${member.id}/`, { method: "DELETE" })).status).toBe(204);
  await open(ida, "/tea/members");
  await expect(ida.getByRole("heading", { level: 1 })).toHaveText("You’re not in Tea yet");
  await accessible(ida, "the wall for somebody with an account");
  await ida.getByLabel(/^Note to Tea/).fill("Back again");
  await ida.getByRole("button", { name: "Ask to join" }).click();
  await expect(ida.getByText("Your request is taken")).toBeVisible();
  expect((await mailbox.next(OWNER.address, /ask/i)).text).toContain("Back again");
  const [request] = await requests(server.url, place);
  expect((await rest(server.url, place, `organizations/tea/invite-requests/${request.id}/`, { method: "PUT", body: JSON.stringify({ approve: true }) })).status).toBe(200);
  await open(ida, "/tea/members");
  await expect(ida.getByRole("main").getByText(IDA.address).first()).toBeVisible();
});

/** Asks from the sign-in page and answers what it says then. */
async function ask(page: Page, name: string, address: string, note = ""): Promise<string> {
  await page.locator("summary", { hasText: "Ask to join Tea" }).click();
  await page.getByLabel("Your name").fill(name);
  await page.getByLabel("Your address").fill(address);
  await page.getByLabel(/^Note to Tea/).fill(note);
  await page.getByRole("button", { name: "Ask to join" }).click();
  await expect(page.getByText("Look into your mailbox")).toBeVisible();
  return page.locator(".ask__sent").innerText();
}

function rest(url: string, place: Place, path: string, init: RequestInit = {}): Promise<Response> {
  return fetch(`${url}/api/0/${path}`, { ...init, headers: { authorization: `Bearer ${place.token}`, "content-type": "application/json" } });
}

async function requests(url: string, place: Place): Promise<{ id: string }[]> {
  return (await rest(url, place, "organizations/tea/invite-requests/")).json();
}

async function members(url: string, place: Place, address: string): Promise<{ id: string }[]> {
  const all: { id: string; email: string }[] = await (await rest(url, place, "organizations/tea/members/")).json();
  return all.filter((member) => member.email === address);
}

async function invite(url: string, place: Place, address: string): Promise<string> {
  const answer = await rest(url, place, "organizations/tea/members/", { method: "POST", body: JSON.stringify({ email: address }) });
  return ((await answer.json()) as { inviteLink: string }).inviteLink;
}

async function firstIssue(url: string, place: Place): Promise<string> {
  await expect.poll(async () => (await (await rest(url, place, "organizations/tea/issues/")).json()).length).toBe(1);
  const [issue] = (await (await rest(url, place, "organizations/tea/issues/")).json()) as { id: string }[];
  return `/tea/issues/${issue.id}`;
}

// Creating a team has the invite step: two groups with different roles and teams in one send; one bad address stays with its reason.
import { chip, createTeam, firstRun } from "../fixtures/people";
import { expect, open, test } from "../fixtures/test";

test("two groups go in one send, and the one bad address stays", async ({ people, mailbox }) => {
  test.setTimeout(120_000);
  const owner = await people.newcomer();
  const place = await firstRun(owner);
  await createTeam(owner, place.organization, "Brewers");
  await owner.getByRole("button", { name: "Skip for now" }).click();

  await createTeam(owner, place.organization, "Tasters");
  const main = owner.getByRole("main");
  await main.getByLabel("E-mail addresses").fill("ada@shop.example, bo@shop.example, not-an-address ");
  await expect(chip(main, "ada@shop.example")).toBeVisible();
  await main.getByRole("button", { name: "Add another group" }).click();
  const second = main.getByRole("group", { name: "Group 2", exact: true });
  await second.getByLabel("E-mail addresses").fill("cy@shop.example ");
  await second.getByLabel("Role").selectOption({ value: "manager" });
  await second.getByText("Brewers").click();
  await main.getByRole("button", { name: /^Send 3 invitations/ }).click();

  const first = main.getByRole("group", { name: "Group 1", exact: true });
  await expect(main.getByText("3 people are invited").first()).toBeVisible();
  await expect(chip(first, "not-an-address")).toBeVisible();
  await expect(first.getByText(/“not-an-address”: /)).toBeVisible();
  await expect(chip(main, "ada@shop.example")).toHaveCount(0);
  await Promise.all(["ada@shop.example", "bo@shop.example", "cy@shop.example"].map((address) => mailbox.next(address)));
  expect(mailbox.messages).toHaveLength(3);

  await open(owner, `/${place.organization}/members`);
  const row = owner.getByRole("row").filter({ hasText: "cy@shop.example" });
  await expect(row).toContainText("Manager");
  await expect(row).toContainText("Brewers");
  await expect(owner.getByRole("row").filter({ hasText: "ada@shop.example" })).toContainText("Tasters");
});

// Without script nothing is blank: people sign in, and read what they came for.
import { OWNER, firstRun } from "../fixtures/people";
import { expect, test } from "../fixtures/test";

test("signing in and reading an issue work without script", async ({ people, shop, guard }) => {
  guard.allow(/status of 422/);
  const place = await firstRun(await people.newcomer());
  await shop.order(place.dsn, "shop@1.0.0");
  const reader = await people.newcomer({ javaScriptEnabled: false });
  await reader.goto(`/${place.organization}/issues`);
  await reader.getByLabel("E-mail address").fill(OWNER.address);
  await reader.getByLabel("Password", { exact: true }).fill("not this one");
  await reader.getByRole("button", { name: "Sign in" }).click();
  await expect(reader.getByRole("alert").filter({ hasText: /\w/ }).first()).toBeVisible();
  await expect(reader.getByLabel("E-mail address")).toHaveValue(OWNER.address);
  await reader.getByLabel("Password", { exact: true }).fill(OWNER.password);
  await reader.getByRole("button", { name: "Sign in" }).click();
  await reader.getByRole("link", { name: /ZeroDivisionError/ }).click();
  await expect(reader.getByRole("heading", { level: 1 })).toContainText("ZeroDivisionError");
  await expect(reader.getByText("share = reduction / quantity").first()).toBeVisible();
});

test("an invitation's page takes the code by hand without script", async ({ people, guard }) => {
  guard.allow(/status of 4(04|10)/);
  const reader = await people.newcomer({ javaScriptEnabled: false });
  await reader.goto("/invitation");
  await reader.getByLabel("Code or link").fill("0".repeat(64));
  await reader.getByRole("button", { name: "Read the invitation" }).click();
  await expect(reader.getByRole("heading", { level: 1 })).toHaveText("This link leads nowhere");
});

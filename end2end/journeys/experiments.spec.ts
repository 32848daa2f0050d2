// Writing an experiment, reporting what happened from a service, reading what came of it, deciding.
import type { Page } from "@playwright/test";
import { OWNER, type Place, firstRun } from "../fixtures/people";
import type { Server } from "../fixtures/server";
import { accessible, expect, open, ready, test } from "../fixtures/test";

const SCRIPT = "colour = uniformChoice(choices=['grey', 'red'], unit=userid);\nlarge = colour == 'red';";

/** What a service does: REST with a token. */
async function rest(server: Server, place: Place, method: string, path: string, body: object): Promise<any> {
  const answer = await fetch(`${server.url}/api/0/organizations/${place.organization}/${path}/`, {
    method,
    headers: { authorization: `Bearer ${place.token}`, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}

/** Units that met the experiment; those with the red button pay more often. */
async function happen(server: Server, place: Place, name: string, count: number): Promise<void> {
  const units = Array.from({ length: count }, (_, at) => `${name}-${at}`);
  const events: object[] = [];
  for (let at = 0; at < count; at += 100) {
    const exposures = units.slice(at, at + 100).map((unit) => ({ experiment: name, context: { targetingKey: unit } }));
    expect(await rest(server, place, "POST", "exposures", { exposures })).toMatchObject({ refused: 0 });
  }
  for (const [at, unit] of units.entries()) {
    const flag = await fetch(`${server.url}/ofrep/v1/evaluate/flags/${name}.colour`, {
      method: "POST",
      headers: { authorization: `Bearer ${place.token}`, "content-type": "application/json" },
      body: JSON.stringify({ context: { targetingKey: unit } }),
    });
    const red = (await flag.json()).value === "red";
    if (at % 10 < (red ? 8 : 2)) events.push({ id: unit, unit, name: "paid" });
  }
  for (let at = 0; at < events.length; at += 100) await rest(server, place, "POST", "experiment-events", { events: events.slice(at, at + 100) });
}

async function type(page: Page, script: string): Promise<void> {
  await page.getByLabel("Script").fill(script);
}

async function start(page: Page, name: string): Promise<void> {
  await page.getByRole("main").getByRole("button", { name: "Start" }).click();
  await page.getByRole("dialog", { name: `Start ${name}` }).getByRole("button", { name: "Start" }).click();
}

test("an experiment is written, met, read and concluded", async ({ server, people, guard }) => {
  guard.allow(/status of (409|422) .*save_experiment/);
  guard.allow(/status of 422 .*change_experiment/);
  test.setTimeout(120_000);
  const owner = await people.newcomer();
  const place = await firstRun(owner);
  const base = `/${place.organization}/experiments`;
  await open(owner, base);
  await expect(owner.getByRole("heading", { name: "No experiments of your own yet" })).toBeVisible();
  await accessible(owner, "no experiments yet");
  await owner.getByRole("main").getByRole("link", { name: "Write an experiment" }).first().click();
  await expect(owner.getByRole("heading", { level: 1 })).toHaveText("Write an experiment");
  await expect(owner.getByText("Checked here in the browser")).toBeVisible();

  await test.step("an error shows where it is, while one types", async () => {
    await type(owner, "colour = 1;\nlarge = [1, ;");
    const findings = owner.locator("#findings");
    await expect(findings).toContainText("Line 2, column 13: expected a value, found “;”");
    await expect(findings).toContainText("large = [1, ;\n            ^");
    await expect(owner.locator(".script__lines .is-wrong")).toHaveText("2");
    await accessible(owner, "a script that does not compile");
    await owner.getByRole("button", { name: "Go there" }).click();
    await expect(owner.getByLabel("Script")).toBeFocused();
    expect(await owner.getByLabel("Script").evaluate((field: HTMLTextAreaElement) => field.selectionStart)).toBe("colour = 1;\nlarge = [1, ".length);
  });

  await test.step("inputs, parameters, warnings and tests", async () => {
    await type(owner, "x = !a || b;");
    await expect(owner.locator("#findings")).toContainText("! takes only what follows it");
    await type(owner, SCRIPT);
    await expect(owner.locator("#findings")).toContainText("It compiles");
    await expect(owner.locator("#findings dd").first()).toHaveText("userid");
    await expect(owner.locator("#findings dd").nth(1)).toHaveText("colourlarge");
    const first = owner.getByRole("group", { name: "Test 1" });
    await first.getByLabel("Expected").fill('{"large": "huge"}');
    await expect(first).toContainText("Fails");
    await expect(first).toContainText('not "huge"');
    // What is drawn depends on the name.
    await expect(first.getByRole("button", { name: "Expect what it gives" })).toBeDisabled();
    await owner.getByLabel("Name", { exact: true }).fill("button");
    await first.getByRole("button", { name: "Expect what it gives" }).click();
    await expect(first).toContainText("Passes");
    await owner.getByRole("button", { name: "Add a test" }).click();
    await owner.getByRole("group", { name: "Test 2" }).getByLabel("Expected").fill("false");
    await expect(owner.getByText("1 of 2 pass.")).toBeVisible();
    await owner.getByRole("button", { name: "Add a test" }).click();
    await owner.getByRole("button", { name: "Remove test 2" }).click();
    await expect(owner.getByRole("button", { name: "Add a test" })).toBeFocused();
    await expect(owner.getByRole("button", { name: "Remove test 3" })).toHaveCount(0);
    await owner.getByRole("button", { name: "Remove test 2" }).click();
  });

  await test.step("what is typed survives a reload", async () => {
    await owner.getByLabel("Name", { exact: true }).first().fill("button");
    await owner.getByRole("button", { name: "Add a metric" }).click();
    const metric = owner.getByRole("group", { name: "Metric 1" });
    await metric.getByLabel("Within days").fill("soon");
    await owner.reload();
    await ready(owner);
    await expect(owner.getByText("What you typed here before is back")).toBeVisible();
    await expect(owner.getByLabel("Script")).toHaveValue(SCRIPT);
    await owner.getByRole("button", { name: "Save as a draft" }).click();
    await expect(metric.getByText("Give the metric a name.")).toBeVisible();
    await expect(metric.getByText("Say which event counts.")).toBeVisible();
    await expect(metric.getByText("Use a whole number of days")).toBeVisible();
    await expect(metric.getByLabel("Name")).toBeFocused();
    await accessible(owner, "a metric with three mistakes");
    await metric.getByLabel("Name").fill("Paid");
    await metric.getByLabel("Event").fill("paid");
    await owner.getByRole("button", { name: "Save as a draft" }).click();
    await expect(metric.getByText("Give the metric a name.")).toBeHidden();
    await expect(metric.getByLabel("Within days")).toBeFocused();
    await metric.getByLabel("Within days").fill("30");
    await metric.getByLabel("Hoped-for change").fill("-10");
    await owner.getByRole("group", { name: "Test 1" }).getByLabel("Expected").fill('{"colour": "green"}');
    await accessible(owner, "the editor");
    await owner.getByRole("button", { name: "Save as a draft" }).click();
    await owner.waitForURL(`**${base}/button`);
    await expect(owner.getByText("Nobody gets it yet")).toBeVisible();
  });

  await test.step("a test that fails keeps it from starting", async () => {
    await start(owner, "button");
    const dialog = owner.getByRole("dialog", { name: "Start button" });
    await expect(dialog.getByRole("alert")).toHaveText(/^Test 1 fails: colour is .* Nothing was started\.$/);
    await dialog.getByRole("button", { name: "Cancel" }).click();
    await owner.getByRole("link", { name: "Edit" }).click();
    await owner.getByRole("group", { name: "Test 1" }).getByRole("button", { name: "Expect what it gives" }).click();
    await owner.getByRole("button", { name: "Save", exact: true }).last().click();
    await owner.waitForURL(`**${base}/button`);
  });

  await start(owner, "button");
  await expect(owner.getByText("Nobody has met it yet")).toBeVisible();
  await happen(server, place, "button", 400);
  await open(owner, `${base}/button`);

  await test.step("arms, pictures and their tables", async () => {
    const arms = owner.getByRole("table", { name: "Arms" });
    await expect(arms.getByRole("row")).toHaveCount(3);
    await expect(owner.getByRole("img", { name: /^Paid of each arm, with 95 % intervals/ })).toBeVisible();
    await expect(owner.getByRole("img", { name: /^First exposures of each day/ })).toBeVisible();
    await expect(owner.getByRole("table", { name: "Paid: the figures of each arm" }).getByRole("row").nth(2)).toContainText(/Higher|Lower/);
    await owner.getByText("The query behind these figures").click();
    await expect(owner.getByRole("region", { name: "The query" })).toContainText("SELECT");
    await expect(owner.getByText(/By now it would find a fall of .* or more, .* One of −10\.0\s%/)).toBeVisible();
    await accessible(owner, "results");
    const [file] = await Promise.all([owner.waitForEvent("download"), owner.getByRole("link", { name: "Download as CSV" }).click()]);
    expect(file.suggestedFilename()).toBe("button.csv");
  });

  await test.step("while it runs, salts and choices stay", async () => {
    await owner.getByRole("link", { name: "Edit" }).click();
    await expect(owner.getByText("is running")).toBeVisible();
    await type(owner, "x = ");
    await expect(owner.locator("#findings")).toContainText(/Version \d stays live/);
    const first = owner.getByRole("group", { name: "Test 1" });
    await type(owner, `${SCRIPT}\nlarge = "huge";`);
    await owner.getByRole("button", { name: "Save" }).click();
    await expect(first.getByText(/^Test 1 fails: .* Nothing was saved/)).toBeVisible();
    await expect(first.getByLabel("Expected")).toBeFocused();
    await type(owner, SCRIPT.replace("'grey', 'red'", "'red', 'grey'"));
    await owner.getByRole("button", { name: "Save" }).click();
    await expect(owner.getByRole("alert").filter({ hasText: "would stand in another order" }).first()).toBeVisible();
    await expect(owner.getByLabel("Script")).toHaveValue(/'red', 'grey'/);
    await owner.getByRole("link", { name: "Cancel" }).click();
  });

  await test.step("concluding says what it means", async () => {
    await owner.getByRole("button", { name: "Conclude" }).click();
    const dialog = owner.getByRole("dialog");
    await dialog.getByRole("button", { name: "Conclude" }).click();
    await expect(dialog.getByRole("alert").filter({ hasText: "Choose the arm that everybody gets." })).toBeVisible();
    await expect(dialog.getByRole("radio").first()).toBeFocused();
    await dialog.getByRole("radio", { name: /red/ }).check();
    await expect(dialog.getByText("Choose the arm that everybody gets.")).toBeHidden();
    await expect(dialog.getByText(/^Paid: \d.*%\); (higher|lower) than the baseline/)).toBeVisible();
    await expect(dialog.getByText(/^Everybody gets .*red.* from the next page or request on/)).toBeVisible();
    await accessible(owner, "the dialog that concludes");
    await dialog.getByRole("button", { name: "Conclude" }).click();
    await expect(owner.getByText(/^Decided: everybody gets/)).toBeVisible();
    await expect(owner.getByRole("main")).toBeFocused();
    await accessible(owner, "a concluded experiment");
  });

  await test.step("it can run again, and counts anew", async () => {
    await owner.getByRole("button", { name: "Run again" }).click();
    const dialog = owner.getByRole("dialog", { name: "Run button again" });
    await expect(dialog.getByText("Counting begins anew; what it found before is kept.")).toBeVisible();
    await dialog.getByRole("button", { name: "Run again" }).click();
    await expect(owner.getByText("Nobody has met this version yet")).toBeVisible();
    await expect(owner.getByText(/^Decided: everybody gets/)).toBeHidden();
    await owner.getByRole("button", { name: "Archive" }).click();
    await owner.getByRole("dialog", { name: "Archive button" }).getByRole("button", { name: "Archive" }).click();
    await expect(owner.getByRole("main").getByText("Archived", { exact: true })).toBeVisible();
    await open(owner, `${base}/button/edit`);
    await expect(owner.getByText("Metrics and tests may change; the script stays as it was.")).toBeVisible();
  });
});

test("a namespace is made, joined, given another default, and found again", async ({ server, people }) => {
  const owner = await people.newcomer();
  const place = await firstRun(owner);
  for (const name of ["banner", "usual"]) {
    await rest(server, place, "PUT", `experiments/${name}`, { unit: "userid", source: SCRIPT });
  }
  await open(owner, `/${place.organization}/experiments/banner/namespace`);
  await owner.getByLabel("Name", { exact: true }).fill("front");
  await owner.getByRole("button", { name: "Make it" }).click();
  await owner.locator("#segments").fill("many");
  await owner.getByRole("button", { name: "Add it" }).click();
  await expect(owner.getByText("Use a whole number, such as 10.")).toBeVisible();
  await owner.locator("#segments").fill("30");
  await owner.getByRole("button", { name: "Add it" }).click();
  await expect(owner.getByText("banner: 30 segments (30.0 %)")).toBeVisible();
  await owner.getByLabel("Who is in none gets").selectOption("usual");
  await owner.getByRole("button", { name: "Change what they get" }).click();
  await expect(owner.getByRole("region", { name: "Messages" }).getByText("It is changed")).toBeVisible();
  await open(owner, `/${place.organization}/experiments`);
  await expect(owner.getByText(/who is in none gets the parameters of/)).toContainText("usual, a draft: nothing yet");
  await accessible(owner, "the list with a namespace");
  await owner.getByRole("link", { name: "banner" }).last().click();
  await expect(owner.getByLabel("Who is in none gets")).toHaveValue("usual");
});

test("the editor works without script, and says the same", async ({ people, guard }) => {
  guard.allow(/status of 422/);
  const place = await firstRun(await people.newcomer());
  const reader = await people.newcomer({ javaScriptEnabled: false });
  await reader.goto(`/${place.organization}/experiments/new`);
  await reader.getByLabel("E-mail address").fill(OWNER.address);
  await reader.getByLabel("Password", { exact: true }).fill(OWNER.password);
  await reader.getByRole("button", { name: "Sign in" }).click();
  await reader.goto(`/${place.organization}/experiments/new`);
  await reader.getByLabel("Name", { exact: true }).fill("plain");
  await reader.getByLabel("Script").fill("colour = [1, ;");
  await reader.getByRole("button", { name: "Check" }).click();
  await expect(reader.locator("#findings")).toContainText("Line 1, column 14: expected a value, found “;”");
  await expect(reader.getByLabel("Name", { exact: true })).toHaveValue("plain");
  await reader.getByRole("button", { name: "Save as a draft" }).click();
  await expect(reader.getByRole("alert").filter({ hasText: "line 1, column 14: expected a value" })).toBeVisible();
  await reader.getByRole("button", { name: "Add a metric" }).click();
  await reader.getByRole("button", { name: "Add a test" }).click();
  await reader.getByLabel("Script").fill(SCRIPT);
  await reader.getByRole("group", { name: "Metric 1" }).getByLabel("Name").fill("Paid");
  await reader.getByRole("group", { name: "Metric 1" }).getByLabel("Event").fill("paid");
  await reader.getByRole("button", { name: "Remove test 2" }).click();
  await expect(reader.getByRole("group", { name: "Test 2" })).toHaveCount(0);
  await reader.getByRole("button", { name: "Save as a draft" }).click();
  await reader.waitForURL(`**/${place.organization}/experiments/plain`);
  await start(reader, "plain");
  await expect(reader.getByText("Nobody has met it yet")).toBeVisible();
});

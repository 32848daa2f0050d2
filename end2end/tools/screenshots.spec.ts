// Takes every page of the demo, light and dark, narrow and wide.
import { join } from "node:path";
import { inviteDialog, signIn } from "../fixtures/people";
import { open, test } from "../fixtures/test";

const LOOKS = (["light", "dark"] as const).flatMap((colorScheme) => [320, 1440].map((width) => ({ colorScheme, width })));

test("pictures", async ({ browser, demo }) => {
  const folder = process.env.MUSTER_SCREENSHOTS ?? "screenshots";
  const { accounts, organization, projects } = demo.about!;
  const { email, password } = accounts.find((account) => account.role === "owner") ?? accounts[0];
  for (const { colorScheme, width } of LOOKS) {
    const context = await browser.newContext({ baseURL: demo.url, colorScheme, viewport: { width, height: width < 600 ? 720 : 900 }, reducedMotion: "reduce" });
    const page = await context.newPage();
    const shoot = async (name: string, fullPage = true) => {
      await page.evaluate(() => document.fonts.ready);
      await page.screenshot({ path: join(folder, `${name}-${colorScheme}-${width}.png`), fullPage });
    };
    for (const [name, path] of [["login", "/login"], ["reset", "/reset"], ["invitation", "/invitation"], ["wall", `/${organization}/issues`]]) {
      await open(page, path);
      await shoot(name);
    }
    await signIn(page, email, password);
    const base = `/${organization}`;
    const inside = ["issues", "members", "teams", "teams/new", "projects", "projects/new", `projects/${projects[0].slug}`, `projects/${projects[0].slug}/setup`, "experiments", "experiments/new", "settings", "nothing-here"];
    for (const path of inside) {
      await open(page, `${base}/${path}`);
      await shoot(path.replaceAll("/", "-"));
    }
    for (const path of ["/account", "/mailbox"]) {
      await open(page, path);
      await shoot(path.slice(1));
    }
    await open(page, `${base}/teams`);
    const team = await page.getByRole("main").locator(`a[href^="${base}/teams/"]:not([href$="/new"])`).first().getAttribute("href").catch(() => null);
    if (team) {
      await open(page, team);
      await shoot("team");
    }
    await open(page, `${base}/issues`);
    const links = await page.locator(`a[href^="${base}/issues/"]`).evaluateAll((all) => all.map((a) => a.getAttribute("href")!));
    for (const [index, href] of [...new Set(links)].slice(0, 3).entries()) {
      await open(page, href);
      await shoot(`issue-${index + 1}`);
    }
    await page.getByRole("button", { name: /^Assignee/ }).first().click();
    await shoot("assignee-menu", false);
    await open(page, `${base}/members`);
    await page.getByRole("main").getByRole("button", { name: /^Invite/ }).first().click();
    await shoot("dialog", false);
    await inviteDialog(page).getByLabel("E-mail addresses").fill("ana@example.com, not-an-address, bo@example.com ");
    await inviteDialog(page).getByRole("button", { name: "Add another group" }).click();
    await shoot("dialog-filled", false);
    await context.close();
  }
});

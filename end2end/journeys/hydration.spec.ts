// Every page is taken over by the app without one line in the console. (The guard of every journey looks; here every route is opened.)
import { furnish, outside, pagesInside } from "../fixtures/pages";
import { expect, open, test } from "../fixtures/test";

test("every page, arrived at by its address and by walking, hydrates cleanly", async ({ server, people, guard, shop }) => {
  test.setTimeout(180_000);
  const owner = await people.newcomer();
  const place = await furnish(owner, server, shop);
  // Pages that are not there answer 404, which the browser notes.
  guard.allow(/status of 404 .*nothing/);
  for (const path of await pagesInside(owner, place)) {
    await test.step(path, async () => {
      await open(owner, path);
      await expect(owner.getByRole("heading", { level: 1 }).first()).toBeVisible();
      expect.soft(guard.complaints.splice(0).filter((text) => !/nothing/.test(text)), path).toEqual([]);
    });
  }
  await open(owner, `/${place.organization}/issues`);
  for (const name of ["Projects", "Teams", "Members", "Experiments", "Settings", "Issues"]) {
    await owner.getByRole("navigation", { name: "Main" }).getByRole("link", { name }).click();
    await expect(owner.getByRole("heading", { level: 1, name })).toBeVisible();
  }
  const stranger = await people.newcomer();
  for (const path of outside(place.organization)) {
    await test.step(`signed out: ${path}`, async () => {
      await open(stranger, path);
      await expect(stranger.getByRole("heading", { level: 1 }).first()).toBeVisible();
      expect.soft(guard.complaints.splice(0).filter((text) => !/nothing/.test(text)), `signed out: ${path}`).toEqual([]);
    });
  }
});

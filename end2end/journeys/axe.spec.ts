// Every page and the open dialog: no violation of WCAG 2.2 AA, in light and dark, wide and at 320 px, where nothing scrolls sideways.
import { inviteDialog } from "../fixtures/people";
import { fillDialog, furnish, openDialog, outside, pagesInside } from "../fixtures/pages";
import { accessible, open, test } from "../fixtures/test";

const LOOKS = [
  { colorScheme: "light", viewport: { width: 1280, height: 900 } },
  { colorScheme: "dark", viewport: { width: 320, height: 720 } },
] as const;

test("every page and the open dialog are accessible, light and dark, wide and narrow", async ({ server, people, guard, shop }) => {
  test.setTimeout(300_000);
  const owner = await people.newcomer();
  const place = await furnish(owner, server, shop);
  guard.allow(/status of 404 .*nothing/);
  const inside = await pagesInside(owner, place);
  const stranger = await people.newcomer();
  for (const look of LOOKS) {
    const name = `${look.colorScheme}, ${look.viewport.width} px`;
    for (const [page, paths] of [[owner, inside], [stranger, outside(place.organization)]] as const) {
      await page.emulateMedia({ colorScheme: look.colorScheme, reducedMotion: "reduce" });
      await page.setViewportSize(look.viewport);
      for (const path of paths) {
        await open(page, path);
        await accessible(page, `${path}, ${name}`);
      }
    }
    await openDialog(owner, place);
    await accessible(owner, `the open dialog, ${name}`);
    await fillDialog(owner);
    await accessible(owner, `the filled dialog, ${name}`);
    await inviteDialog(owner).getByRole("button", { name: "Close" }).click();
    await accessible(owner, `the dialog asking whether to discard, ${name}`);
    await inviteDialog(owner).getByRole("button", { name: "Discard" }).click();
  }
});

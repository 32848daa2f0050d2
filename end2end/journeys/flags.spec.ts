// A team's services ask for flags with the public OpenFeature providers, unchanged, and report what happened.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { CACHE, END2END, PYTHON, mustRun } from "../fixtures/run";
import type { Server } from "../fixtures/server";
import { expect, test } from "../fixtures/test";

const SOURCE = "color = uniformChoice(choices=['red', 'blue'], unit=userid); size = randomInteger(min=1, max=9, unit=userid);";
// A boolean that is rolled out gradually, a fraction, and somebody who is kept out.
const GATE = "draw = bernoulliTrial(p=0.5, unit=userid); on = draw == 1; share = randomFloat(min=0, max=1, unit=userid); if (userid == 'out') { return false; }";
const program = (name: string) => join(END2END, "programs/flags", name);

/** Two experiments that run; how to ask for more. */
async function team(server: Server) {
  const { organization, token } = server.about!;
  const api = `${server.url}/api/0/organizations/${organization}`;
  const ask = async (method: string, path: string, body: unknown) => {
    const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
    const response = await fetch(`${api}/${path}`, { method, headers, body: JSON.stringify(body) });
    expect(response.status, `${method} ${path}`).toBe(200);
    return response.json();
  };
  for (const [name, source] of [["button", SOURCE], ["gate", GATE]]) {
    await ask("PUT", `experiments/${name}/`, { unit: "userid", source });
    await ask("PUT", `experiments/${name}/status/`, { status: "running" });
  }
  return { api, token, ask };
}

test("providers in three languages agree, and say what is wrong in their own words", async ({ demo }) => {
  const { api, token, ask } = await team(demo);
  const node = JSON.parse(await mustRun(process.execPath, [program("server.mjs"), api, token], { cwd: END2END }));
  const web = JSON.parse(await mustRun(process.execPath, [program("web.mjs"), api, token], { cwd: END2END }));
  const python = JSON.parse(await mustRun(PYTHON, [program("service.py"), api, token]));

  expect(node.colours).toEqual(python.colours);
  expect(new Set(Object.values(node.colours))).toEqual(new Set(["red", "blue"]));
  for (const { first } of [node, web, python]) expect([first.value, first.reason]).toEqual([node.colours.u1, "SPLIT"]);
  expect(node.first.experiment).toBe("button");
  expect(node.number.value).toBeGreaterThanOrEqual(1);
  expect([web.colour.value, web.again.value, web.other.value]).toEqual([node.colours.u1, node.colours.u1, node.colours.u2]);
  // The second question, for the same person, is answered with “not modified”.
  expect(web.statuses).toEqual([200, 304, 200, 200]);

  for (const { unknown } of [node, web, python]) {
    expect(unknown.value).toBe("fallback");
    expect(String(unknown.errorCode)).toContain("FLAG_NOT_FOUND");
  }
  // Kept out: every provider uses the default of the code.
  for (const { out } of [node, web, python]) {
    expect(out.value).toBe(true);
    expect(String(out.errorCode)).toContain("FLAG_NOT_FOUND");
  }
  expect(typeof node.gate.on).toBe("boolean");
  expect([node.gate, node.gate.share === python.gate.share]).toEqual([python.gate, true]);
  for (const { nobody } of [node, python]) {
    expect(nobody.value).toBe("fallback");
    expect(String(nobody.errorCode)).toContain("TARGETING_KEY_MISSING");
  }
  expect([node.mistyped.value, node.mistyped.errorCode]).toEqual([true, "TYPE_MISMATCH"]);
  for (const { stranger } of [node, python]) {
    expect(stranger.value).toBe("fallback");
    expect(String(stranger.errorCode)).toContain("GENERAL");
  }

  const met = { experiment: "button", context: { targetingKey: "u1" }, params: { color: node.colours.u1, size: node.number.value } };
  const forged = { ...met, params: { ...met.params, color: "green" } };
  expect(await ask("POST", "exposures/", { exposures: [met, met, forged] })).toMatchObject({
    recorded: 1,
    ignored: 1,
    refused: 1,
    refusals: [{ at: 2, reason: expect.stringMatching(/^This unit is given \{"color":/) }],
  });
  const did = { id: "e1", unit: "u1", name: "bought", value: 3 };
  expect(await ask("POST", "experiment-events/", { events: [did, did] })).toEqual({ recorded: 1 });
});

test("a page of another origin asks and reports", async ({ browser, demo, guard }) => {
  const { api, token } = await team(demo);
  const esbuild = join(CACHE, "tools/node_modules/.bin/esbuild");
  const script = await mustRun(esbuild, [program("page.mjs"), "--bundle", "--format=esm", "--platform=browser", "--log-level=error"], { cwd: END2END });
  const shop = createServer((request, response) => {
    const [type, body] = request.url === "/page.js" ? ["text/javascript", script] : ["text/html", '<!doctype html><link rel="icon" href="data:,"><script type="module" src="/page.js"></script>'];
    response.writeHead(200, { "content-type": type }).end(body);
  });
  await new Promise<void>((resolve) => shop.listen(0, "127.0.0.1", resolve));
  const page = await browser.newPage();
  guard.watch(page);
  try {
    await page.goto(`http://127.0.0.1:${(shop.address() as AddressInfo).port}/#${encodeURIComponent(`${api}|${token}`)}`);
    const answers = await page.evaluate(() => (window as unknown as { answers: Promise<unknown> }).answers);
    expect(answers).toMatchObject({
      colour: { value: expect.stringMatching(/^(red|blue)$/), reason: "SPLIT" },
      out: { value: true, errorCode: "FLAG_NOT_FOUND" },
      exposed: { recorded: 1, ignored: 0, refused: 1 },
      recorded: { recorded: 1 },
      statuses: [200, 304, 200],
    });
  } finally {
    await page.close();
    shop.close();
  }
});

// A team's services ask for flags with the public OpenFeature providers, unchanged, and report what happened.
import { expect, test } from "@playwright/test";
import { join } from "node:path";
import { END2END, PYTHON, mustRun } from "../fixtures/run";
import { Server } from "../fixtures/server";

const SOURCE = "color = uniformChoice(choices=['red', 'blue'], unit=userid); size = randomInteger(min=1, max=9, unit=userid);";
const program = (name: string) => join(END2END, "programs/flags", name);

test("providers in three languages agree, and say what is wrong in their own words", async () => {
  const server = await Server.start("demo", ["--json"]);
  try {
    const { organization, token } = server.about!;
    const api = `${server.url}/api/0/organizations/${organization}`;
    const ask = async (method: string, path: string, body: unknown) => {
      const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
      const response = await fetch(`${api}/${path}`, { method, headers, body: JSON.stringify(body) });
      expect(response.status, `${method} ${path}`).toBe(200);
      return response.json();
    };
    await ask("PUT", "experiments/button/", { unit: "userid", source: SOURCE });
    await ask("PUT", "experiments/button/status/", { status: "running" });

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
    expect(web.statuses).toEqual([200, 304, 200]);

    for (const { unknown } of [node, web, python]) {
      expect(unknown.value).toBe("fallback");
      expect(String(unknown.errorCode)).toContain("FLAG_NOT_FOUND");
    }
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
    expect(await ask("POST", "exposures/", { exposures: [met, met, forged] })).toEqual({ recorded: 1, ignored: 1, refused: 1 });
    const did = { id: "e1", unit: "u1", name: "bought", value: 3 };
    expect(await ask("POST", "experiment-events/", { events: [did, did] })).toEqual({ recorded: 1 });
  } finally {
    await server.stop();
  }
});

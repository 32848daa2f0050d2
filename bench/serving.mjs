// What twenty running experiments cost a page: two servers with the same demo, one of them with the experiments, asked by turns.
//   MUSTER_BIN=target/release/muster node bench/serving.mjs [REQUESTS]
import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

const requests = Number(process.argv[2] ?? 400);

async function start() {
  const folder = await mkdtemp(join(tmpdir(), "muster-bench-"));
  const child = spawn(process.env.MUSTER_BIN ?? "target/release/muster", ["demo", "--json", "--listen", "127.0.0.1:0", "--data-dir", folder], { stdio: ["ignore", "pipe", "inherit"] });
  let out = "";
  const url = await new Promise((resolve, reject) => {
    child.on("exit", (code) => reject(new Error(`muster ended with ${code}`)));
    child.stdout.on("data", (chunk) => {
      out += chunk;
      const ready = /^ready (http:\S+)/m.exec(out);
      if (ready) resolve(ready[1]);
    });
  });
  const about = JSON.parse(out.split("\n").find((line) => line.startsWith("{")));
  const owner = about.accounts.find((account) => account.role === "owner");
  const signedIn = await fetch(`${url}/rpc/sign_in`, {
    method: "POST",
    headers: { "content-type": "application/json", "sec-fetch-site": "same-origin" },
    body: JSON.stringify({ email: owner.email, password: owner.password }),
  });
  const cookie = signedIn.headers.getSetCookie().map((line) => line.split(";")[0]).join("; ");
  return { url, about, cookie, end: async () => { child.removeAllListeners("exit"); child.kill(); await rm(folder, { recursive: true, force: true }); } };
}

async function define(server, number) {
  const headers = { authorization: `Bearer ${server.about.token}`, "content-type": "application/json" };
  const at = `${server.url}/api/0/organizations/${server.about.organization}/experiments/bench-${number}/`;
  const source = "treatment = uniformChoice(choices=['baseline', 'invite_request', 'join_request', 'both'], unit=userid);";
  for (const [path, body] of [["", { unit: "userid", source }], ["status/", { status: "running" }]]) {
    const answer = await fetch(at + path, { method: "PUT", headers, body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${at}${path}: ${answer.status}`);
  }
}

async function page(server) {
  const begin = performance.now();
  const answer = await fetch(`${server.url}/${server.about.organization}/issues`, { headers: { cookie: server.cookie } });
  await answer.text();
  if (answer.status !== 200) throw new Error(`the page answered ${answer.status}`);
  return performance.now() - begin;
}

const median = (times) => times.sort((a, b) => a - b)[Math.floor(times.length / 2)];
const [plain, busy] = [await start(), await start()];
try {
  for (let number = 0; number < 20; number++) await define(busy, number);
  const times = { plain: [], busy: [] };
  for (let round = 0; round < 30; round++) await Promise.all([page(plain), page(busy)]);
  for (let round = 0; round < requests; round++) {
    // By turns, so that both meet the same machine.
    if (round % 2) times.plain.push(await page(plain));
    times.busy.push(await page(busy));
    if (round % 2 === 0) times.plain.push(await page(plain));
  }
  const [without, with20] = [median(times.plain), median(times.busy)];
  console.log(`a page, median of ${requests}: ${without.toFixed(2)} ms without, ${with20.toFixed(2)} ms with twenty experiments: ${((with20 / without - 1) * 100).toFixed(1)} %`);
} finally {
  await plain.end();
  await busy.end();
}

// Turns Trunk's output into dist/: scripts minified, wasm slimmed, a .br and a .gz beside every file that gains by it. Files that are the same
// already are left alone, so that the server, which embeds dist/, is not compiled again for nothing.
//   node scripts/assets.mjs FROM TO [--quick]
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const [from, to, mode] = process.argv.slice(2);
const quality = mode === "--quick" ? 4 : 11;
const compressible = /\.(css|html|js|json|mjs|svg|txt|wasm|webmanifest)$/;

const minified = (bytes) => execFileSync("esbuild", ["--minify", "--loader=js", "--format=esm", "--target=esnext", "--log-level=error"], { input: bytes });

// Only passes that help what travels: `wasm-opt -O2` and `-Oz` make the module a sixth smaller, and a tenth larger once it is compressed.
const slimmed = (path) => {
  const folder = mkdtempSync(join(tmpdir(), "muster-"));
  const passes = ["--dae-optimizing", "--duplicate-function-elimination", "--remove-unused-module-elements", "--strip-debug", "--strip-producers"];
  execFileSync("wasm-opt", [...passes, path, "-o", join(folder, "slim.wasm")]);
  const bytes = readFileSync(join(folder, "slim.wasm"));
  rmSync(folder, { recursive: true });
  return bytes;
};

const read = (path) => {
  if (path.endsWith(".js")) return minified(readFileSync(path));
  if (path.endsWith(".wasm") && mode !== "--quick") return slimmed(path);
  return readFileSync(path);
};

const brotli = (bytes) =>
  brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: quality, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } });

const same = (path, bytes) => existsSync(path) && readFileSync(path).equals(bytes);

const list = (folder) => (existsSync(folder) ? readdirSync(folder, { recursive: true, withFileTypes: true }) : [])
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(folder.length + 1));

const kept = new Set();
for (const name of list(from)) {
  const bytes = read(join(from, name));
  const path = join(to, name);
  mkdirSync(dirname(path), { recursive: true });
  kept.add(name);
  const unchanged = same(path, bytes);
  if (!unchanged) writeFileSync(path, bytes);
  if (!compressible.test(name) || name === "index.html") continue;
  for (const [ending, compress] of [[".br", brotli], [".gz", (input) => gzipSync(input, { level: 9 })]]) {
    kept.add(name + ending);
    if (!unchanged || !existsSync(path + ending) || quality === 11) {
      const packed = compress(bytes);
      if (!same(path + ending, packed)) writeFileSync(path + ending, packed);
    }
  }
}
for (const name of list(to)) if (!kept.has(name)) rmSync(join(to, name));

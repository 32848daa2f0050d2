// Bundles style/main.css and what it imports, with its layers, into one minified file that Trunk gives its hashed name.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";

const out = "target/style.css";
mkdirSync("target", { recursive: true });
if (existsSync("style/main.css")) {
  execFileSync("esbuild", ["style/main.css", "--bundle", "--minify", "--external:/assets/*", `--outfile=${out}`, "--log-level=warning"], { stdio: "inherit" });
} else {
  writeFileSync(out, "");
}

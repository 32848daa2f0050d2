// Tools that drive the browser but judge nothing: pictures and timings.
import config from "./playwright.config";

export default { ...config, testDir: "tools", workers: 1, timeout: 600_000, reporter: "line" };

import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { inspectSource } from "../../src/document/show/inspect.ts";
import { renderPage } from "../../src/document/show/render-page.ts";

/**
 * Opens the inspection page of a document in a headless Chromium without a network, counts what it shows, and takes a
 * screenshot: `npm run check:html -- [FILE] [SCREENSHOT.png]`. Fails where there is no Chromium.
 */
const file = process.argv[2] ?? join(import.meta.dirname, "../fixtures/documents/de-laternenverordnung.md");
const browser = ["chromium", "chromium-browser", "google-chrome"].find(
  (name) => spawnSync(name, ["--version"]).status === 0,
);
if (browser === undefined)
  throw new Error("no Chromium on this machine: install one, then run this check again");

const folder = mkdtempSync(join(tmpdir(), "page-"));
const screenshot = process.argv[3] ?? join(tmpdir(), "cutter-page.png");
try {
  const source = readFileSync(file);
  const inspection = inspectSource(source, { name: basename(file), convention: null, maxUnits: 100_000 });
  if (!inspection.ok) throw new Error(`${inspection.refusal.reason}: ${inspection.refusal.actual ?? ""}`);
  const page = join(folder, "page.html");
  writeFileSync(page, renderPage(inspection.value));
  const run = (...options: readonly string[]) =>
    execFileSync(
      browser,
      [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--host-resolver-rules=MAP * ~NOTFOUND",
        ...options,
        `file://${page}`,
      ],
      { stdio: ["ignore", "pipe", "ignore"], maxBuffer: 1 << 29 },
    );
  const dom = run("--dump-dom").toString("utf8");
  const shown = dom.match(/<section class="row unit"/g)?.length ?? 0;
  const { units, regions } = inspection.value.marked;
  if (shown !== units.length) throw new Error(`the page shows ${shown} units of ${units.length}`);
  const rows = dom.match(/<section class="row /g)?.length ?? 0;
  if (rows !== regions.length) throw new Error(`the page shows ${rows} regions of ${regions.length}`);
  run("--hide-scrollbars", "--window-size=1300,1600", `--screenshot=${screenshot}`);
  if (!existsSync(screenshot) || statSync(screenshot).size < 10_000)
    throw new Error("the screenshot is empty");
  process.stdout.write(
    `${units.length} units in ${rows} regions, as the browser shows them; screenshot ${screenshot}\n`,
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}

import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fillPhases } from "./render-phases.ts";
import { renderReasons } from "./render-reasons.ts";

/** `npm run docs`: writes the pages and tables that are made from code. */
const readme = join(import.meta.dirname, "../README.md");
await writeFile(join(import.meta.dirname, "reasons.md"), renderReasons());
await writeFile(readme, fillPhases(await readFile(readme, "utf8")));

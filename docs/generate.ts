import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { readTree } from "./read-tree.ts";
import { renderMan } from "./render-man.ts";
import { fillPhases } from "./render-phases.ts";
import { renderReasons } from "./render-reasons.ts";
import { fillThreats, readTestTexts } from "./render-threats.ts";

/** `npm run docs`: writes the pages and tables that are made from code. */
const readme = join(import.meta.dirname, "../README.md");
await writeFile(join(import.meta.dirname, "reasons.md"), renderReasons());
await writeFile(readme, fillPhases(await readFile(readme, "utf8")));
const threats = join(import.meta.dirname, "threats.md");
const tests = await readTestTexts(join(import.meta.dirname, "../test"));
await writeFile(threats, fillThreats(await readFile(threats, "utf8"), tests));
const manual = join(import.meta.dirname, "../man/cutter.1");
await mkdir(join(manual, ".."), { recursive: true });
await writeFile(manual, await renderMan(await readTree()));

import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { renderReasons } from "./render-reasons.ts";

/** `npm run docs`: writes the pages that are made from code. */
await writeFile(join(import.meta.dirname, "reasons.md"), renderReasons());

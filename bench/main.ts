import { readFile, writeFile } from "node:fs/promises";
import { loadavg } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { renderColumns } from "../src/adapters/terminal/table.ts";
import { describeMachine } from "./machine.ts";
import { FAMILIES } from "./registry.ts";
import { type JudgedRow, judgeRow, renderRow, roundTo3, TABLE_HEAD } from "./row.ts";

/** A row as it is kept, with the machine's load average when its family began: on a busy machine absolute figures mean little. */
type KeptRow = JudgedRow & { readonly load: number };

const RESULTS = join(import.meta.dirname, "results.json");

/** `npm run bench [-- --only <row>]… [--json]`: measures, prints the table, keeps it in `bench/results.json`. */
const { values } = parseArgs({
  options: {
    only: { type: "string", multiple: true, default: [] },
    json: { type: "boolean", default: false },
  },
});
const known = FAMILIES.flatMap((family) => family.rows.map((row) => row.name));
const unknown = values.only.filter((name) => !known.includes(name));
if (unknown.length > 0) throw new Error(`no such row: ${unknown.join(", ")}; there are ${known.join(", ")}`);

const wanted = FAMILIES.filter(
  ({ rows }) => values.only.length === 0 || rows.some((row) => values.only.includes(row.name)),
);
const machine = await describeMachine();
const judged: KeptRow[] = [];
for (const family of wanted) {
  process.stderr.write(`==> ${family.rows.map((row) => row.name).join(", ")}\n`);
  const load = roundTo3(loadavg()[0] ?? 0);
  const found = await family.measure("full");
  for (const row of family.rows) {
    const measured = found[row.name];
    if (measured === undefined) throw new Error(`${row.name} was not measured`);
    judged.push({ ...judgeRow(row, measured), load });
  }
  await keep(judged);
}
if (values.json) process.stdout.write(`${JSON.stringify({ machine, rows: judged }, null, 2)}\n`);
else process.stdout.write(`${renderColumns([TABLE_HEAD, ...judged.map(renderRow)])}\n`);
process.exit(0);

/** Replaces the rows of this run and keeps all others. */
async function keep(rows: readonly KeptRow[]): Promise<void> {
  const text = await readFile(RESULTS, "utf8").catch(() => '{"rows":[]}');
  const before = (JSON.parse(text) as { readonly rows: readonly KeptRow[] }).rows;
  const all = known.flatMap((name) => {
    const row = rows.find((each) => each.name === name) ?? before.find((each) => each.name === name);
    return row === undefined ? [] : [row];
  });
  await writeFile(RESULTS, `${JSON.stringify({ machine, rows: all }, null, 2)}\n`);
}

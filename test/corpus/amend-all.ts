import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { markDocument } from "../../src/document/mark.ts";
import { DOUBT_CODES } from "../../src/domain/doubts.ts";
import { cutAndEnact, registerVersion } from "../support/amend-document.ts";
import { makeTestSetup } from "../support/test-setup.ts";

/**
 * `npm run corpus:amend -- FOLDER [DOCUMENT]`: cuts every document of a folder of versions (corpus/amendments) through both gates, amends it by each
 * of its versions in order, and compares the text of every version's day with that version's own cut, unit by unit, byte by byte. Questions of
 * identity are answered as they are proposed.
 */
const [folder, only] = process.argv.slice(2);
if (folder === undefined) throw new Error("usage: amend-all.ts FOLDER [DOCUMENT]");

interface History {
  readonly versions: readonly {
    readonly file: string;
    readonly effectiveFrom: string | null;
    readonly commitDate: string;
    readonly derived?: { readonly file: string };
  }[];
}

await using setup = await makeTestSetup();
await using app = await setup.openApp();
let [compared, wrong, runs, same] = [0, 0, 0, 0];

for (const name of readdirSync(folder).filter((each) => existsSync(join(folder, each, "history.json")))) {
  if (only !== undefined && name !== only) continue;
  const history: History = JSON.parse(readFileSync(join(folder, name, "history.json"), "utf8"));
  const documentId = name;
  const docPrefix = name.toUpperCase();
  let day = "1900-01-01";
  const enacted: { day: string; bytes: Buffer }[] = [];
  for (const [index, version] of history.versions.entries()) {
    const bytes = readFileSync(join(folder, name, (version.derived ?? version).file));
    const stated = version.effectiveFrom ?? version.commitDate.slice(0, 10);
    day = stated > day ? stated : nextDay(day);
    const words = {
      effectiveFrom: day,
      ...(index === 0 ? { docPrefix, title: name, publicationType: "law", owner: "corpus" } : {}),
    };
    const order = { documentId, text: bytes.toString("utf8"), ...words, acceptedDoubts: DOUBT_CODES };
    let { outcome } = await registerVersion(await setup.live.openSource(), order);
    if (!outcome.ok && outcome.refusal.reason === "STOP_LINEAGE_NEEDED") {
      const lineage = `${(outcome.refusal.details ?? []).join("\n")}\n`;
      ({ outcome } = await registerVersion(await setup.live.openSource(), { ...order, lineage }));
    }
    if (
      !outcome.ok &&
      ["STOP_NOTHING_CHANGED", "STOP_SOURCE_VERSION_EXISTS"].includes(outcome.refusal.reason)
    ) {
      same++;
      continue;
    }
    if (!outcome.ok) throw new Error(`${name} ${version.file}: ${JSON.stringify(outcome.refusal, null, 2)}`);
    await cutAndEnact(setup, app, documentId);
    runs++;
    enacted.push({ day, bytes });
  }
  for (const version of enacted) {
    const differences = await compare(documentId, docPrefix, version);
    compared++;
    if (differences.length > 0) wrong++;
    for (const difference of differences.slice(0, 5)) console.log(`${name} ${version.day}: ${difference}`);
  }
  console.log(`${name}: ${enacted.length} of ${history.versions.length} versions enacted`);
}
console.log(
  `${runs} runs, ${same} versions without a change of units; ${compared - wrong} of ${compared} texts equal`,
);
process.exitCode = wrong === 0 ? 0 : 1;

async function compare(documentId: string, docPrefix: string, version: { day: string; bytes: Buffer }) {
  const marked = markDocument(version.bytes, { maxUnits: 100_000, acceptedDoubts: DOUBT_CODES });
  if (!marked.ok) throw new Error(marked.refusal.message);
  await using owner = await setup.owner();
  const { rows } = await owner.query<{ address: string; body: string; title: string }>(
    "select address, body, title from public.iu_as_of($1, $2::text::date)",
    [documentId, version.day],
  );
  const expected = [...marked.value.units].map((unit) => ({
    address: `${docPrefix}/${unit.address}`,
    body: version.bytes.toString("utf8", unit.startByte, unit.endByte),
    title: unit.title,
  }));
  const differences =
    rows.length === expected.length ? [] : [`${rows.length} units, expected ${expected.length}`];
  for (const [at, unit] of expected.entries()) {
    for (const field of ["address", "body", "title"] as const) {
      if (rows[at]?.[field] !== unit[field])
        differences.push(
          `unit ${at + 1} ${field}: ${JSON.stringify(rows[at]?.[field])?.slice(0, 80)} for ${JSON.stringify(unit[field]).slice(0, 80)}`,
        );
    }
  }
  return differences;
}

function nextDay(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
}

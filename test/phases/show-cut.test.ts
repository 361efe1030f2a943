import assert from "node:assert/strict";
import test from "node:test";
import { markWithEvidence } from "../../src/document/mark.ts";
import { buildPlan } from "../../src/document/plan/build-plan.ts";
import { shownCutSchema } from "../../src/domain/shown-cut.ts";
import { sha256Hex } from "../../src/json/canonical-json.ts";
import type { PhaseContext } from "../../src/phases/phase.ts";
import { showCut } from "../../src/phases/show-cut.ts";
import { SOURCE_VERSION } from "../support/journal-events.ts";

/** Shows the cut of a text; the word `hunter2` is a secret. */
async function show(text: string) {
  const source = Buffer.from(text);
  const marked = markWithEvidence(source, { maxUnits: 100_000 });
  assert.ok(marked.ok);
  const plan = buildPlan({ source: SOURCE_VERSION, marked: marked.value.marked });
  const files = new Map<string, string>();
  const context: Partial<PhaseContext> = {
    redact: (read) => read.replaceAll("hunter2", "[redacted]"),
    writeFile: async (name, content) => void files.set(name, content),
  };
  return {
    shown: await showCut(context as PhaseContext, { plan, comparison: null, ...marked.value }, null),
    files,
  };
}

test("the list and the page are written as they are bound, and the list holds no secret", async () => {
  const { shown, files } = await show(
    "# Law\n\n## Article 1\n\nThe word is hunter2.\n\n## Article 3\n\nText.\n",
  );
  assert.deepEqual([...files.keys()], ["units/units-001.md", "units/page.html"]);
  for (const { name, sha256 } of [...shown.list, ...(shown.page === null ? [] : [shown.page])])
    assert.equal(sha256Hex(files.get(`units/${name}`) ?? ""), sha256);
  const list = files.get("units/units-001.md") ?? "";
  assert.match(list, /`The word is \[redacted\]\.`/);
  assert.ok(!list.includes("hunter2"));
  assert.deepEqual(
    shown.warnings.map(({ code, count, lines }) => [code, count, lines]),
    [["NUMBER_GAP", 1, [7]]],
  );
  assert.deepEqual(
    [shown.first.label, shown.last.label, shown.highest?.number],
    ["Article 1", "Article 3", 3],
  );
});

test("the same cut is shown by the same bytes", async () => {
  const law = "# Law\n\n## Article 1\n\nText.\n\n## Article 2\n\nText.\n";
  assert.deepEqual(await show(law), await show(law));
});

test("what a run has shown lies in the run: a name that leads elsewhere is none of its files", async () => {
  const { shown } = await show("# Law\n\n## Article 1\n\nText.\n");
  const page = (name: string) =>
    shownCutSchema.safeParse({ ...shown, page: { ...shown.page, name } }).success;
  assert.equal(page("page.html"), true);
  for (const name of ["../page.html", "/page.html", "a/page.html", "..", "page.html\n"])
    assert.equal(page(name), false, name);
});

test("a document of more units than a browser shows has a list and no page", async () => {
  const articles = Array.from({ length: 20_001 }, (_, at) => `## Article ${at + 1}\n\nText.\n`);
  const { shown, files } = await show(`# Law\n\n${articles.join("\n")}`);
  assert.equal(shown.page, null);
  assert.equal(files.size, shown.list.length);
  assert.ok(shown.list.length > 1);
});

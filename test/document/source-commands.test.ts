import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import type { Output } from "../../src/adapters/terminal/output.ts";
import { makeSourceDiffCommand } from "../../src/commands/source-diff.ts";
import { makeSourceInspectCommand } from "../../src/commands/source-inspect.ts";
import { TEXTS } from "./delta/make-side.ts";

const DOCUMENTS = join(import.meta.dirname, "../fixtures/documents");
const CHARTER = join(DOCUMENTS, "en-harbour-charter.txt");
const HOSTILE = join(import.meta.dirname, "../fixtures/adversarial");
const folder = mkdtempSync(join(tmpdir(), "source-commands-"));
after(() => rmSync(folder, { recursive: true, force: true }));

interface Run {
  readonly code: number;
  readonly lines: readonly string[];
  readonly json: readonly unknown[];
  readonly errors: readonly string[];
}

async function run(name: "inspect" | "diff", ...words: readonly string[]): Promise<Run> {
  const [lines, json, errors]: [string[], unknown[], string[]] = [[], [], []];
  let code = -1;
  const line = {
    openOutput: (asJson: boolean): Output => ({
      isTerminal: false,
      progress: { step: () => {}, note: () => {} },
      line: (text) => void (asJson || lines.push(text)),
      pages: async () => undefined,
      json: (value) => void (asJson && json.push(value)),
      error: (text) => void errors.push(text),
    }),
    interrupted: new AbortController().signal,
    exit: (found: number) => {
      code = found;
    },
  };
  const command = name === "inspect" ? makeSourceInspectCommand(line) : makeSourceDiffCommand(line);
  await command.parseAsync([...words], { from: "user" });
  return { code, lines, json, errors };
}

describe("cutter source inspect", () => {
  test("prints one screen of 24 lines and 80 columns with what has to be judged, and ends with 0", async () => {
    const found = await run("inspect", CHARTER);
    assert.equal(found.code, 0);
    const lines = found.lines.join("\n").split("\n");
    assert.ok(lines.length <= 24 && lines.every((line) => line.length <= 80), found.lines.join("\n"));
    for (const part of [
      /^convention +article \(plain\), 24/m,
      /^units +24; the highest number is 24/m,
      /^no warnings$/m,
    ])
      assert.match(lines.join("\n"), part);
  });

  test("an unknown doubt is refused by name with the list, and one that is not raised is told (P-183)", async () => {
    const unknown = await run("inspect", CHARTER, "--accept-doubt", "NO_SUCH", "--json");
    assert.equal(unknown.code, 2);
    assert.match(JSON.stringify(unknown.json), /NO_SUCH.*HEADING_INSIDE_UNIT/);
    const idle = await run("inspect", CHARTER, "--accept-doubt", "EMPTY_UNITS");
    assert.match(idle.lines.join("\n"), /^accepted, but not raised: EMPTY_UNITS$/m);
  });

  test("--tree prints the tree", async () => {
    const found = await run("inspect", CHARTER, "--prefix", "HARBOUR", "--tree");
    assert.equal(found.code, 0);
    assert.match(found.lines.join("\n"), /HARBOUR\/ARTICLE-24 {2}Article 24/);
  });

  test("--json prints one object, for a cut and for a refusal, which ends with 2", async () => {
    const cut = await run("inspect", CHARTER, "--json");
    assert.equal(cut.json.length, 1);
    const refused = await run("inspect", join(HOSTILE, "addresses-twice.md"), "--json");
    assert.equal(refused.code, 2);
    assert.equal(refused.json.length, 1);
    const [answer] = refused.json as readonly [{ readonly reason: string; readonly line: number }];
    assert.equal(answer.reason, "STOP_ADDRESS_DUPLICATE");
    assert.equal(answer.line, 13);
  });

  test("--html writes the page", async () => {
    const page = join(folder, "page.html");
    assert.equal((await run("inspect", join(DOCUMENTS, "ar-mithaq-al-wadi.txt"), "--html", page)).code, 0);
    assert.match(readFileSync(page, "utf8"), /<bdi>المادة 1<\/bdi>/);
  });

  test("--html does not write over the document itself, under any of its names", async () => {
    const file = join(folder, "kept.md");
    writeFileSync(file, "## Article 1\n\na\n");
    symlinkSync(file, join(folder, "other-name.md"));
    for (const name of [file, join(folder, "other-name.md")]) {
      assert.equal((await run("inspect", file, "--html", name)).code, 2);
      assert.equal(readFileSync(file, "utf8"), "## Article 1\n\na\n");
    }
  });

  test("--convention and --exclude change what is cut", async () => {
    const file = join(folder, "law.md");
    writeFileSync(file, "## Article 1 [draft]\n\na\n\n## Article 2\n\nb\n");
    const outline = await run("inspect", file, "--convention", "outline");
    assert.match(outline.lines.join("\n"), /convention +outline/);
    const fewer = await run("inspect", file, "--exclude", "draft");
    assert.match(fewer.lines.join("\n"), /^units +1;/m);
  });

  for (const [rule, words] of [
    ["a file that does not exist", [join(folder, "none.md")]],
    ["a limit that is no number", [CHARTER, "--max-units", "many"]],
    ["a limit above the hard one", [CHARTER, "--max-units", "100001"]],
  ] as const) {
    test(`${rule} is refused with 2`, async () => {
      const found = await run("inspect", ...words, "--json");
      assert.equal(found.code, 2);
      assert.equal((found.json[0] as { readonly reason: string }).reason, "STOP_BAD_INPUT");
    });
  }
});

describe("cutter source diff", () => {
  const text = readFileSync(CHARTER, "utf8");
  const changed = join(folder, "new.txt");
  writeFileSync(changed, text.replace("from dusk to dawn", "from dusk to noon"));

  test("prints what changed between two versions", async () => {
    const found = await run("diff", CHARTER, changed);
    assert.equal(found.code, 0);
    const shown = found.lines.join("\n");
    assert.match(shown, /^1 amended; 23 unchanged\n\namended {2}ARTICLE-3 {2}/);
    assert.match(shown, /\[-dawn-\]\{\+noon\+\}/);
  });

  test("prints one JSON object", async () => {
    const found = await run("diff", CHARTER, changed, "--json");
    const [json] = found.json as readonly {
      readonly changes: readonly unknown[];
      readonly unchanged: number;
    }[];
    assert.deepEqual([json?.changes.length, json?.unchanged], [1, 23]);
  });

  test("writes a page, but never over one of the two documents", async () => {
    const page = join(folder, "delta.html");
    assert.equal((await run("diff", CHARTER, changed, "--html", page)).code, 0);
    assert.match(readFileSync(page, "utf8"), /<del>dawn<\/del><ins>noon<\/ins>/);
    const found = await run("diff", CHARTER, changed, "--html", changed, "--json");
    assert.equal((found.json[0] as { readonly reason: string }).reason, "STOP_BAD_INPUT");
    assert.match(readFileSync(changed, "utf8"), /from dusk to noon/);
  });

  test("follows a lineage file, and refuses one that does not fit", async () => {
    const lineage = join(folder, "lineage.txt");
    writeFileSync(lineage, "retired ARTICLE-3\ncreated ARTICLE-3\n");
    const found = await run("diff", CHARTER, changed, "--lineage", lineage);
    assert.match(found.lines.join("\n"), /^1 created, 1 retired; 23 unchanged/);
    writeFileSync(lineage, "retired ARTICLE-99\n");
    const refused = await run("diff", CHARTER, changed, "--lineage", lineage, "--json");
    assert.deepEqual(
      [refused.code, (refused.json[0] as { readonly reason: string }).reason],
      [2, "STOP_LINEAGE_INVALID"],
    );
  });

  test("writes the open questions as a file that answers them", async () => {
    const [old, fresh, proposal] = ["old.md", "fresh.md", "proposal.txt"].map((name) => join(folder, name));
    assert.ok(old !== undefined && fresh !== undefined && proposal !== undefined);
    const law = (words: string) => `## Article 1\n\n${words}\n\n## Article 2\n\nThe end.\n`;
    writeFileSync(old, law(`${TEXTS.lamps} ${TEXTS.oil}`));
    writeFileSync(fresh, law(`${TEXTS.fees} ${TEXTS.appeals}`));
    const options = [old, fresh] as const;
    const asked = await run("diff", ...options, "--proposal", proposal);
    assert.match(asked.lines.join("\n"), /^1 amended; 1 unchanged; 1 open question\n/);
    assert.match(readFileSync(proposal, "utf8"), /\ncontinues ARTICLE-1 -> ARTICLE-1\n$/);
    const answered = await run("diff", ...options, "--lineage", proposal);
    assert.match(answered.lines.join("\n"), /^1 amended; 1 unchanged\n\namended, as stated {2}ARTICLE-1/);
    const refused = await run("diff", ...options, "--lineage", proposal, "--proposal", proposal, "--json");
    assert.equal((refused.json[0] as { readonly reason: string }).reason, "STOP_BAD_INPUT");
  });

  test("a version that can't be cut is refused with 2", async () => {
    const found = await run("diff", CHARTER, join(HOSTILE, "headings-none.txt"), "--json");
    assert.equal(found.code, 2);
  });
});

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { markDocument } from "../../src/document/mark.ts";
import { runCutter } from "../support/cutter.ts";
import { minimalPdf } from "../support/minimal-pdf.ts";

const GUIDE = readFileSync(join(import.meta.dirname, "../../docs/bring-a-document.md"), "utf8");
const COMMANDS = [...GUIDE.matchAll(/^```sh\n(.*)\n```$/gm)].map(([, command = ""]) => command);
const LABELS = ["Article 1", "Article 2", "Article 2a", "Article 3"];
const LAW = `# The ferry act

## Article 1. Purpose

This act governs the ferry of Ostrelle.[^1] It applies to:

- passengers;
- goods, as Article 3 of the harbour act defines them.

## Article 2. Fares

| Zone | Fare |
|------|------|
| A    | 2 €  |

The council sets the fares.

## Article 2a. Children

Children pay half.

## Article 3. Entry into force

This act enters into force on 1 May.

[^1]: The ferry between the piers.
`;
const PAGES = [
  [
    "The ferry act",
    "",
    "Article 1",
    "",
    "This act governs the ferry of Ostrelle. It applies",
    "to passengers and goods.",
    "",
    "Article 2",
    "",
    "The council sets the fares.",
  ],
  [
    "Article 2a",
    "",
    "Children pay half, as",
    "Article 2 allows.",
    "",
    "Article 3",
    "",
    "This act enters into force on 1 May.",
  ],
];

let folder: string;
const at = (name: string) => join(folder, name);

/** Runs a line in a shell, in the folder of the documents. */
function run(line: string): void {
  execFileSync("sh", ["-ec", line], { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
}

before(() => {
  folder = mkdtempSync(join(tmpdir(), "bring-a-document-"));
  for (const program of ["pandoc", "pdftotext", "iconv"])
    assert.doesNotThrow(() => run(`command -v ${program}`), `${program} is missing: .ci/run installs it`);
  writeFileSync(at("law.md"), LAW);
  writeFileSync(at("labels.txt"), `# as the gazette lists them\n${LABELS.join("\n")}\n`);
  for (const name of ["law.docx", "law.odt", "law.html", "law.epub", "law.rtf", "law.tex", "law.org"])
    run(`pandoc -s law.md --metadata title=Ferry -o ${name}`);
  writeFileSync(at("law.pdf"), minimalPdf(PAGES));
});
after(() => rmSync(folder, { recursive: true, force: true }));

function labelsOf(file: string): readonly string[] {
  const marked = markDocument(readFileSync(at(file)), { maxUnits: 100 });
  assert.ok(marked.ok, JSON.stringify(marked));
  return marked.value.units.map(({ label }) => label);
}

/** Puts the text where a command looks for one in an older encoding. */
function writeEncoded(): void {
  writeFileSync(at("law.txt"), Buffer.from(LAW.replace("€", "£").replaceAll("ferry", "férry"), "latin1"));
}

describe("docs/bring-a-document.md (P-154)", () => {
  const conversions = COMMANDS.filter((command) => !command.startsWith("cutter "));
  for (const command of conversions) {
    const [source = "", target = ""] = command.match(/\b(?:law|text)\.\w+/g) ?? [];
    test(`${command}: the refusal of ${source} names it, and what it writes has every unit`, () => {
      if (source === "law.txt") writeEncoded();
      const refused = markDocument(readFileSync(at(source)), { maxUnits: 100 });
      assert.ok(!refused.ok);
      assert.equal(refused.refusal.reason, "STOP_NOT_A_TEXT");
      const named = [...refused.refusal.wayOut.matchAll(/`([^`]*)`/g)].map(([, way = ""]) => way);
      assert.ok(
        named.some((way) => way.replace("FILE", source) === command),
        refused.refusal.wayOut,
      );
      run(command);
      assert.deepEqual(labelsOf(target), LABELS);
      rmSync(at(target));
    });
  }

  test("the page has a command for every format that pandoc or iconv turns into a text", () => {
    assert.equal(conversions.length, 5);
  });

  const shown = COMMANDS.filter((command) => command.startsWith("cutter "));
  for (const command of shown) {
    test(`${command}: accepts the text of the page`, async () => {
      writeFileSync(at("text.md"), LAW);
      writeEncoded();
      const words = command.split(" ").slice(1);
      const ended = await runCutter(
        words.map((word) => (word.includes(".") ? at(word) : word)),
        { variables: {} },
      );
      assert.equal(ended.code, 0, ended.stderr);
      if (command.includes("--expect")) assert.match(ended.stdout, /4 of 4 that the publisher states/);
    });
  }

  test("the refusal of a PDF names the command, and what it has written has every unit", () => {
    const refused = markDocument(readFileSync(at("law.pdf")), { maxUnits: 100 });
    assert.ok(!refused.ok && refused.refusal.wayOut.includes("`cutter source convert FILE`"));
    assert.deepEqual(labelsOf("text.txt"), LABELS);
  });

  test("the page has six commands of cutter", () => {
    assert.equal(shown.length, 6);
  });
});

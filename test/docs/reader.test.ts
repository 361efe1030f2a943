import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { openReadingScene, type ReadingScene } from "../support/reading-scene.ts";
import { makeTempFolder } from "../support/temp-folder.ts";

const GUIDE = readFileSync(join(import.meta.dirname, "../../docs/reader.md"), "utf8");
const COMMANDS = [...GUIDE.matchAll(/^```sh\ncutter kb (.*)\n```$/gm)].map(([, command = ""]) => command);

let scene: ReadingScene;
before(async () => {
  scene = await openReadingScene();
});
after(async () => {
  await scene?.[Symbol.asyncDispose]();
});

/** What each command of the guide shows of a law that was amended. */
const SHOWN: Readonly<Record<string, RegExp>> = {
  list: /^doc-LAW /m,
  "list LAW --on 2026-08-01": /^LAW\/article-3 +Article 4 +2026-07-01 +renumbering$/m,
  "show LAW/article-2 --on 2026-08-01": /^Nobody may alter article 2\.$/m,
  "show LAW/article-2 --on 2026-08-01 --known-at 2026-08-14": /^Nobody shall alter article 2\.$/m,
  "history LAW/article-3": /^2 +repeal /m,
  "diff LAW --from 2026-06-30 --to 2026-07-01": /\[-shall change-\]\{\+may alter\+\}/,
  "export --format jsonl --out law-as-data": /^2 files in \S+law-as-data: 2 written, 0 unchanged, 0 removed;/,
  "export --format jsonl --out law-of-august --on 2026-08-01 LAW": /^1 file in \S+law-of-august: 1 written/,
  "export --format site --out site --on 2026-08-01 --known-at 2026-08-14":
    /^\d+ files in \S+site: \d+ written/,
  "show LAW/article-2 --on 2026-08-01 --json": /"effect": "dated"/,
};

test("the guide shows every command that reads, and a test runs each of its examples", () => {
  assert.deepEqual(COMMANDS, Object.keys(SHOWN));
});

for (const [command, shown] of Object.entries(SHOWN)) {
  test(`the guide's \`cutter kb ${command}\` shows what the guide says`, async () => {
    await using place = await makeTempFolder();
    const words = command.split(" ");
    const isExport = words[0] === "export";
    const end = await scene.kb(
      words.map((word, at) => (words[at - 1] === "--out" ? join(place.path, word) : word)),
    );
    // How far an export is stands beside what it tells.
    assert.deepEqual([end.code, isExport || end.stderr], [0, isExport || ""]);
    assert.match(end.stdout, shown);
  });
}

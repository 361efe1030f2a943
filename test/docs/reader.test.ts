import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { openReadingScene, type ReadingScene } from "../support/reading-scene.ts";

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
  "show LAW/article-2 --on 2026-08-01 --json": /"effect": "dated"/,
};

test("the guide shows every command that reads, and a test runs each of its examples", () => {
  assert.deepEqual(COMMANDS, Object.keys(SHOWN));
});

for (const [command, shown] of Object.entries(SHOWN)) {
  test(`the guide's \`cutter kb ${command}\` shows what the guide says`, async () => {
    const end = await scene.kb(command.split(" "));
    assert.deepEqual([end.code, end.stderr], [0, ""]);
    assert.match(end.stdout, shown);
  });
}

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join, relative } from "node:path";
import test from "node:test";
import { readTree } from "../../docs/read-tree.ts";
import { renderMan } from "../../docs/render-man.ts";

const ROOT = join(import.meta.dirname, "../..");
const PAGE = join(ROOT, "man/cutter.1");

test("the manual page is that of the command tree (npm run docs), and package.json names it", async () => {
  const tree = await readTree();
  const text = await readFile(PAGE, "utf8");
  assert.equal(text, await renderMan(tree));
  const { man, version } = JSON.parse(await readFile(join(ROOT, "package.json"), "utf8"));
  // As a list: of a single name npm makes no link for `man`.
  assert.deepEqual(man, [relative(ROOT, PAGE)]);
  assert.ok(text.includes(`"iu-cutter ${version}"`));
  for (const { path, commands, options } of tree) {
    if (commands.length > 0) continue;
    const heading = text.indexOf(`.SS "cutter ${path.join(" ").replaceAll("-", "\\-")}`);
    assert.ok(heading > 0, path.join(" "));
    for (const { flags } of options.filter(({ names }) => !names.includes("--help")))
      assert.ok(
        text.indexOf(`.B ${flags.replaceAll("-", "\\-")}\n`, heading) > 0,
        `${path.join(" ")} ${flags}`,
      );
  }
});

test("groff sets the manual page without a warning", () => {
  const said = execFileSync("groff", ["-man", "-ww", "-z", "-Tascii", PAGE], { encoding: "utf8" });
  assert.equal(said, "");
  const shown = execFileSync("groff", ["-man", "-Tascii", "-P-cbou", PAGE], { encoding: "utf8" });
  assert.match(shown, /--document-id <id>/);
  assert.match(shown, /--engine <engine>\n.*\n? *.*One of auto, postgresql, pglite/);
});

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import test from "node:test";
import { shellWord } from "../../src/domain/shell-word.ts";

test("a word of an address reaches a program as it is, whatever it holds", () => {
  for (const word of [
    "LAW/article-1",
    "LAW/điều-5~2",
    "LAW/a'b",
    "LAW/$(id)",
    "LAW/`id`",
    'LAW/"a"',
    "LAW/a;b&c|d>e",
    "LAW/*",
    "~root",
    "-x",
    "",
  ]) {
    const told = execFileSync("sh", ["-c", `printf %s ${shellWord(word)}`], { encoding: "utf8" });
    assert.equal(told, word);
  }
  assert.equal(shellWord("LAW/article-1"), "LAW/article-1");
});

import assert from "node:assert/strict";
import test from "node:test";
import { listUnowned, OWNED_PATHS } from "../../src/trust/list-unowned.ts";

const [WORKFLOWS, POLICY, KEYS] = OWNED_PATHS;
const ALL = OWNED_PATHS;

/** A CODEOWNERS file, and the paths to which it gives no owner. */
const CASES: readonly (readonly [string, string, readonly string[]])[] = [
  ["each path by its name", "/.github/ @ada\n/approvals/policy.json @ada\n/approvals/keys/ @ada", []],
  ["without the slash in front", ".github/ @ada\napprovals/policy.json @ada\napprovals/keys/ @ada", []],
  ["everything", "* @icx/owners", []],
  ["a folder above", "/.github/ @ada\n/approvals/ @ada", []],
  ["later lines about something else", "* @ada\n/docs\n/docs/ @eve\nsrc/trust/ @eve", []],
  ["a later folder that may lie anywhere", "* @ada\nkeys/ @eve", ALL],
  ["Windows lines and comments", "# all\r\n* @ada # who else\r\n", []],
  ["a later one-letter name in another folder", "* @ada\nx/y @eve", []],
  ["a later name with a sign of comments in it", "* @ada\ndocs/#a @eve", []],
  ["nothing", "", ALL],
  ["comments alone", "# * @ada", ALL],
  ["a pattern without an owner", "*", ALL],
  ["one path alone", "/approvals/keys/ @ada", [WORKFLOWS, POLICY]],
  ["a later line that takes the owner away", "* @ada\n/approvals/", [POLICY, KEYS]],
  ["a later line that takes a part away", "* @ada\n/.github/workflows/", [WORKFLOWS]],
  [
    "a later line that takes a part away, without the slash in front",
    "* @ada\n.github/workflows/",
    [WORKFLOWS],
  ],
  ["a later pattern that may cover anything", "* @ada\n**/policy.json", ALL],
  ["a later name that matches in any folder", "* @ada\npolicy.json", ALL],
  ["a name that only begins alike", "/approvals/policy.json.md @ada\n/approvals/keys @ada\n/.git/ @ada", ALL],
];

for (const [name, text, expected] of CASES)
  test(`${name}: ${expected.length === 0 ? "everything has an owner" : expected.join(", ")}`, () => {
    assert.deepEqual(listUnowned(text), expected);
  });

import assert from "node:assert/strict";
import test from "node:test";
import type { Folder, TreeEntry } from "../../src/trust/git/parse-tree.ts";
import {
  gateFiles,
  MAX_FILES_IN_RUN,
  personOfFile,
  refuseTwin,
  refuseUnlessFolder,
  refuseUnsafeFolder,
} from "../../src/trust/paths.ts";
import { reasonOf } from "../support/reason-of.ts";

const G = "SG_1_cut_authz";
const latin1 = (name: string) => Buffer.from(name, "utf8").toString("latin1");
const entry = (name: string, mode = "100644"): TreeEntry => ({ mode, name: latin1(name), id: "1" });
const folder = (...entries: readonly TreeEntry[]): Folder =>
  new Map(entries.map((each) => [each.name, each]));

const CONFLICT = "STOP_APPROVAL_CONFLICT";
const UNSAFE = "STOP_APPROVAL_PATH_UNSAFE";
const IRREGULAR = "STOP_APPROVAL_NOT_REGULAR_FILE";

for (const [name, expected] of [
  [`${G}.md`, "accepted"],
  [`${G}.execution.md`, "accepted"],
  [`${G}.request.json`, "accepted"],
  [`${G}.withdrawal.md`, "accepted"],
  [`${G}.alice.md`, "accepted"],
  [`${G}.execution.alice.md`, "accepted"],
  [`${G}.${"a".repeat(32)}.md`, "accepted"],
  ["SG_2_lifecycle_authz.md", "accepted"],
  ["SG_3_compensation_authz.md", "accepted"],
  [`${G}.${"a".repeat(33)}.md`, CONFLICT],
  [`${G}.yaml`, CONFLICT],
  [`${G}.md~`, CONFLICT],
  [`${G}.Alice.md`, CONFLICT],
  [`${G}.1.md`, CONFLICT],
  [`${G}.request.md`, CONFLICT],
  [`${G}.execution.execution.md`, CONFLICT],
  [`${G}.execution.request.md`, CONFLICT],
  [`${G}.withdrawal.alice.md`, CONFLICT],
  [`${G}.`, CONFLICT],
  [`x${G}.md`, UNSAFE],
  [`${G}x.md`, UNSAFE],
  [`${G}.md `, UNSAFE],
  [`${G}.md\n`, UNSAFE],
  [`${G}.m\u200bd`, UNSAFE],
  [`${G.toLowerCase()}.md`, UNSAFE],
  ["units-001.md", "accepted"],
  ["units-1.md", UNSAFE],
  ["units-0001.md", UNSAFE],
  ["units-001.md.md", UNSAFE],
  ["README.md", UNSAFE],
  ["SG_4_other.md", UNSAFE],
] as const) {
  test(`the name ${JSON.stringify(name)} in a run's folder: ${expected}`, () =>
    assert.equal(reasonOf(refuseUnsafeFolder(folder(entry(`${G}.md`), entry(name)), "R")), expected));
}

for (const mode of ["100755", "120000", "160000", "40000", "100664"]) {
  test(`a file of mode ${mode} is not a regular file`, () =>
    assert.equal(reasonOf(refuseUnsafeFolder(folder(entry(`${G}.md`, mode)), "R")), IRREGULAR));
}

test("a run's folder may hold `MAX_FILES_IN_RUN` files and no more", () => {
  const many = (count: number) =>
    folder(...Array.from({ length: count }, (_, index) => entry(`${G}.p${index}.md`)));
  assert.equal(reasonOf(refuseUnsafeFolder(many(MAX_FILES_IN_RUN), "R")), "accepted");
  assert.equal(reasonOf(refuseUnsafeFolder(many(MAX_FILES_IN_RUN + 1), "R")), "STOP_APPROVAL_PR_SCOPE");
  assert.equal(MAX_FILES_IN_RUN, 256);
});

for (const twin of [
  "APPROVALS",
  "approvals ",
  "approvals\u200b",
  "app\u0301rovals",
  "ａpprovals",
  "Approvals",
  " approvals",
]) {
  test(`${JSON.stringify(twin)} is a twin of approvals`, () =>
    assert.equal(reasonOf(refuseTwin(folder(entry("approvals"), entry(twin)), "approvals", "top")), UNSAFE));
}

test("another name is not a twin, and the name itself is not one", () => {
  assert.equal(
    reasonOf(refuseTwin(folder(entry("approvals"), entry("approvals2")), "approvals", "top")),
    "accepted",
  );
});

test("an entry of any other mode than a folder's is refused as a folder", () => {
  assert.equal(reasonOf(refuseUnlessFolder(entry("x", "40000"), "p")), "accepted");
  for (const mode of ["100644", "120000", "160000"]) {
    assert.equal(reasonOf(refuseUnlessFolder(entry("x", mode), "p")), IRREGULAR);
  }
});

test("the files of a gate are told from those of other gates, by kind", () => {
  const names = [
    `${G}.md`,
    `${G}.bob.md`,
    `${G}.execution.md`,
    `${G}.execution.bob.md`,
    `${G}.withdrawal.md`,
    `${G}.request.json`,
    "SG_2_lifecycle_authz.md",
    "SG_2_lifecycle_authz.execution.md",
    `x${G}.md`,
    `x${G}.execution.md`,
    `${G}.execution.md~`,
  ];
  const files = gateFiles(folder(...names.map((name) => entry(name))), G);
  assert.deepEqual(
    files.approvals.map(({ name }) => name),
    [`${G}.md`, `${G}.bob.md`],
  );
  assert.deepEqual(
    files.executions.map(({ name }) => name),
    [`${G}.execution.md`, `${G}.execution.bob.md`],
  );
  assert.equal(files.withdrawal?.name, `${G}.withdrawal.md`);
  assert.equal(files.request?.name, `${G}.request.json`);
  assert.deepEqual(gateFiles(folder(), G), {
    approvals: [],
    executions: [],
    withdrawal: null,
    request: null,
  });
});

test("a further person's file is named after the person", () => {
  assert.equal(personOfFile(`${G}.alice.md`), "alice");
  assert.equal(personOfFile(`${G}.execution.alice.md`), "alice");
  assert.equal(personOfFile(`${G}.md`), null);
  assert.equal(personOfFile(`${G}.execution.md`), null);
  assert.equal(personOfFile(`${G}.alice.md.x`), null);
});

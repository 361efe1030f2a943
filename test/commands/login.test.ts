import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import test, { after, before } from "node:test";
import { lawOf, makeTestSetup, type TestSetup } from "../support/test-setup.ts";

let setup: TestSetup;
let law: string;

before(async () => {
  setup = await makeTestSetup();
  law = join(setup.setup.folder, "law.md");
  await writeFile(law, lawOf("who may register"));
});
after(async () => {
  await setup?.[Symbol.asyncDispose]();
});

const REGISTER = [
  ...["source", "register", "--document-id", "who", "--prefix", "WHO", "--title", "Who"],
  ...["--publication-type", "law", "--owner", "registry"],
];

const VARIABLE = "DOT_CUTTER_ADMIN_DB_PASSWORD";
const CASES = [() => ["db", "install"], () => ["db", "check"], () => [...REGISTER, law]] as const;

for (const command of CASES) {
  const name = command().slice(0, 2).join(" ");
  test(`${name} asks for the password of the owner by its variable, where it is missing and where it is wrong`, async () => {
    const { [VARIABLE]: right = "", ...others } = setup.variables;
    const secret = "not-the-password";
    for (const [variables, actual] of [
      [others, /none is set/],
      [{ ...others, [VARIABLE]: secret }, /password authentication failed/],
    ] as const) {
      const end = await setup.cutter([...command(), "--json"], { variables });
      const told = JSON.parse(end.stdout) as { readonly refusal?: Record<string, string> } & Record<
        string,
        string
      >;
      const refused = told.refusal ?? told;
      assert.deepEqual(
        [end.code, refused["reason"], refused["field"], refused["expected"]],
        [3, "STOP_DB_LOGIN", VARIABLE, "the password of workflow_admin"],
        end.stderr,
      );
      assert.match(refused["actual"] ?? "", actual);
      assert.ok(!`${end.stdout}${end.stderr}`.includes(secret));
    }
    // The way out: the variable is set.
    const end = await setup.cutter(command(), { variables: { ...others, [VARIABLE]: right } });
    assert.equal(end.code, 0, end.stderr);
  });
}

for (const variable of ["DOT_CUTTER_VERIFY_DB_PASSWORD", "DOT_CUTTER_EXEC_DB_PASSWORD"]) {
  test(`a run whose lane has no ${variable} stops with it before anybody is asked, and goes on once it is set`, async () => {
    const { [variable]: _right, ...others } = setup.variables;
    const documentId = await setup.register(lawOf(variable));
    const cut = ["orchestrate", "cut", "--document-id", documentId, "--json"];
    const stopped = JSON.parse((await setup.cutter(cut, { variables: others })).stdout);
    assert.deepEqual([stopped.refusal.reason, stopped.refusal.field], ["STOP_DB_LOGIN", variable]);
    const resumed = await setup.cutter(["orchestrate", "resume", stopped.runId, "--json"]);
    assert.equal(JSON.parse(resumed.stdout).state, "awaiting_cut_authorization", resumed.stderr);
  });
}

test("the doctor fails where the lane that writes is not let in, before any person is asked (F-103)", async () => {
  const variable = "DOT_CUTTER_EXEC_DB_PASSWORD";
  const { [variable]: _right, ...others } = setup.variables;
  for (const variables of [others, { ...others, [variable]: "not-the-password" }]) {
    const end = await setup.cutter(["doctor", "--quick", "--json"], { variables });
    const { checks } = JSON.parse(end.stdout) as { readonly checks: readonly Record<string, unknown>[] };
    const failed = checks.filter(({ passed }) => passed === false);
    assert.deepEqual([end.code, failed.length, failed[0]?.["name"]], [3, 1, "the writing lane is let in"]);
    assert.match(
      String(failed[0]?.["found"]),
      /^STOP_DB_LOGIN \(DOT_CUTTER_EXEC_DB_PASSWORD\): (?:none is set|password authentication failed)/,
    );
    assert.match(String(failed[0]?.["wayOut"]), /^Set the variable that is named/);
    assert.ok(!`${end.stdout}${end.stderr}`.includes("not-the-password"));
  }
  // The way out: the variable is set.
  assert.equal((await setup.cutter(["doctor", "--quick"])).code, 0);
});

test("the doctor tells the way out of what it met, and not another", async () => {
  const variable = "DOT_CUTTER_VERIFY_DB_PASSWORD";
  const { [variable]: _right, ...others } = setup.variables;
  const end = await setup.cutter(["doctor", "--quick"], { variables: others });
  assert.equal(end.code, 3, end.stderr);
  assert.match(
    end.stdout,
    /^database answers +FAILED +STOP_DB_LOGIN \(DOT_CUTTER_VERIFY_DB_PASSWORD\): none is set/m,
  );
  assert.match(end.stdout, /^database answers: Set the variable that is named /m);
});

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { findAccountId } from "../../../src/adapters/github/find-account-id.ts";
import { type ForgeSetup, openForgeRoom } from "./forge-setup.ts";

let room: ForgeSetup;
before(async () => {
  room = await openForgeRoom();
});
after(() => room?.[Symbol.asyncDispose]());

const find = (login: string, token?: string) =>
  findAccountId(room.repository(token === undefined ? {} : { token }).client, login);

test("the number of an account is the one that GitHub tells, whatever the letters' case", async () => {
  const { user } = room.github.addPerson("ada");
  assert.deepEqual(await find("Ada"), { ok: true, value: user.id });
});

test("where GitHub does not answer the question, nobody is taken for a stranger (C-81)", async () => {
  const found = await find("ada", "a token of nobody");
  assert.equal(!found.ok && found.refusal.reason, "STOP_ACTOR_UNKNOWN");
  assert.equal(!found.ok && found.refusal.field, "ada");
  assert.match((!found.ok && found.refusal.actual) || "", /GET \/users\/ada: 401/);
});

test("an account that GitHub does not know is nobody's: it may have been renamed since (A-172)", async () => {
  const found = await find("nobody");
  assert.equal(!found.ok && found.refusal.reason, "STOP_ACTOR_UNKNOWN");
  assert.match((!found.ok && found.refusal.actual) || "", /GET \/users\/nobody: 404/);
});

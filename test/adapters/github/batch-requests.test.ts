import assert from "node:assert/strict";
import { test } from "node:test";
import { countRequests } from "../../support/github/expect-at-most.ts";
import { holdConversation } from "./batch-conversation.ts";
import { openForgeRoom } from "./forge-setup.ts";

test("the conversation of a batch of five hundred takes at most sixty requests, and none is over a limit of GitHub", async () => {
  await using room = await openForgeRoom();
  const spent = countRequests(room.github.limits);
  const waves = await holdConversation(room, 500);
  spent.expectAtMost({ total: 60 });
  assert.equal(waves, 6, "a canary and two waves for each gate");
  assert.deepEqual(room.github.violations, []);
  assert.equal(room.github.world.pulls.length, 2);
  assert.deepEqual(room.notes, [], "nothing was waited for");
});

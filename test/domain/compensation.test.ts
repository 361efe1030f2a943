import assert from "node:assert/strict";
import test from "node:test";
import { type Committed, planCompensation } from "../../src/domain/compensation.ts";

const CASES: readonly {
  readonly title: string;
  readonly committed: Partial<Committed>;
  readonly actions: readonly string[];
}[] = [
  { title: "where nothing is committed, there is nothing to do", committed: {}, actions: ["nothing"] },
  {
    title: "drafts are withdrawn, the decision recorded, the document held",
    committed: { unitsByStatus: { draft: 3 } },
    actions: ["withdraw_drafts", "record_revert_decision", "hold"],
  },
  {
    title: "withdrawn drafts need nothing more",
    committed: { unitsByStatus: { withdrawn: 3 } },
    actions: ["nothing"],
  },
  {
    title: "enacted units are never touched, and the sovereign is asked",
    committed: { unitsByStatus: { enacted: 3 } },
    actions: ["ask_sovereign"],
  },
  {
    title: "one enacted unit among drafts is enough to ask the sovereign",
    committed: { unitsByStatus: { draft: 2, enacted: 1 } },
    actions: ["ask_sovereign"],
  },
  {
    title: "units that no receipt accounts for are left alone and reported",
    committed: { unaccounted: ["LAW/ART-1"] },
    actions: ["ask_sovereign"],
  },
];

for (const { title, committed, actions } of CASES) {
  test(title, () => {
    const plan = planCompensation({ effects: [], unitsByStatus: {}, unaccounted: [], ...committed });
    assert.deepEqual(
      plan.map((step) => step.action),
      actions,
    );
    assert.deepEqual(
      plan.map((step) => step.order),
      plan.map((_, index) => index + 1),
    );
  });
}

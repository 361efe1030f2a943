import { actionStart } from "./families/action-start.ts";
import { create } from "./families/create.ts";
import { cutPlan } from "./families/cut-plan.ts";
import { demo } from "./families/demo.ts";
import { enact } from "./families/enact.ts";
import { journal } from "./families/journal.ts";
import { roundTrips } from "./families/round-trips.ts";
import { signatures } from "./families/signatures.ts";
import type { Family } from "./row.ts";

/** Everything that is measured, in the order of the table. */
export const FAMILIES: readonly Family[] = [
  create,
  roundTrips,
  enact,
  cutPlan,
  signatures,
  actionStart,
  journal,
  demo,
];

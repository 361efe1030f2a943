import { actionStart } from "./families/action-start.ts";
import { amend } from "./families/amend.ts";
import { backup } from "./families/backup.ts";
import { batch } from "./families/batch.ts";
import { beside } from "./families/beside.ts";
import { create } from "./families/create.ts";
import { cutPlan } from "./families/cut-plan.ts";
import { demo } from "./families/demo.ts";
import { enact } from "./families/enact.ts";
import { exports } from "./families/export.ts";
import { githubRequests } from "./families/github-requests.ts";
import { growth } from "./families/growth.ts";
import { journal } from "./families/journal.ts";
import { journalDatabase } from "./families/journal-database.ts";
import { memory } from "./families/memory.ts";
import { readFormats } from "./families/read-formats.ts";
import { readers } from "./families/readers.ts";
import { roundTrips } from "./families/round-trips.ts";
import { runs } from "./families/runs.ts";
import { signatures } from "./families/signatures.ts";
import type { Family } from "./row.ts";

/** Everything that is measured, in the order of the table. */
export const FAMILIES: readonly Family[] = [
  create,
  roundTrips,
  enact,
  amend,
  memory,
  cutPlan,
  readFormats,
  backup,
  signatures,
  readers,
  exports,
  actionStart,
  githubRequests,
  journal,
  journalDatabase,
  runs,
  growth,
  batch,
  beside,
  demo,
];

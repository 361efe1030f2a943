import { join } from "node:path";
import { SETTINGS_FILE } from "../../src/config/settings.ts";
import { signNextPolicy } from "./new-policy.ts";
import { replaceInFile, type TestSetup } from "./test-setup.ts";

/** Lets the policy take batches of so many members, and each write look at its own document and the chains of the others, as large batches have it. */
export async function allowLargeBatches(setup: TestSetup, members: number): Promise<void> {
  await replaceInFile(join(setup.setup.root, SETTINGS_FILE), (text) =>
    JSON.stringify({ ...JSON.parse(text), driftScope: "chain" }),
  );
  await signNextPolicy(setup, ({ gates }) => {
    for (const rule of Object.values(gates))
      rule.batch = { most_members: members, most_units: members * 100 };
  });
}

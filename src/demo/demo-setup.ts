import { mkdir, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { generateOpenPgpKey } from "../adapters/openpgp/generate-key.ts";
import { installSchema } from "../adapters/postgres/migrate.ts";
import { systemClock } from "../adapters/runner/system-clock.ts";
import type { Environment } from "../config/environment.ts";
import { SETTINGS_FILE, settingsSchema } from "../config/settings.ts";
import type { MemberTrait } from "../domain/policy.ts";
import { RefusalError } from "../domain/refusal.ts";
import type { ScratchDatabase } from "../ports/scratch.ts";
import { type DemoKeys, makeDemoRepository } from "./demo-repository.ts";

/** A throw-away setup in which a whole run can be shown: keys, a control repository, a database, a sidecar. */
export interface DemoSetup {
  readonly folder: string;
  readonly root: string;
  readonly repository: string;
  readonly environment: Environment;
  readonly keys: DemoKeys;
  readonly database: ScratchDatabase;
}

/** Makes the setup in `folder`, which must be empty: three keys, a signed policy, an installed schema, a configured sidecar. */
export async function makeDemoSetup(options: {
  readonly folder: string;
  readonly environment: Environment;
  /** The start line of the program that signs as a person (`sign-stdin`). */
  readonly signer: readonly string[];
  readonly startDatabase: () => Promise<ScratchDatabase>;
  readonly maxUnits: number;
  readonly batchMayHold?: readonly MemberTrait[];
}): Promise<DemoSetup> {
  const { folder, environment, signer, batchMayHold = [] } = options;
  const at = systemClock.now();
  const keys = {
    root: await generateOpenPgpKey({ name: "Root", email: "root@demo.invalid", at }),
    sovereign: await generateOpenPgpKey({ name: "Sovereign", email: "sovereign@demo.invalid", at }),
    recipient: await generateOpenPgpKey({ name: "Backup recipient", email: "backup@demo.invalid", at }),
  };
  const repository = join(folder, "control");
  const root = join(folder, "sidecar");
  await mkdir(root, { recursive: true, mode: 0o750 });
  const searchPath = environment.PATH;
  await makeDemoRepository({ folder, repository, keys, signer, searchPath, batchMayHold });
  const database = await options.startDatabase();
  try {
    await install(database);
  } catch (cause) {
    await database[Symbol.asyncDispose]();
    throw cause;
  }
  const settings = settingsSchema.parse({
    schema: "iu-cutter/config/1",
    repositoryId: `demo/${basename(folder)}`,
    controlRepository: { path: repository },
    rootKeys: [join(folder, "keys", "root.asc")],
    backup: { recipientKey: join(folder, "keys", "recipient.asc") },
    maxUnits: options.maxUnits,
    firstRunMaxUnits: options.maxUnits,
  });
  await writeFile(join(root, SETTINGS_FILE), `${JSON.stringify(settings, null, 2)}\n`, { mode: 0o640 });
  return {
    folder,
    root,
    repository,
    keys,
    database,
    environment: { ...environment, BACKUP_GPG_FPR: keys.recipient.fingerprint },
  };
}

async function install(database: ScratchDatabase): Promise<void> {
  await using owner = await database.sql.open("owner");
  const installed = await installSchema(owner);
  if (!installed.ok) throw new RefusalError(installed.refusal);
}

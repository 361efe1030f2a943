import { join } from "node:path";
import { openPlace } from "../adapters/rclone/open-place.ts";
import { pick } from "../collections/pick.ts";
import { type Environment, secretsOf } from "../config/environment.ts";
import type { Settings } from "../config/settings.ts";
import { giveUpOnce } from "../engine/session/give-up-once.ts";
import type { CopyPlace } from "../ports/copy-place.ts";
import { createRedactor } from "../reports/redact.ts";

/** rclone's word for a configuration that is not there. */
const NO_CONFIG = "/notfound";

interface PlaceParts {
  readonly environment: Environment;
  readonly interrupted: AbortSignal;
}

/** The places of `backup.copies`. */
export function openPlaces({
  settings,
  ...parts
}: PlaceParts & { readonly settings: Settings }): readonly CopyPlace[] {
  return settings.backup.copies.map((named) => openNamedPlace(parts, named));
}

/** rclone gets no password of the database and no token: what it needs stands in its own configuration. */
export function openNamedPlace(
  { environment, interrupted }: PlaceParts,
  { place, timeoutMinutes, evidence }: Settings["backup"]["copies"][number],
): CopyPlace {
  const redactor = createRedactor(secretsOf(environment));
  const { RCLONE_CONFIG, HOME, TMPDIR } = environment;
  const usual = HOME === undefined ? NO_CONFIG : join(HOME, ".config/rclone/rclone.conf");
  return giveUpOnce(
    openPlace({
      place,
      takesEvidence: evidence,
      timeoutMs: timeoutMinutes * 60_000,
      config: RCLONE_CONFIG ?? usual,
      environment: pick(environment, ["PATH", "HOME", "TMPDIR", "SSH_AUTH_SOCK", "RCLONE_CONFIG_PASS"]),
      tempFolder: TMPDIR ?? "/tmp",
      redact: (text) => redactor.redact(text),
      interrupted,
    }),
  );
}

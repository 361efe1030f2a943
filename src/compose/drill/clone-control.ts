import { createControlRepository } from "../../adapters/git/create-control-repository.ts";
import { pick } from "../../collections/pick.ts";
import type { Environment } from "../../config/environment.ts";
import type { Settings } from "../../config/settings.ts";
import { RefusalError } from "../../domain/refusal.ts";

/** On a new machine the whole history is fetched. */
const FETCH_TIMEOUT_MS = 600_000;

/** Copies the control repository, from its origin or else from the clone that is there, and says from where. Neither is changed. */
export async function cloneControl(
  { origin, path: own, defaultBranch }: Settings["controlRepository"],
  parts: { readonly environment: Environment; readonly late: AbortSignal; readonly path: string },
): Promise<string> {
  const { environment, late, path } = parts;
  const transport = pick(environment, ["HOME", "SSH_AUTH_SOCK", "GIT_SSH_COMMAND"]);
  let first: unknown = null;
  for (const from of origin === null ? [own] : [origin, own]) {
    try {
      await using clone = await createControlRepository({
        ...{ path, origin: from, defaultBranch, searchPath: environment.PATH, transport, late },
        fetchTimeoutMs: FETCH_TIMEOUT_MS,
      });
      await clone.refresh();
      return from;
    } catch (cause) {
      const isElsewhere = cause instanceof RefusalError && cause.refusal.reason === "STOP_REPO_UNREACHABLE";
      if (!isElsewhere) throw cause;
      first ??= cause;
    }
  }
  throw first;
}

import { type Refusal, refusal } from "../../domain/refusal.ts";
import type { GateRequest } from "../../domain/request.ts";
import type { PersonRepository } from "../../ports/person-repository.ts";
import { readForgeAddress } from "./forge-address.ts";

/** `host/owner/name`, as the id of a control repository on a forge is written. */
const REPOSITORY_ID = /^([^/]+\.[^/]+)\/([^/]+\/[^/]+)$/;

/**
 * Refuses to answer in a fork: nobody reads an approval there. The remote's address tells, where it and the repository's id name a place on a
 * forge; an alias of ssh in place of the host tells nothing.
 */
export async function refuseFork(
  repository: PersonRepository,
  request: GateRequest,
): Promise<Refusal | null> {
  const url = await repository.remoteUrl();
  const address = url === null ? null : readForgeAddress(url);
  const [, host, name] = REPOSITORY_ID.exec(request.repository_id) ?? [];
  if (address === null || host === undefined || name === undefined) return null;
  const isSameHost = !address.host.includes(".") || isAlike(address.host, host);
  if (isSameHost && isAlike(address.repository, name)) return null;
  return refusal("STOP_APPROVAL_ENV_MISMATCH", {
    field: "request.repository_id",
    message: "This clone is of another repository than the one whose request it holds.",
    expected: request.repository_id,
    actual: `${address.host}/${address.repository}`,
    wayOut: "Answer in a clone of the control repository itself.",
  });
}

function isAlike(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

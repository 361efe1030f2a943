import type { AskedRequest } from "../../domain/asked-request.ts";
import { type Refusal, refusal } from "../../domain/refusal.ts";
import type { PersonRepository } from "../../ports/person-repository.ts";
import { type ForgeAddress, readForgeAddress } from "./forge-address.ts";

/** `host/owner/name`, as the id of a control repository on a forge is written. */
const REPOSITORY_ID = /^([^/]+\.[^/]+)\/([^/]+\/[^/]+)$/;

/**
 * Refuses to answer in a fork: nobody reads an approval there. The remote's addresses tell, where they and the repository's id name a place on a
 * forge; an alias of ssh in place of the host tells nothing.
 */
export async function refuseFork(
  repository: PersonRepository,
  request: AskedRequest,
): Promise<Refusal | null> {
  const [, host, name] = REPOSITORY_ID.exec(request.repository_id) ?? [];
  if (host === undefined || name === undefined) return null;
  const isOwn = (address: ForgeAddress) =>
    (!address.host.includes(".") || isAlike(address.host, host)) && isAlike(address.repository, name);
  const addresses = (await repository.remoteUrls()).map(readForgeAddress);
  const other = addresses.find((address) => address !== null && !isOwn(address)) ?? null;
  if (other === null) return null;
  return refusal("STOP_APPROVAL_ENV_MISMATCH", {
    field: "request.repository_id",
    message: "This clone fetches from or pushes to another repository than the one whose request it holds.",
    expected: request.repository_id,
    actual: `${other.host}/${other.repository}`,
    wayOut: "Answer in a clone of the control repository itself, and push there.",
  });
}

function isAlike(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

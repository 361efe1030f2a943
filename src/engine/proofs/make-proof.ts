import type { Proof, ProvenVersion } from "../../domain/proof.ts";
import type { Refusal } from "../../domain/refusal.ts";
import { accepted, type Result } from "../../domain/result.ts";
import { utc } from "../../domain/run.ts";
import type { BaseReader } from "../../ports/reader.ts";
import { catchRefusal } from "../approvals/catch-refusal.ts";
import { type ApprovalJudgeParts, openJudgeTools } from "../approvals/judge-tools.ts";
import { recordObjects } from "./object-pool.ts";
import type { ProvingParts } from "./prove-leaf.ts";
import { proveVersion, type ToldVersion } from "./prove-version.ts";
import { readPolicyNow } from "./refuse-revoked.ts";
import { describePolicyAt, takePolicyExcerpt } from "./take-excerpt.ts";

/** A version with those that follow it in its unit. */
export interface ProofOrder {
  readonly version: ToldVersion;
  readonly text: string;
  readonly later: readonly ToldVersion[];
  /** Up to when the base was asked; null: now. */
  readonly knownAt: string | null;
  /** The same as the proof tells it, and never after now. */
  readonly knownUtc: string;
}

export interface MadeProof {
  readonly proof: Proof;
  /** Why something that came after is not in it; null where all of it is. */
  readonly unproven: Refusal | null;
}

/** Makes the proof of a version from the base and a clone of the control repository, each part judged as whoever gets it will. */
export async function makeProof(
  order: ProofOrder,
  {
    base,
    ...parts
  }: Omit<ApprovalJudgeParts, "excerpt"> & { readonly base: Pick<BaseReader, "enactments" | "leaves"> },
): Promise<Result<MadeProof>> {
  return await catchRefusal(async () => {
    const { reader, openHistory } = openJudgeTools(parts);
    const opened = await openHistory();
    if (!opened.ok) return opened;
    const history = opened.value;
    const recording = recordObjects(parts.repository);
    const judging = { ...parts, repository: recording.repository };
    const proving: ProvingParts = { base, reader, history, judging, knownAt: order.knownAt };
    const version = await proveVersion(proving, order.version);
    if (!version.ok) return version;
    const later: ProvenVersion[] = [];
    let unproven: Refusal | null = null;
    for (const told of order.later) {
      const proven = await proveVersion(proving, told);
      if (!proven.ok) {
        unproven = proven.refusal;
        break;
      }
      later.push(proven.value);
    }
    const known = { utc: order.knownUtc, commit: history.tip };
    const policyNow = await findPolicyNow(proving, [version.value, ...later], utc(parts.now()));
    return accepted({
      proof: {
        schema: "iu-cutter/proof/1",
        text: order.text,
        version: version.value,
        later,
        known: unproven === null ? known : null,
        policy_now: policyNow,
        objects: recording.objects(),
      },
      unproven,
    });
  });
}

/** The policy as it stands, where it is not that of all approvals: it may tell that one of their keys was revoked. */
async function findPolicyNow(
  { reader, history, judging }: ProvingParts,
  versions: readonly ProvenVersion[],
  now: string,
): Promise<Proof["policy_now"]> {
  const present = await describePolicyAt(reader, history.tip);
  const others = await Promise.all(
    versions.map(async ({ approval }) => (await describePolicyAt(reader, approval.history.tip)) !== present),
  );
  if (!others.includes(true)) return null;
  const policyNow = { utc: now, history: await takePolicyExcerpt(reader, history.tip) };
  // Reads what whoever verifies will read, so that it is in the file; throws where the policy is not to be trusted.
  await readPolicyNow(judging, policyNow);
  return policyNow;
}

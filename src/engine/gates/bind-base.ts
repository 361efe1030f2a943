import type { BoundBase } from "../../domain/bound-base.ts";
import type { GateFacts } from "../../domain/run-files.ts";
import { digestOf } from "../../json/canonical-json.ts";
import type { RunSession } from "../session/run-session.ts";

/** What the request says of the other documents, and when the last audit of this database found nothing. */
export async function bindBase(
  { parts }: Pick<RunSession, "parts">,
  { base, systemIdentifier }: Pick<GateFacts, "base" | "systemIdentifier">,
): Promise<BoundBase> {
  const kept = await parts.sidecar.readCleanAudit();
  const audit = kept?.database.system_identifier === systemIdentifier ? kept : null;
  const { scope = "all", heads = [], others } = base;
  return {
    others: scope,
    documents: new Set([...heads, ...others].map(({ document }) => document)).size,
    heads_sha256: digestOf(heads.map(({ document, seq, sha256 }) => ({ document, seq, sha256 }))),
    audited_utc: audit?.taken_utc ?? null,
    audit_sha256: audit === null ? null : digestOf(audit),
  };
}

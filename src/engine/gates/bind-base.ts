import type { AuditRecord } from "../../domain/base-audit.ts";
import type { BoundBase } from "../../domain/bound-base.ts";
import { refusal } from "../../domain/refusal.ts";
import { accepted, type Result, refused } from "../../domain/result.ts";
import type { GateFacts } from "../../domain/run-files.ts";
import { countOf, readUtc } from "../../domain/text-forms.ts";
import { digestOf } from "../../json/canonical-json.ts";
import type { RunSession } from "../session/run-session.ts";

const HOUR_MS = 3_600_000;

/**
 * What the request says of the other documents. Refused where the configuration bounds the age of the last audit that found nothing, and it is
 * older, or there was none of this database.
 */
export async function bindBase(
  { parts }: Pick<RunSession, "parts">,
  { base, systemIdentifier }: Pick<GateFacts, "base" | "systemIdentifier">,
): Promise<Result<BoundBase>> {
  const kept = await parts.sidecar.readCleanAudit();
  const audit = kept?.database.system_identifier === systemIdentifier ? kept : null;
  const { auditMaxAgeHours } = parts.settings;
  if (auditMaxAgeHours !== null && ageOf(audit, parts.clock.now()) > auditMaxAgeHours * HOUR_MS)
    return refused(
      refusal("STOP_AUDIT_OLD", {
        field: "the last audit that found nothing",
        expected: `not older than ${countOf(auditMaxAgeHours, "hour")}`,
        actual: audit?.taken_utc ?? "none of this database",
      }),
    );
  const { scope = "all", heads = [], others } = base;
  return accepted({
    others: scope,
    documents: new Set([...heads, ...others].map(({ document }) => document)).size,
    heads_sha256: digestOf(heads.map(({ document, seq, sha256 }) => ({ document, seq, sha256 }))),
    audited_utc: audit?.taken_utc ?? null,
    audit_sha256: audit === null ? null : digestOf(audit),
  });
}

function ageOf(audit: AuditRecord | null, now: Date): number {
  return audit === null ? Number.POSITIVE_INFINITY : now.getTime() - readUtc(audit.taken_utc).getTime();
}

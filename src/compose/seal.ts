import { createKnowledgeBase } from "../adapters/postgres/knowledge-base.ts";
import { systemClock } from "../adapters/runner/system-clock.ts";
import type { Environment } from "../config/environment.ts";
import { dayAfter, dayOfMoment } from "../domain/days.ts";
import { type Refusal, refusal } from "../domain/refusal.ts";
import { accepted, type Result, refused } from "../domain/result.ts";
import { idOf, makeSeal, type Seal } from "../domain/seal.ts";
import type { SignatureSystem } from "../domain/signature.ts";
import { verifierFor } from "../engine/approvals/verify-commit.ts";
import { askOtherKind } from "../engine/runs/ask-other-kind.ts";
import { sha256Hex } from "../json/canonical-json.ts";
import type { Clock } from "../ports/clock.ts";
import type { Progress } from "../ports/progress.ts";
import { collectClosed, type Wants } from "./closed-evidence.ts";
import { readLiveDatabase } from "./live-database.ts";
import { openSidecar } from "./open-sidecar.ts";
import { readJudgedSettings } from "./read-judged-settings.ts";
import { readRootKeys } from "./root-keys.ts";
import { openSealFolder, readSeal } from "./seal-files.ts";
import { makeVerifiers } from "./verifiers.ts";

export interface SealOrder {
  readonly root: string | null;
  /** Days that exist. */
  readonly since: string | null;
  readonly until: string;
  /** The folder of the seal from which this one goes on. */
  readonly previous: string | null;
  readonly out: string;
}

export interface SealMade {
  readonly seal: Seal;
  readonly wasThere: boolean;
  /** The root keys that the configuration pins, one of which is to sign. */
  readonly rootKeys: readonly { readonly system: SignatureSystem; readonly fingerprint: string }[];
}

export interface SealParts {
  readonly environment: Environment;
  readonly progress: Progress;
  readonly interrupted: AbortSignal;
  readonly clock?: Clock;
}

/** Puts what was closed in a period under one hash tree, and writes its list and root. Nothing of the sidecar is changed. */
export async function sealPeriod(
  { environment, progress, interrupted, clock = systemClock }: SealParts,
  order: SealOrder,
): Promise<Result<SealMade>> {
  const chosen = await choosePeriod(order);
  if (!chosen.ok) return chosen;
  const { since, wants, previousSha256 } = chosen.value;
  const { until } = order;
  const wrong = refusePeriod(since, until, dayOfMoment(clock.now()));
  if (wrong) return refused(wrong);
  const folder = await openSealFolder(order.out);
  if (!folder.ok) return folder;
  await using out = folder.value;
  const judged = await readJudgedSettings(environment, { root: order.root, changes: false });
  if (!judged.ok) return judged;
  const { root, settings } = judged.value;
  const rootKeys = await readRootKeys(settings.rootKeys);
  if (!rootKeys.ok) return rootKeys;
  const live = readLiveDatabase(environment, interrupted);
  await using sidecar = await openSidecar({ root, settings, live, clock, progress });
  const closed = await collectClosed({ sidecar, until, wants, progress, interrupted });
  if (!closed.ok) return closed;
  if (closed.value.length === 0) {
    const openKnowledgeBase = async () => createKnowledgeBase(await live.openSource());
    const elsewhere = await askOtherKind({ sidecar, openKnowledgeBase });
    return refused(elsewhere ?? refuseEmpty(since, until));
  }
  const seal = makeSeal({ since, until, previous_sha256: previousSha256, entries: closed.value });
  const written = await out.write(seal);
  if (!written.ok) return written;
  const keys = rootKeys.value.map(async ({ system, content }) => ({
    system,
    fingerprint: (await verifierFor(makeVerifiers(), system).readKey(content)).fingerprint,
  }));
  return accepted({ seal, wasThere: written.value, rootKeys: await Promise.all(keys) });
}

function refuseEmpty(since: string | null, until: string): Refusal {
  const expected = `closed ${since ?? "from the beginning"} until ${until}`;
  return refusal("STOP_SEAL_EMPTY", { expected, actual: "none" });
}

interface Period {
  readonly since: string | null;
  readonly wants: Wants;
  readonly previousSha256: string | null;
}

/** Where it goes on from another seal, from the day after that one; and with what was closed in the period of that one and isn't in it. */
async function choosePeriod({ since, previous }: SealOrder): Promise<Result<Period>> {
  if (previous === null)
    return accepted({
      since,
      previousSha256: null,
      wants: (_, closedUtc) => since === null || closedUtc >= since,
    });
  if (since !== null)
    return refused(
      refusal("STOP_BAD_INPUT", {
        field: "--since",
        expected: "left out beside --previous, which says where to go on",
        actual: since,
      }),
    );
  const read = await readSeal(previous);
  if (!read.ok) return read;
  const { seal, root } = read.value;
  const sealed = new Set(seal.entries.map(idOf));
  return accepted({
    since: dayAfter(seal.until),
    previousSha256: sha256Hex(root),
    wants: (id, closedUtc) => !sealed.has(id) && (seal.since === null || closedUtc >= seal.since),
  });
}

function refusePeriod(since: string | null, until: string, today: string): Refusal | null {
  if (until >= today)
    return refusal("STOP_SEAL_PERIOD", {
      field: "--until",
      expected: `a day before ${today}`,
      actual: until,
    });
  if (since !== null && since > until)
    return refusal("STOP_SEAL_PERIOD", {
      field: "--until",
      expected: `${since} or a later day`,
      actual: until,
    });
  return null;
}

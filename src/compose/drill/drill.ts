import { compressionOf, type Layer, restoreLayers } from "../../adapters/backup/restore-layers.ts";
import { createControlRepository } from "../../adapters/git/create-control-repository.ts";
import { createDecryption, publicPartOf } from "../../adapters/openpgp/decrypt.ts";
import { createKnowledgeBase } from "../../adapters/postgres/knowledge-base.ts";
import { systemClock } from "../../adapters/runner/system-clock.ts";
import { readSettings } from "../../config/settings.ts";
import type { DrillReport } from "../../domain/drill.ts";
import { must } from "../../domain/must.ts";
import { RefusalError } from "../../domain/refusal.ts";
import { accepted, type Result, refused } from "../../domain/result.ts";
import { countOf } from "../../domain/text-forms.ts";
import { createApprovalJudge } from "../../engine/approvals/approval-judge.ts";
import { type ApprovedBackup, findApprovedBackup } from "../../engine/drill/find-approved-backup.ts";
import { type AskedInGit, readAllAsked } from "../../engine/drill/read-asked.ts";
import { readRecipientKey } from "../read-recipient-key.ts";
import { readRootKeys } from "../root-keys.ts";
import { openScratchFactory } from "../scratch.ts";
import { makeVerifiers } from "../verifiers.ts";
import { cloneControl } from "./clone-control.ts";
import { listEvidence } from "./compare-evidence.ts";
import { openDrillFolder } from "./drill-folder.ts";
import type { DrillParts, DrillProcess } from "./drill-parts.ts";
import { DrillSteps } from "./drill-steps.ts";
import { examineRestored } from "./examine-restored.ts";
import { findBackup } from "./find-backup.ts";

export interface DrillOrder {
  readonly root: string | null;
  /** A file, or an object of a place for copies. */
  readonly backup: string;
  readonly keyFile: string;
  readonly passphraseFile: string | null;
  /** A folder with the evidence of closed runs, or null. */
  readonly evidence: string | null;
}

/**
 * Tries whether a backup brings the base back: fetches and opens it, restores it into a throw-away server, and lets the bot adopt there what is open.
 * Nothing outside of its own folder and server is changed, and the live database is not asked.
 */
export async function drill(process: DrillProcess, order: DrillOrder): Promise<Result<DrillReport>> {
  try {
    return accepted(await runDrill(process, order));
  } catch (cause) {
    if (cause instanceof RefusalError) return refused(cause.refusal);
    throw cause;
  }
}

async function runDrill(process: DrillProcess, order: DrillOrder): Promise<DrillReport> {
  const { environment, progress, late } = process;
  const settings = must(await readSettings(order.root ?? environment.CUTTER_ROOT));
  const key = must(await readRecipientKey(order.keyFile, order.passphraseFile));
  const recipient = await publicPartOf(key);
  if (order.evidence !== null) must(await listEvidence(order.evidence));
  const scratch = must(await openScratchFactory(environment, settings.scratch, { late }));
  await using folder = await openDrillFolder(environment.TMPDIR ?? "/tmp");
  const steps = new DrillSteps(systemClock, progress);
  const parts: DrillParts = { ...process, settings, folder, steps };
  const git = await readGit(parts);
  const { layers, ...approved } = await findLayers(parts, order.backup, git);
  const restored = await steps.take("decrypt and restore", async () => {
    const { engine, serverVersion } = scratch.describe();
    const value = must(await restoreLayers({ decryption: createDecryption(key), scratch }, layers));
    const server = engine === "pglite" ? "PGlite, which is no server" : "a throw-away server";
    return { value, found: `into ${server}, ${serverVersion}` };
  });
  await using database = restored;
  await using copy = createKnowledgeBase(database.sql);
  const keyFile = await folder.keepKey(recipient.armoredKey);
  const examined = await examineRestored(parts, {
    ...{ database, copy, asked: git.asked, approved: approved.request, evidence: order.evidence },
    recipient: { fingerprint: recipient.fingerprint, keyFile },
  });
  return { ...examined, backup: approved.backup, steps: steps.done };
}

interface ControlGit {
  readonly asked: readonly AskedInGit[];
  findApproved(file: { readonly name: string; readonly sha256: string }): Promise<ApprovedBackup>;
}

/** Copies the control repository, trusts it by the root keys, and reads what was asked there. */
async function readGit({ settings, environment, late, folder, steps }: DrillParts): Promise<ControlGit> {
  const rootKeys = must(await readRootKeys(settings.rootKeys));
  await steps.take("copy the control repository", async () => {
    const from = await cloneControl(settings.controlRepository, { environment, late, path: folder.clone });
    return { value: null, found: `from ${from}` };
  });
  return steps.take("read the approvals", async () => {
    const { repositoryId, controlRepository } = settings;
    const repository = await createControlRepository({
      path: folder.clone,
      searchPath: environment.PATH,
      late,
    });
    const judge = createApprovalJudge({
      ...{ repository, rootKeys, verifiers: makeVerifiers() },
      defaultRef: `refs/heads/${controlRepository.defaultBranch}`,
      now: () => systemClock.now(),
    });
    const policy = must(await judge.policy());
    const asked = await readAllAsked(repository, { tip: policy.commit, repositoryId });
    const readers = { repository, judge, clock: systemClock, repositoryId, tip: policy.commit };
    const merged = asked.filter(({ isMerged }) => isMerged).length;
    return {
      value: { asked, findApproved: async (file) => must(await findApprovedBackup(readers, asked, file)) },
      found: `policy ${policy.version}, ${countOf(merged, "request")} on ${controlRepository.defaultBranch}`,
    };
  });
}

/** The files that are to be restored, in their order, each as the request names it. */
async function findLayers(parts: DrillParts, name: string, { findApproved }: ControlGit) {
  const { environment, interrupted, folder, steps } = parts;
  const named = await findBackup(name, { environment, interrupted, folder: folder.backups });
  const file = await steps.take("fetch the backup", async () => {
    const value = await named.bring();
    return { value, found: `${countOf(value.sizeBytes, "byte")} from ${named.from}, sha256 ${value.sha256}` };
  });
  const request = await steps.take("find its approved request", async () => {
    const value = await findApproved(file);
    return { value, found: `${value.gate} of ${value.id}, approved by ${value.persons.join(", ")}` };
  });
  const full = request.backup.increment?.rests_on;
  const below =
    full === undefined
      ? []
      : [await fetchFull(parts, () => named.bringFull(full, request.backup.copies ?? []))];
  const layers: readonly Layer[] = [...below, file].map((each) => ({
    ...each,
    sha256: each === file ? request.backup.sha256 : (full?.sha256 ?? ""),
    compression: compressionOf(each.name),
  }));
  const { id, gate, payloadSha256, issuedUtc, persons } = request;
  const { sha256, sizeBytes } = file;
  const restsOn = full?.file ?? null;
  const backup = { file: file.name, sha256, sizeBytes, restsOn, id, gate, payloadSha256, issuedUtc, persons };
  return { layers, request, backup };
}

function fetchFull({ steps }: DrillParts, bring: Awaited<ReturnType<typeof findBackup>>["bring"]) {
  return steps.take("fetch the full backup that it rests on", async () => {
    const value = await bring();
    return { value, found: `${value.name}, ${countOf(value.sizeBytes, "byte")}` };
  });
}

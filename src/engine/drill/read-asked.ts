import { parseStatement } from "../../domain/approval.ts";
import { type AskedRequest, subjectOf } from "../../domain/asked-request.ts";
import { isBatchId } from "../../domain/batch.ts";
import { GATE_NAMES, type Gate } from "../../domain/gates.ts";
import { RUN_ID_PATTERN } from "../../domain/run.ts";
import { gateOfBranch } from "../../domain/run-paths.ts";
import { sha256Hex } from "../../json/canonical-json.ts";
import type { ControlRepository } from "../../ports/control-repository.ts";
import { type Folder, isFolder } from "../../trust/git/parse-tree.ts";
import { gateFiles } from "../../trust/paths.ts";
import { createHistoryReader, type HistoryReader } from "../approvals/history.ts";
import { parseRequest } from "../approvals/parse-request.ts";
import { readRequestText } from "../approvals/read-request.ts";

/** A request that lies in git. Nothing of it is judged. */
export interface AskedInGit {
  readonly id: string;
  readonly gate: Gate;
  readonly payloadSha256: string;
  readonly issuedUtc: string;
  /** On the default branch, where it comes with its answer; else on the branch that carries it. */
  readonly isMerged: boolean;
  /** When the newest of its answers says that it was signed. */
  readonly signedUtc: string | null;
  readonly backup: AskedRequest["backup"];
  /** The runs that it asks about: one, or the members of a batch. */
  readonly runs: readonly {
    readonly runId: string;
    readonly payloadSha256: string;
    readonly documentId: string;
  }[];
}

/** Every request of this repository that lies on the default branch, or on a branch of its own. */
export async function readAllAsked(
  repository: ControlRepository,
  { tip, repositoryId }: { readonly tip: string; readonly repositoryId: string },
): Promise<readonly AskedInGit[]> {
  const reader = createHistoryReader(repository);
  const found = new Map<string, AskedInGit>();
  const keep = (id: string, gate: Gate, text: string, at: Pick<AskedInGit, "isMerged" | "signedUtc">) => {
    const content = parseRequest(text);
    if (content === null || content.repository_id !== repositoryId || content.mode !== "LIVE") return;
    if (content.gate !== gate || subjectOf(content) !== id) return;
    const payloadSha256 = sha256Hex(text);
    if (found.has(payloadSha256)) return;
    const { issued_utc: issuedUtc, backup } = content;
    const runs = runsOf(content, payloadSha256);
    found.set(payloadSha256, { id, gate, payloadSha256, issuedUtc, backup, runs, ...at });
  };
  for (const [id, folder] of await runFolders(reader, tip)) {
    for (const gate of GATE_NAMES) {
      const { request, approvals } = gateFiles(folder, gate);
      const bytes = request === null ? null : await reader.blob(request.id);
      if (bytes === null) continue;
      const signed = await Promise.all(approvals.map(async (entry) => signedUtcOf(reader, entry.id)));
      const signedUtc =
        signed
          .filter((each) => each !== null)
          .sort()
          .at(-1) ?? null;
      keep(id, gate, Buffer.from(bytes).toString("utf8"), { isMerged: true, signedUtc });
    }
  }
  for (const { ref, id: commit } of await repository.listRefs()) {
    const branch = ref.replace(/^refs\/heads\//, "");
    const id = branch.split("/")[1] ?? "";
    const gate = isSubject(id) ? gateOfBranch(branch, id) : null;
    if (gate === null) continue;
    const text = await readRequestText(repository, { commit, runId: id, gate });
    if (text !== null) keep(id, gate, text, { isMerged: false, signedUtc: null });
  }
  return [...found.values()];
}

async function runFolders(
  reader: HistoryReader,
  tip: string,
): Promise<readonly (readonly [string, Folder])[]> {
  const approvals = (await reader.topFolder(tip)).get("approvals");
  if (approvals === undefined || !isFolder(approvals)) return [];
  const entries = [...(await reader.folder(approvals.id)).values()];
  const folders: (readonly [string, Folder])[] = [];
  for (const entry of entries)
    if (isFolder(entry) && isSubject(entry.name)) folders.push([entry.name, await reader.folder(entry.id)]);
  return folders;
}

async function signedUtcOf(reader: HistoryReader, id: string): Promise<string | null> {
  const bytes = await reader.blob(id);
  const statement = bytes === null ? null : parseStatement(bytes);
  return statement?.ok ? statement.value.signedUtc : null;
}

function isSubject(id: string): boolean {
  return RUN_ID_PATTERN.test(id) || isBatchId(id);
}

function runsOf(content: AskedRequest, payloadSha256: string): AskedInGit["runs"] {
  if (content.schema === "iu-cutter/request/1")
    return [{ runId: content.run_id, payloadSha256, documentId: content.document.document_id }];
  return content.members.map((member) => ({
    runId: member.run_id,
    payloadSha256: member.payload_sha256,
    documentId: member.document_id,
  }));
}

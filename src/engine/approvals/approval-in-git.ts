import { EXECUTION_GATE, parseStatement } from "../../domain/approval.ts";
import type { AskedRequest } from "../../domain/asked-request.ts";
import type { Gate } from "../../domain/gates.ts";
import { gateFile } from "../../domain/run-paths.ts";
import { sha256Hex } from "../../json/canonical-json.ts";
import { isFolder, type TreeEntry } from "../../trust/git/parse-tree.ts";
import { gateFiles } from "../../trust/paths.ts";
import { introduces, isSame } from "../../trust/provenance.ts";
import type { History, HistoryReader } from "./history.ts";
import { parseRequest } from "./parse-request.ts";
import { cachePromise } from "./promise-cache.ts";

/** A gate of a run, or of a batch. */
export interface GateOf {
  readonly subject: string;
  readonly gate: Gate;
}

export interface RequestInHistory {
  readonly payloadSha256: string;
  readonly request: AskedRequest;
}

/** An approval or execution authorisation that names a request, as it stands or has stood on the default branch. Nothing of it is judged. */
export interface StatementInGit {
  readonly entry: TreeEntry;
  readonly signedUtc: string;
  /** The commits by which it came into the history, and onto the default branch. */
  readonly commits: readonly string[];
}

export interface StatementsInGit {
  readonly approvals: readonly StatementInGit[];
  readonly executions: readonly StatementInGit[];
}

type Kept = Map<string, Promise<unknown>>;
/** Read once a history: the members of a batch have one approval. */
const known = new WeakMap<History, Kept>();

/** What `read` tells of the history, which is asked once for each key. */
export function once<T>(history: History, key: string, read: () => Promise<T>): Promise<T> {
  const kept = known.get(history) ?? new Map<string, Promise<unknown>>();
  known.set(history, kept);
  return cachePromise(kept as Map<string, Promise<T>>, key, read);
}

/** Every request of the gate that stands or has stood beside its answers. */
export function requestsOf(
  reader: HistoryReader,
  history: History,
  { subject, gate }: GateOf,
): Promise<readonly RequestInHistory[]> {
  return once(history, `requests ${subject} ${gate}`, async () => {
    const found: RequestInHistory[] = [];
    for (const { id } of await versionsOf(history, subject, gateFile(gate, "request"))) {
      const bytes = await reader.blob(id);
      const request = bytes === null ? null : parseRequest(bytes);
      if (bytes !== null && request?.gate === gate) found.push({ payloadSha256: sha256Hex(bytes), request });
    }
    return found;
  });
}

/** Every statement of the gate that names the request. */
export function statementsOf(
  reader: HistoryReader,
  history: History,
  { subject, gate, payloadSha256 }: GateOf & { readonly payloadSha256: string },
): Promise<StatementsInGit> {
  return once(history, `statements ${subject} ${gate} ${payloadSha256}`, async () => {
    const all = await readNames(reader, history, subject);
    const { approvals, executions } = gateFiles(all, gate);
    const read = async (
      files: readonly TreeEntry[],
      isMeant: (gateNamed: string, arms: Gate | null) => boolean,
    ) => {
      const found: StatementInGit[] = [];
      for (const { name } of files)
        for (const entry of await versionsOf(history, subject, name)) {
          const bytes = await reader.blob(entry.id);
          const parsed = bytes === null ? null : parseStatement(bytes);
          if (!parsed?.ok || parsed.value.payloadSha256 !== payloadSha256) continue;
          if (parsed.value.runId !== subject || !isMeant(parsed.value.gate, parsed.value.arms)) continue;
          const commits = await commitsOf(history, { subject, name, entry });
          found.push({ entry, signedUtc: parsed.value.signedUtc, commits });
        }
      return found;
    };
    return {
      approvals: await read(approvals, (named) => named === gate),
      executions: await read(executions, (named, arms) => named === EXECUTION_GATE && arms === gate),
    };
  });
}

/** One entry of each name that the folder of the run or batch has ever had. */
async function readNames(reader: HistoryReader, history: History, subject: string) {
  const names = new Map<string, TreeEntry>();
  for (const { entry } of await history.changesOf(subject))
    if (entry !== null && isFolder(entry))
      for (const [name, file] of await reader.folder(entry.id)) names.set(name, file);
  return names;
}

async function versionsOf(history: History, subject: string, name: string): Promise<readonly TreeEntry[]> {
  const changes = await history.changesInRun(subject, name);
  return [...new Map(changes.flatMap(({ entry }) => (entry === null ? [] : [[entry.id, entry]]))).values()];
}

async function commitsOf(
  history: History,
  { subject, name, entry }: { readonly subject: string; readonly name: string; readonly entry: TreeEntry },
): Promise<readonly string[]> {
  const changes = await history.changesInRun(subject, name);
  return changes
    .filter(
      (change) =>
        introduces(change, entry) ||
        (change.isMainline &&
          isSame(change.entry, entry) &&
          !isSame(change.parents[0]?.entry ?? null, entry)),
    )
    .map(({ commit }) => commit);
}

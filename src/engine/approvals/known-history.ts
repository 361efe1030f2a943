import { sha256Hex } from "../../json/canonical-json.ts";
import type { Change, ChangeIndex } from "./change-index.ts";
import type { CommitGraph } from "./commit-graph.ts";

/** What an earlier process has read of a history: every commit of it, and every change of `approvals/<name>`. */
export interface KnownHistory {
  readonly tip: string | null;
  readonly commits: CommitGraph;
  changesOf(name: string): readonly Change[];
  allChanges(): ChangeIndex;
}

/** Where it is kept from one process to the next. It saves time and decides nothing: without it everything is read again. */
export interface HistoryMemory {
  read(): Promise<Uint8Array | null>;
  write(content: string): Promise<void>;
}

export const NOTHING_KNOWN: KnownHistory = {
  tip: null,
  commits: new Map(),
  changesOf: () => [],
  allChanges: () => new Map(),
};

/**
 * The sha256 of the rest; the tip; a line for each commit with its parents; an empty line; a line for each name with its changes. Of
 * ten thousand names a judgement asks for three, so that a line is parsed only when its name is asked for.
 */
export function renderKnownHistory(known: {
  readonly tip: string;
  readonly commits: CommitGraph;
  readonly changes: ChangeIndex;
}): string {
  const commits = [...known.commits].map(([id, parents]) => [id, ...parents].join(" "));
  const changes = [...known.changes].map(([name, each]) => `${keyOf(name)}${JSON.stringify(each)}`);
  const text = [known.tip, ...commits, "", ...changes, ""].join("\n");
  return `${sha256Hex(text)}\n${text}`;
}

/** Null where the content is not as this program wrote it: torn, damaged, or of another form. */
export function parseKnownHistory(content: Uint8Array): KnownHistory | null {
  const all = Buffer.from(content.buffer, content.byteOffset, content.byteLength).toString("utf8");
  const start = all.indexOf("\n") + 1;
  const text = all.slice(start);
  if (start === 0 || sha256Hex(text) !== all.slice(0, start - 1)) return null;
  const middle = text.indexOf("\n\n") + 1;
  const [tip = "", ...lines] = text.slice(0, middle - 1).split("\n");
  const changes = text.slice(middle);
  return {
    tip,
    commits: new Map(lines.map(parseCommitLine)),
    changesOf(name) {
      const key = `\n${keyOf(name)}`;
      const at = changes.indexOf(key);
      return at === -1 ? [] : parseChanges(changes.slice(at + key.length, changes.indexOf("\n", at + 1)));
    },
    allChanges: () => new Map(changes.split("\n").filter(Boolean).map(parseChangeLine)),
  };
}

/** A name of git may hold line ends and tabs; its JSON does not. */
function keyOf(name: string): string {
  return `${JSON.stringify(name)}\t`;
}

function parseCommitLine(line: string): readonly [string, readonly string[]] {
  const [id = "", ...parents] = line.split(" ");
  return [id, parents];
}

function parseChangeLine(line: string): readonly [string, readonly Change[]] {
  const tab = line.indexOf("\t");
  const name: string = JSON.parse(line.slice(0, tab));
  return [name, parseChanges(line.slice(tab + 1))];
}

function parseChanges(text: string): readonly Change[] {
  return JSON.parse(text);
}

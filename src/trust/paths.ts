import { GATE_NAMES, type Gate } from "../domain/gates.ts";
import { type Refusal, refusal } from "../domain/refusal.ts";
import { approvalsFolder, gateFile } from "../domain/run-paths.ts";
import { type Folder, isFolder, REGULAR_FILE, type TreeEntry } from "./git/parse-tree.ts";

/** More files than any run can need; a folder with more is refused before its files are read. */
export const MAX_FILES_IN_RUN = 256;

const PERSON = "(?!(?:request|execution|withdrawal)\\.)[a-z][a-z0-9-]{0,31}";
/** A file of the list of a run's units, beside its requests. */
const LIST = "(?:(?:units|changes|days)-[0-9]{3}|members-[0-9a-f]{8}-[0-9]{3})\\.md";
const NAMES = new RegExp(
  `^(?:${LIST}|(?:${GATE_NAMES.join("|")})(?:\\.request\\.json|\\.withdrawal\\.md|(?:\\.execution)?(?:\\.${PERSON})?\\.md))$`,
);
const IS_LIST = new RegExp(`^${LIST}$`);

const PERSON_OF_FILE = new RegExp(`\\.(${PERSON})\\.md$`);

/** The files of one gate in a run's folder. Further persons of a quorum add files of their own, named after their id. */
export interface GateFiles {
  readonly approvals: readonly TreeEntry[];
  readonly executions: readonly TreeEntry[];
  readonly withdrawal: TreeEntry | null;
  readonly request: TreeEntry | null;
}

/** `alice` for `<gate>.alice.md` and `<gate>.execution.alice.md`; null for the first file, which belongs to whoever signed it. */
export function personOfFile(name: string): string | null {
  return PERSON_OF_FILE.exec(name)?.[1] ?? null;
}

/** The files of the list of the run's units. */
export function listFiles(folder: Folder): readonly TreeEntry[] {
  return [...folder.values()].filter(({ name }) => IS_LIST.test(name));
}

export function gateFiles(folder: Folder, gate: Gate): GateFiles {
  const approval = new RegExp(`^${gate}(?:\\.${PERSON})?\\.md$`);
  const execution = new RegExp(`^${gate}\\.execution(?:\\.${PERSON})?\\.md$`);
  const entries = [...folder.values()];
  return {
    approvals: entries.filter((entry) => approval.test(entry.name)),
    executions: entries.filter((entry) => execution.test(entry.name)),
    withdrawal: folder.get(gateFile(gate, "withdrawal")) ?? null,
    request: folder.get(gateFile(gate, "request")) ?? null,
  };
}

/** Refuses a name that differs from `wanted` only in case, Unicode form or white space (docs/threats.md G-33). */
export function refuseTwin(folder: Folder, wanted: string, place: string): Refusal | null {
  const alike = namesByLook(folder).get(folded(wanted)) ?? [];
  const twin = alike.find((name) => name !== wanted);
  return twin === undefined ? null : unsafe(place, `only ${JSON.stringify(wanted)}`, JSON.stringify(twin));
}

/** Kept per folder: every judgement asks about the same folder, which may hold a thousand runs and never changes. */
const looks = new WeakMap<Folder, ReadonlyMap<string, readonly string[]>>();

function namesByLook(folder: Folder): ReadonlyMap<string, readonly string[]> {
  const known = looks.get(folder);
  if (known !== undefined) return known;
  const names = new Map<string, string[]>();
  for (const name of folder.keys()) {
    const look = folded(name);
    const alike = names.get(look);
    if (alike === undefined) names.set(look, [name]);
    else alike.push(name);
  }
  looks.set(folder, names);
  return names;
}

/** Refuses a run's folder that holds anything but regular files under the canonical names of its gates (docs/threats.md rule 11). */
export function refuseUnsafeFolder(folder: Folder, runId: string): Refusal | null {
  const place = approvalsFolder(runId);
  if (folder.size > MAX_FILES_IN_RUN) {
    return refusal("STOP_APPROVAL_PR_SCOPE", {
      field: place,
      expected: `at most ${MAX_FILES_IN_RUN} files`,
      actual: `${folder.size} files`,
    });
  }
  for (const entry of folder.values()) {
    const refused = refuseUnsafeFile(entry, place);
    if (refused !== null) return refused;
  }
  return null;
}

/** Refuses an entry that should be a folder but is a link, a submodule or a file (docs/threats.md G-31, G-32). */
export function refuseUnlessFolder(entry: TreeEntry, place: string): Refusal | null {
  return isFolder(entry) ? null : notRegular(place, "a folder", entry.mode);
}

function refuseUnsafeFile(entry: TreeEntry, place: string): Refusal | null {
  const { name, mode } = entry;
  if (!NAMES.test(name)) {
    const isOtherForm = GATE_NAMES.some((gate) => name.startsWith(`${gate}.`)) && /^[\x21-\x7e]+$/.test(name);
    if (!isOtherForm) return unsafe(place, "the canonical names of a gate's files", JSON.stringify(name));
    return refusal("STOP_APPROVAL_CONFLICT", {
      field: `${place}/${name}`,
      expected: "one canonical file per gate",
      actual: JSON.stringify(name),
    });
  }
  return mode === REGULAR_FILE ? null : notRegular(`${place}/${name}`, REGULAR_FILE, mode);
}

/** Text that looks like nothing but itself: most names, which then cost no work. */
const PLAIN = /^[!-@[-~]+$/;

/** Gives names that a person, a case-insensitive disk or a careless parser would confuse the same text. */
function folded(name: string): string {
  if (PLAIN.test(name)) return name;
  return Buffer.from(name, "latin1")
    .toString("utf8")
    .normalize("NFKD")
    .replace(/[\p{C}\p{Z}\p{M}\s]/gu, "")
    .toLowerCase();
}

function unsafe(field: string, expected: string, actual: string): Refusal {
  return refusal("STOP_APPROVAL_PATH_UNSAFE", { field, expected, actual });
}

function notRegular(field: string, expected: string, actual: string): Refusal {
  return refusal("STOP_APPROVAL_NOT_REGULAR_FILE", {
    field,
    expected: `mode ${expected}`,
    actual: `mode ${actual}`,
  });
}

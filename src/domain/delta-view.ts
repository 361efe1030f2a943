import type { Rows } from "../collections/rows.ts";
import { CHANGES, type Change, type OutsideChange } from "./delta.ts";

/** A piece of a text that was compared word by word; `left out` stands for so many characters that both have, or, where it says so, for changed ones too. */
export type DiffPart =
  | { readonly kind: "same" | "old" | "new"; readonly text: string }
  | { readonly kind: "left out"; readonly characters: number; readonly isChanged?: true };

/** How much of a text is shown: what stays around each change, and of everything. */
export interface ShownLength {
  readonly around: number;
  readonly most: number;
}

/** A change with the facts of the unit in both versions; null where there is none. */
export interface ChangeView {
  readonly change: Change;
  readonly isStated: boolean;
  readonly address: string | null;
  readonly oldAddress: string | null;
  readonly label: string | null;
  readonly oldLabel: string | null;
  readonly title: string | null;
  readonly oldTitle: string | null;
  readonly line: number | null;
  readonly oldLine: number | null;
  /** Where it stands, by what is around it, if it is new or has moved among those that go on; `from` is null of a new one. */
  readonly place: { readonly from: string | null; readonly to: string } | null;
  /** Whether more than the printed name differs, so that the words are to be shown. */
  readonly showsText: boolean;
  /** sha256 hex of the body. */
  readonly sha256: string | null;
  readonly oldSha256: string | null;
}

/** What is between two versions, as it is shown to people: by the command line, a page, a report. */
export interface DeltaView {
  readonly counts: Readonly<Record<Change, number>>;
  readonly unchanged: {
    readonly count: number;
    /** sha256 hex over address and body of each, in the order of the new version. */
    readonly sha256: string;
  };
  readonly changes: Rows<ChangeView>;
  /** The text of a change by its position, old against new; computed at each call. */
  partsOf(position: number, shown: ShownLength): readonly DiffPart[];
  readonly outside: OutsideChange;
  /** The same of what stands in no unit; empty where it is as it was. */
  outsideParts(shown: ShownLength): readonly DiffPart[];
  /** What only a person can answer: why it is asked, and the proposal as lines of a lineage file. */
  readonly questions: readonly { readonly why: string; readonly proposal: readonly string[] }[];
}

const NAMES: Readonly<Record<Change, string>> = {
  amended: "amended",
  titleOnly: "title only",
  renumbered: "renumbered",
  created: "created",
  retired: "retired",
  typographyOnly: "typography only",
};

const OUTSIDE: Readonly<Record<OutsideChange, readonly string[]>> = {
  changed: ["text outside the units changed"],
  typographyOnly: ["outside the units typography only"],
  unchanged: [],
};

/** A change in words. */
export function nameOfChange(change: Change): string {
  return NAMES[change];
}

/** One line of counts: `2 amended, 1 created; 2 493 stay as they are`. */
export function countsOf({ counts, unchanged, outside, questions }: DeltaView): string {
  const order = [...CHANGES.filter((change) => change !== "typographyOnly"), "typographyOnly"] as const;
  const told = order
    .filter((change) => counts[change] > 0)
    .map((change) => `${counts[change]} ${NAMES[change]}`);
  const rest = [
    told.length === 0 ? "no unit changed" : told.join(", "),
    `${unchanged.count} unchanged`,
    ...OUTSIDE[outside],
    ...(questions.length === 0
      ? []
      : [questions.length === 1 ? "1 open question" : `${questions.length} open questions`]),
  ];
  return rest.join("; ");
}

/** Label and title of a change; both of each where they differ. */
export function headingOf(change: ChangeView): string {
  const old = join(change.oldLabel, change.oldTitle);
  const fresh = join(change.label, change.title);
  return old === null || fresh === null || old === fresh ? (fresh ?? old ?? "") : `${old} -> ${fresh}`;
}

/** The address of a change; both where they differ. */
export function addressOf({ address, oldAddress }: ChangeView): string {
  if (address === null || oldAddress === null || address === oldAddress) return address ?? oldAddress ?? "";
  return `${oldAddress} -> ${address}`;
}

/** Where a unit stands, and stood before, in words; null where it is not new and has not moved. */
export function placeOf({ place }: ChangeView): string | null {
  if (place === null) return null;
  return place.from === null ? `stands ${place.to}` : `moved: stood ${place.from}, stands ${place.to}`;
}

function join(label: string | null, title: string | null): string | null {
  return label === null ? null : `${label} ${title ?? ""}`.trim();
}

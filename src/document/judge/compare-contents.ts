import { familyOf } from "./family.ts";
import type { CutToJudge, JudgedUnit } from "./judged-cut.ts";
import { spansOf } from "./number-span.ts";
import { type ContentsEntry, readContents } from "./read-contents.ts";

/** How the cut compares with the document's own table of contents, entry by entry. */
export interface OwnContents {
  /** Entries with a word that names units. */
  readonly listed: readonly ContentsEntry[];
  /** Those whose name no unit has. */
  readonly missing: readonly ContentsEntry[];
  /** How many numbered units of the listed kinds no entry names. */
  readonly unlisted: number;
}

/** The entries of the document's own table of contents, those that are no units, and the units that are no entries; all empty where it has none. */
export function compareContents(cut: CutToJudge, judged: readonly JudgedUnit[]): OwnContents {
  const entries = readContents(cut);
  if (entries.length === 0) return { listed: [], missing: [], unlisted: 0 };
  const families = new Set(judged.map(({ head }) => familyOf(head.word)));
  const names = judged.map(namesOf);
  const cutNames = new Set(names.flat());
  const listed = entries.filter(({ family }) => families.has(family));
  const listedNames = new Set(listed.map(nameOf));
  const listedFamilies = new Set(listed.map(({ family }) => family));
  const isUnlisted = ({ head }: JudgedUnit, at: number) => {
    const own = names[at] ?? [];
    return (
      own.length > 0 && listedFamilies.has(familyOf(head.word)) && !own.some((name) => listedNames.has(name))
    );
  };
  return {
    listed,
    missing: listed.filter((entry) => !cutNames.has(nameOf(entry))),
    unlisted: judged.filter(isUnlisted).length,
  };
}

function nameOf({ family, value }: Pick<ContentsEntry, "family" | "value">): string {
  return `${family} ${value.join(".")}`;
}

/** The names of a unit: several where it stands for several numbers. */
function namesOf({ head }: JudgedUnit): readonly string[] {
  const family = familyOf(head.word);
  return spansOf(head).flatMap(({ first, ends }) =>
    [first, ...ends].map((value) => nameOf({ family, value })),
  );
}

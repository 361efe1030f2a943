import { AROUND, NUMBER_FIRST, SIGNED, WORD_FIRST } from "./articles.ts";

/** Names of conventions of one kind, as people look for them. */
interface ConventionFamily {
  readonly title: string;
  readonly names: readonly string[];
}

const ids = (rows: readonly { readonly id: string }[]) => rows.map(({ id }) => id);

/** Every name that `--convention` takes. */
export const CONVENTION_FAMILIES: readonly ConventionFamily[] = [
  { title: "articles, the word first", names: ids(WORD_FIRST.filter(({ kind }) => kind === "article")) },
  {
    title: "sections, rules, clauses, the word first",
    names: ids(WORD_FIRST.filter(({ kind }) => kind !== "article")),
  },
  { title: "the paragraph sign", names: ids(SIGNED) },
  { title: "the number first", names: ids(NUMBER_FIRST) },
  { title: "the number between two signs", names: ids(AROUND) },
  { title: "numbers alone", names: ["numbered", "learned:number"] },
  { title: "every heading of the outline", names: ["outline"] },
  { title: "a word that the document shows", names: ["learned", "learned:WORD"] },
];
/** Columns of a terminal line that a refusal leaves for one of its details. */
const WIDTH = 76;

/** One line or more for each family, none longer than a detail of a refusal may be on a terminal of 80 columns. */
export function listConventions(): readonly string[] {
  return CONVENTION_FAMILIES.flatMap(({ title, names }) => {
    const lines = [`${title}:`];
    for (const name of names) {
      const line = `${lines.at(-1)} ${name}`;
      if (line.length <= WIDTH) lines.splice(-1, 1, line);
      else lines.push(`  ${name}`);
    }
    return lines;
  });
}

/** True for a name that `--convention` takes; `learned:` stands before any word. */
export function isConventionName(name: string): boolean {
  return name.startsWith("learned:") || CONVENTION_FAMILIES.some(({ names }) => names.includes(name));
}

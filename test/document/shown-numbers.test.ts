import { describe } from "node:test";
import { paragraphs, testKinds } from "../support/cut-kinds.ts";

const TEXTS = [
  "The librarian keeps the catalogue and shows it to every reader on request.",
  "Books are lent for four weeks, and for two weeks more where nobody waits.",
  "A reader who leaves the town gives back the card and all books.",
  "The reading room is open on every day but the first of the month.",
];
const TITLES = ["Catalogue", "Loans", "Leaving", "Hours"];
const COUNTED = ["1", "2", "3", "4"];

/** The texts behind the same mark. */
function repeat(mark: string): readonly string[] {
  return TEXTS.map((text) => `${mark} ${text}`);
}

describe("a Markdown list that prints one number each time (P-173)", () => {
  const rest = { units: COUNTED } as const;
  testKinds([
    { rule: "with blank lines", text: paragraphs("# Library", ...repeat("1.")), ...rest },
    { rule: "without blank lines", text: `# Library\n\n${repeat("1.").join("\n")}\n`, ...rest },
    { rule: "behind brackets", text: paragraphs("# Biblioteca", ...repeat("1)")), ...rest },
    { rule: "without a title above", text: paragraphs(...repeat("1.")), ...rest },
    {
      rule: "begins at nought",
      text: paragraphs("# Library", ...repeat("0.")),
      units: ["0", "1", "2", "3"],
    },
    {
      rule: "with bold titles",
      text: paragraphs("# Bücherei", ...TEXTS.map((text, at) => `1. **${TITLES[at]}.** ${text}`)),
      units: ["1 = Catalogue", "2 = Loans", "3 = Leaving", "4 = Hours"],
    },
    {
      rule: "hard-wrapped below a paragraph",
      text: `# Library\n\nThe council decides:\n\n${repeat("1.").join("\n").replaceAll(", ", ",\n   ").replaceAll(" and ", " and\n   ")}\n`,
      ...rest,
    },
    {
      rule: "whose items have lists of their own, written the same way",
      text: paragraphs("# Library", ...repeat("1.").map((item) => `${item}\n\n   1. one\n   1. two`)),
      ...rest,
    },
    {
      rule: "whose items go on in paragraphs and bullets that are set in",
      text: paragraphs(
        "# Library",
        ...repeat("1.").map((item) => `${item}\n\n   Further text.\n\n   - a point`),
      ),
      ...rest,
    },
    {
      rule: "below headings is the text of the sections",
      convention: "outline",
      text: paragraphs(
        ...["# Library", "## Readers", "1. They are quiet.\n1. They are few.", "## Books"],
        ...["1. They are old.\n1. They are dear.\n1. They are many.", "## Rooms", "1. One.\n1. Two."],
      ),
      units: ["Readers", "Books", "Rooms"],
    },
  ]);
});

describe("numbers alone on their lines (P-173)", () => {
  const clauses = (between: string) => TEXTS.map((text, at) => `${at + 1}.${between}${text}`);
  const titled = (between: string) =>
    TEXTS.map((text, at) => `${at + 1}.${between}${TITLES[at]}${between}${text}`);
  const titles = ["1 = Catalogue", "2 = Loans", "3 = Leaving", "4 = Hours"];
  testKinds([
    { rule: "the text on the next line", text: paragraphs("RULES", ...clauses("\n")), units: COUNTED },
    { rule: "the text behind a blank line", text: paragraphs("RULES", ...clauses("\n\n")), units: COUNTED },
    { rule: "in Markdown", text: paragraphs("# Rules", ...clauses("\n")), units: COUNTED },
    {
      rule: "in Markdown, the text behind a blank line",
      text: paragraphs("# Rules", ...clauses("\n\n")),
      units: COUNTED,
    },
    {
      rule: "in Roman numbers",
      text: paragraphs(
        "REGOLAMENTO",
        ...["I", "II", "III", "IV"].map((number, at) => `${number}.\n${TEXTS[at]}`),
      ),
      units: ["I", "II", "III", "IV"],
    },
    {
      rule: "the title on a line of its own",
      text: paragraphs("AGREEMENT", ...titled("\n\n")),
      units: titles,
    },
    {
      rule: "number, title and text without blank lines",
      text: `AGREEMENT\n${titled("\n")
        .join("\n")
        .replaceAll(/Catalogue|Loans|Leaving|Hours/g, (title) => title.toUpperCase())}\n`,
      units: ["1 = CATALOGUE", "2 = LOANS", "3 = LEAVING", "4 = HOURS"],
    },
    {
      rule: "the first column of a table is none",
      convention: "article",
      text: paragraphs("Article 1", "Text.", "Article 2", "Text.", "1.\n2.\n3.\n4.", "Article 3", "Text."),
      units: ["Article 1", "Article 2", "Article 3"],
    },
  ]);
});

/** One article as Akoma Ntoso prints it. */
interface Article {
  readonly number: number;
  readonly title: string;
  readonly text: string;
  readonly note?: string;
}

const META = `<meta><identification source="#us"><FRBRWork><FRBRthis value="/akn/xx/act/2020/1/!main"/></FRBRWork></identification></meta>`;

/** The Harbour Act as a ministry publishes it: Akoma Ntoso, with a note of the editor. */
export const HARBOUR_AKN = makeAct([
  { number: 1, title: "Scope", text: "The harbour is open to every <b>ship</b> of the town of Łódź." },
  { number: 2, title: "Fees", text: "A ship pays one crown a day.", note: "See the table of fees." },
  { number: 3, title: "Book", text: "The master keeps a book of all ships." },
]);

/** The same act where Article 2 is amended. */
export const AMENDED_AKN = HARBOUR_AKN.replace("one crown a day", "two crowns a day, and three at night");

/** The amended act as a text: the same words in another form, but for Article 3, which is amended. */
export const AMENDED_TEXT = `# The Harbour Act

## Article 1 Scope

The harbour is open to every ship of the town of Łódź.

## Article 2 Fees

A ship pays two crowns a day, and three at night.

## Article 3 Book

The master keeps a book of all ships and of their masters.
`;

export function makeAct(articles: readonly Article[]): string {
  const body = articles.map(({ number, title, text, note }) => {
    const noted = note === undefined ? "" : `<authorialNote marker="*"><p>${note}</p></authorialNote>`;
    return `<article eId="art_${number}"><num>Article ${number}</num><heading>${title}</heading>\n  <content><p>${text}${noted}</p></content></article>`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>
<akomaNtoso xmlns="http://docs.oasis-open.org/legaldocml/ns/akn/3.0"><act name="act">${META}
<preface><p>The Harbour Act</p></preface>
<body>
${body.join("\n")}
</body></act></akomaNtoso>
`;
}

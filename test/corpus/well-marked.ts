import * as fc from "fast-check";

/** A Markdown text in which every article is a heading, with the 1-based lines of the articles and of the containers. */
export interface WellMarked {
  readonly text: string;
  readonly articles: readonly number[];
  readonly containers: readonly number[];
}

/** How one language prints the headings of an act. */
interface Form {
  readonly article: (number: string, title: string) => string;
  /** The number of an article, and of the one that is inserted behind it. */
  readonly number: (number: number) => string;
  readonly inserted: (number: number) => string;
  readonly chapter: (number: number) => string;
  /** A sentence that a wrapped line begins with: it names an article and is none. */
  readonly reference: (number: number) => string;
}

const DIGITS = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
const han = (number: number) =>
  `${number >= 10 ? `${number >= 20 ? DIGITS[Math.floor(number / 10)] : ""}十` : ""}${DIGITS[number % 10]}`;
const roman = (number: number) => ["I", "II", "III", "IV", "V", "VI", "VII"][number - 1] ?? `${number}`;

const FORMS: readonly Form[] = [
  {
    article: (n, title) => `Article ${n}. ${title}`,
    number: String,
    inserted: (n) => `${n}A`,
    chapter: (n) => `Chapter ${n}. Ropes`,
    reference: (n) => `Article ${n} of this act applies to them too.`,
  },
  {
    article: (n) => `Article ${n}`,
    number: String,
    inserted: (n) => `${n} bis`,
    chapter: (n) => `TITRE ${roman(n)} : Des cordes`,
    reference: (n) => `article ${n} de la présente loi.`,
  },
  {
    article: (n, title) => `§ ${n} ${title}`,
    number: String,
    inserted: (n) => `${n}a`,
    chapter: (n) => `Abschnitt ${n} - Seile`,
    reference: (n) => `§ ${n} Absatz 1 gilt entsprechend.`,
  },
  {
    article: (n, title) => `Section ${n} - ${title}`,
    number: String,
    inserted: (n) => `${n}A`,
    chapter: (n) => `PART ${roman(n)}`,
    reference: (n) => `Section ${n} does not apply to dogs.`,
  },
  {
    article: (n, title) => `Điều ${n}. ${title}`,
    number: String,
    inserted: (n) => `${n}a`,
    chapter: (n) => `Chương ${roman(n)}. Dây thừng`,
    reference: (n) => `Điều ${n} của Quy chế này.`,
  },
  {
    article: (n, title) => `第${n}　${title}`,
    number: (n) => `${han(n)}条`,
    inserted: (n) => `${han(n)}条の二`,
    chapter: (n) => `第${han(n)}章　縄`,
    reference: (n) => `第${han(n)}条の規定は、犬に準用する。`,
  },
  {
    article: (n, title) => `Artículo ${n}.- ${title}`,
    number: String,
    inserted: (n) => `${n} bis`,
    chapter: (n) => `CAPÍTULO ${roman(n)}`,
    reference: (n) => `artículo ${n} de la presente ley.`,
  },
  {
    article: (n, title) => `Статья ${n}. ${title}`,
    number: String,
    inserted: (n) => `${n}.1`,
    chapter: (n) => `Глава ${n}. Канаты`,
    reference: (n) => `статья ${n} настоящего закона.`,
  },
  {
    article: (n, title) => `${n}. ${title}`,
    number: String,
    inserted: (n) => `${n}A`,
    chapter: (n) => `Part ${roman(n)}`,
    reference: (n) => `${n}. is a number that a line may begin with.`,
  },
];

const TITLES = ["Ropes", "Knots of the Ferry", "Wer zahlt", "Phạm vi", "Objet", "目的", "Срок"];

const BODIES: readonly ((form: Form, number: number) => readonly string[])[] = [
  () => ["The rope is checked on Monday."],
  (form, n) => ["The rope is checked on Monday, as", form.reference(n)],
  () => ["1. The rope.", "2. The dog.", "", "   a) small dogs;"],
  (form, n) => ["```", `## ${form.article(form.number(n), "In a fence")}`, "```"],
  (form, n) => [`> ## ${form.article(form.number(n), "In a quotation")}`, ">", "> as it was."],
  () => ["**Note.** The dog is told."],
  () => ["| rope | dog |", "| --- | --- |", "| 1 | 2 |"],
  () => [],
];

const act = fc.record({
  form: fc.constantFrom(...FORMS),
  articleLevel: fc.integer({ min: 3, max: 6 }),
  chapters: fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 6 }),
  hasChapters: fc.boolean(),
  restarts: fc.boolean(),
  lineEnd: fc.constantFrom("\n", "\r\n"),
  bodies: fc.array(fc.constantFrom(...BODIES), { minLength: 30, maxLength: 30 }),
  titles: fc.array(fc.constantFrom(...TITLES), { minLength: 60, maxLength: 60 }),
  inserted: fc.array(fc.boolean(), { minLength: 30, maxLength: 30 }),
  hasInserted: fc.boolean(),
});

/** Acts in several languages and levels: a title, chapters or none, articles whose numbers run on or restart in every chapter, some inserted. */
export const wellMarkedActs: fc.Arbitrary<WellMarked> = act.map((drawn) => {
  const { form, articleLevel, lineEnd } = drawn;
  const lines = ["# The Act", "", "Given at the ferry.", ""];
  const articles: number[] = [];
  const containers: number[] = [];
  let number = 0;
  let written = 0;
  const write = (printed: string) => {
    articles.push(lines.length + 1);
    const title = drawn.titles[written] ?? "Ropes";
    const body = drawn.bodies[written % drawn.bodies.length]?.(form, 1 + (number % 3)) ?? [];
    lines.push(`${"#".repeat(articleLevel)} ${form.article(printed, title)}`, "", ...body, "");
    written++;
  };
  drawn.chapters.forEach((count, index) => {
    if (drawn.hasChapters) {
      containers.push(lines.length + 1);
      lines.push(`${"#".repeat(articleLevel - 1)} ${form.chapter(index + 1)}`, "");
      if (drawn.restarts) number = 0;
    }
    for (let each = 0; each < count; each++) {
      number++;
      write(form.number(number));
      if (drawn.hasInserted && drawn.inserted[number % 30] === true) write(form.inserted(number));
    }
  });
  return { text: lines.join(lineEnd), articles, containers };
});

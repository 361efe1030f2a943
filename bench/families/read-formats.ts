import { markDocument } from "../../src/document/mark.ts";
import { makeDocx, paragraph } from "../../test/support/docx-maker.ts";
import { makeLaw } from "../law-text.ts";
import { type Family, renderMs, roundTo3 } from "../row.ts";
import { timePairs } from "../timing.ts";
import { mustSucceed } from "../units.ts";

const ARTICLES = { full: 1000, tiny: 5 } as const;
const BYTES_EACH = 1000;
const ROUNDS = { full: 5, tiny: 1 } as const;
const MAX_UNITS = 100_000;

/** A file of a format, and how many bytes of markup its reader goes through. */
interface Made {
  readonly file: Buffer;
  readonly bytes: number;
}

const FORMATS: Readonly<Record<string, (law: readonly Article[]) => Made>> = {
  akn: (law) => asIs(makeAkn(law)),
  html: (law) => asIs(makeHtml(law)),
  docx: (law) => {
    const body = law.map(({ name, text }) => paragraph(name) + paragraph(text)).join("");
    return { file: makeDocx({ body }), bytes: Buffer.byteLength(body) };
  },
};

/** From the file of a publisher to units: the reader, and the cut of its text. */
export const readFormats: Family = {
  rows: Object.keys(FORMATS).flatMap((format) => [
    {
      name: `read-${format}-speed`,
      what: `${format}: a law of 10 000 articles, from the file to its units`,
      against: null,
      target: ">= 10 MB/s",
    },
    {
      name: `read-${format}-linear`,
      what: `${format}: ten times the articles`,
      against: "a tenth of them",
      target: "<= 11x",
    },
  ]),
  async measure(scale) {
    const measured = [];
    for (const [format, make] of Object.entries(FORMATS)) {
      const small = make(articlesOf(ARTICLES[scale]));
      const large = make(articlesOf(10 * ARTICLES[scale]));
      const pair = await timePairs({
        rounds: ROUNDS[scale],
        warmUp: 1,
        own: () => cut(large),
        other: () => cut(small),
      });
      const speed = large.bytes / 1e6 / (pair.ownMs / 1000);
      const ratio = (pair.ownMs / pair.otherMs) * ((10 * small.bytes) / large.bytes);
      const own = renderMs(pair.ownMs);
      measured.push(
        [`read-${format}-speed`, { own: `${roundTo3(speed)} MB/s`, other: null, figure: speed }] as const,
        [`read-${format}-linear`, { own, other: renderMs(pair.otherMs), figure: ratio }] as const,
      );
    }
    return Object.fromEntries(measured);
  },
};

function cut({ file }: Made): void {
  mustSucceed(markDocument(file, { maxUnits: MAX_UNITS }));
}

interface Article {
  readonly name: string;
  readonly text: string;
}

function articlesOf(count: number): readonly Article[] {
  const [, ...articles] = makeLaw(count, BYTES_EACH).split(/^#+ (?=Article )/mu);
  return articles.map((article) => {
    const end = article.indexOf("\n");
    return { name: article.slice(0, end), text: article.slice(end).trim() };
  });
}

function makeAkn(law: readonly Article[]): string {
  const body = law.map(
    ({ name, text }, at) =>
      `<article eId="art_${at + 1}"><num>${name}</num><content><p>${text}</p></content></article>`,
  );
  return `<akomaNtoso xmlns="http://docs.oasis-open.org/legaldocml/ns/akn/3.0"><act name="act"><body>${body.join("\n")}</body></act></akomaNtoso>`;
}

function makeHtml(law: readonly Article[]): string {
  const body = law.map(({ name, text }) => `<h2>${name}</h2>\n<p>${text}</p>\n`);
  return `<!doctype html><html><body><h1>Act</h1>${body.join("")}</body></html>`;
}

function asIs(text: string): Made {
  const file = Buffer.from(text);
  return { file, bytes: file.length };
}

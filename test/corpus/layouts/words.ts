/** Words that a layout adds in the document's language, and the name of the article that is inserted after another. */
export interface LayoutWords {
  readonly contents: string;
  readonly annex: string;
  readonly inserted: (label: string) => string;
}

const after = (suffix: string) => (label: string) => `${label}${suffix}`;

const WORDS: Readonly<Record<string, LayoutWords>> = {
  en: { contents: "Contents", annex: "Annex", inserted: after("A") },
  de: { contents: "Inhaltsverzeichnis", annex: "Anlage", inserted: after("a") },
  fr: { contents: "Table des matières", annex: "Annexe", inserted: after(" bis") },
  es: { contents: "Índice", annex: "Anexo", inserted: after(" bis") },
  ja: { contents: "目次", annex: "附則", inserted: after("の二") },
  zh: { contents: "目录", annex: "附件", inserted: after("之一") },
  vi: { contents: "MỤC LỤC", annex: "Phụ lục", inserted: after("a") },
  ar: { contents: "الفهرس", annex: "ملحق", inserted: after(" مكرر") },
  hi: { contents: "विषय सूची", annex: "परिशिष्ट", inserted: after("क") },
};

/** Three-letter codes of the languages, as some file names have them. */
const CODES: Readonly<Record<string, string>> = {
  eng: "en",
  vie: "vi",
  arb: "ar",
  hin: "hi",
  spa: "es",
  cmn: "zh",
};

/** The words for a document whose file name begins with its language, `fr-…` or `udhr-spa…`; null for another language. */
export function wordsOf(file: string): LayoutWords | null {
  const language = /^(?:udhr-)?([a-z]+)/u.exec(file)?.[1] ?? "";
  return WORDS[CODES[language] ?? language] ?? null;
}

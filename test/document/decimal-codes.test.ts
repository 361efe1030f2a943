import { describe } from "node:test";
import { paragraphs, testKinds } from "../support/cut-kinds.ts";

const TEXT = "The keeper of the quay writes down every boat that lands there.";

/** A code of these sections; a line that begins with `#` is the name of a part. */
function code(lines: readonly string[], name = (number: string) => number): string {
  return paragraphs(
    "HARBOUR CODE",
    ...lines.map((line) => (line.startsWith("#") ? line.slice(1) : `${name(line)} ${TEXT}`)),
  );
}

const section = (number: string) => `Sec. ${number}.`;
const labels = (lines: readonly string[]) =>
  lines.filter((line) => !line.startsWith("#")).map((line) => `Sec. ${line}`);

describe("the numbers of sections may be decimals", () => {
  const bare = ["505.01", "505.02", "505.021", "505.022", "505.03", "505.031", "505.04"];
  const three = ["31.101", "31.102", "31.103", "31.1035", "31.104", "31.105"];
  const deeper = ["31.001", "31.002", "31.0021", "31.0022", "31.00225", "31.003"];
  testKinds([
    { rule: "no section is lost behind an inserted one", text: code(bare), units: bare },
    {
      rule: "a fourth digit behind three, known by the number behind it",
      text: code(three, section),
      units: labels(three),
      convention: "en-section",
    },
    {
      rule: "a nought before the digits, and a fifth digit",
      text: code(deeper, section),
      units: labels(deeper),
      convention: "en-section",
    },
    {
      rule: "none, where nothing between follows: a section is missing",
      text: code(["9.18", "9.19", "9.20", "9.201", "9.202"], section),
      units: labels(["9.18", "9.19", "9.20", "9.201", "9.202"]),
      convention: "en-section",
      warnings: ["NUMBER_GAP"],
    },
  ]);
});

describe("what a code leaves room for is no gap", () => {
  const parts = ["#Subpart A General", "160.1", "160.2", "160.3", "#Subpart B Fares", "160.201", "160.202"];
  const further = ["#Subpart A General", "160.1", "160.2", "160.3", "#Subpart B Fares", "160.5", "160.6"];
  const penal = ["#Chapter 505", "505.01", "505.02", "505.03", "505.99"];
  const books = ["#Livre Ier", "L111-1", "L111-2", "L112-1", "#Livre II", "L211-1", "L211-2", "L212-1"];
  const lost = ["#Livre Ier", "L111-1", "L111-2", "L112-1", "#Livre II", "L311-1", "L311-2", "L312-1"];
  const article = (number: string) => `Article ${number}`;
  const articles = (lines: readonly string[]) =>
    lines.filter((line) => !line.startsWith("#")).map((line) => `Article ${line}`);
  testKinds([
    {
      rule: "a further hundred at a new part",
      text: code(parts, section),
      units: labels(parts),
      convention: "en-section",
    },
    {
      rule: "a number missing at a new part is one",
      text: code(further, section),
      units: labels(further),
      convention: "en-section",
      warnings: ["NUMBER_GAP"],
    },
    {
      rule: "the section on penalties at the end of a chapter",
      text: code(penal, section),
      units: labels(penal),
      convention: "en-section",
    },
    {
      rule: "the first chapter of the next book in French codes",
      text: code(books, article),
      units: articles(books),
      convention: "article",
    },
    {
      rule: "a book that is missing is one",
      text: code(lost, article),
      units: articles(lost),
      convention: "article",
      warnings: ["NUMBER_GAP"],
    },
  ]);
});

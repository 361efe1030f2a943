import { describe } from "node:test";
import { paragraphs } from "../support/cut-kinds.ts";
import { articles, type Question, SENTENCE, testQuestions } from "../support/judge-questions.ts";

/** Articles alone on their lines, each with a text. */
const PLAIN = paragraphs("ACT", ...[1, 2, 3].flatMap((number) => [`Article ${number}`, SENTENCE]));
const LISTED = `# Act\n\n${articles([1, 2, 3], `${SENTENCE}\n\n1. ${SENTENCE}\n\n2. ${SENTENCE}`)}`;
const THAI = "คณะกรรมการต้องจัดทำทะเบียนให้เป็นปัจจุบันโดยไม่กระทบสิทธิของผู้อื่น";
const CODES = [1, 2].map((chapter) =>
  paragraphs(
    `Chapter 12.0${chapter}`,
    ...[1, 2, 3].flatMap((section) => [`12.0${chapter}.0${section}0 Lamps`, SENTENCE]),
  ),
);

const QUESTIONS: readonly Question[] = [
  {
    code: "LIST_LEFT_OUT",
    rule: "titled provisions of an annex, where the articles have lists of their own (P-169)",
    faulty: `${LISTED}## Annex 1\n\n${["Boats", "Lamps", "Fees"].map((title, at) => `${at + 1}. ${title}\n\n${SENTENCE}\n\n`).join("")}`,
    refused: true,
    sound: {
      "a list of the annex as the articles have them": `${LISTED}## Annex 1\n\n1. ${SENTENCE}\n\n2. ${SENTENCE}\n\n3. ${SENTENCE}\n`,
    },
  },
  {
    code: "LIST_LEFT_OUT",
    rule: "provisions of an annex with a title before the text, where the articles have lists of their own (P-169)",
    faulty: `${LISTED}## Annex 1\n\n${["Boats", "Lamps", "Fees"].map((title, at) => `${at + 1}. ${title}. ${SENTENCE}\n\n`).join("")}`,
    refused: true,
    sound: {},
  },
  {
    code: "LIST_LEFT_OUT",
    rule: "Roman numerals alone on their lines behind a title that no table knows (P-169)",
    faulty: `${PLAIN}\nFor the time being\n\n${["I", "II", "III"].map((number) => paragraphs(number, SENTENCE)).join("\n")}`,
    refused: false,
    sound: {
      "the pages of a preface": `${PLAIN}\nii\n\n${SENTENCE}\n\niii\n\n${SENTENCE}\n`,
    },
  },
  {
    code: "LIST_LEFT_OUT",
    rule: "ordinals alone on their lines behind a title that no table knows (P-169)",
    faulty: `${PLAIN}\nFor the time being\n\n${["First", "Second", "Third"].map((number) => paragraphs(number, SENTENCE)).join("\n")}`,
    refused: false,
    sound: {},
  },
  {
    code: "LIST_LEFT_OUT",
    rule: "provisions behind a short line of a wrapped text (P-169)",
    faulty: `${PLAIN.replaceAll("\n\n", "\n")}For the time being\nI. ${SENTENCE}\nII. ${SENTENCE}\nIII. ${SENTENCE}\n`,
    refused: true,
    sound: {
      "a list that the line above introduces": `${PLAIN.replaceAll("\n\n", "\n")}The keeper keeps in the books of the harbour\nI. ${SENTENCE}\nII. ${SENTENCE}\nIII. ${SENTENCE}\n`,
    },
  },
  {
    code: "HEADING_IN_NO_UNIT",
    rule: "transitional provisions without a number (P-183)",
    faulty: `${PLAIN}\nTransitional provisions\n\n${SENTENCE}\n`,
    refused: false,
    sound: {
      "transitional provisions that are units": `${PLAIN}\nTransitional provisions\n\nFirst.- ${SENTENCE}\n\nSecond.- ${SENTENCE}\n`,
    },
  },
  {
    code: "HEADING_IN_NO_UNIT",
    rule: "supplementary provisions without a number, all in one warning (P-183)",
    faulty: `# 港湾法\n\n${["一", "二", "三"].map((number) => `## 第${number}条\n\n港の番人は、船の名簿を作る。\n\n`).join("")}${"## 附則\n\nこの法律は、公布の日から施行する。\n\n".repeat(3)}`,
    refused: false,
    sound: {},
  },
  {
    code: "HEADING_IN_NO_UNIT",
    rule: "a chapter with text in a script that ends no sentence with a mark (P-183)",
    faulty: paragraphs("หมวด 1", THAI, "หมวด 2", ...[1, 2, 3].flatMap((number) => [`มาตรา ${number}`, THAI])),
    refused: false,
    sound: {},
  },
  {
    code: "HEADING_INSIDE_UNIT",
    rule: "articles without their marks in a document that is cut at every heading (P-183)",
    faulty: `# Act\n\n${articles([1, 2, 3]).replaceAll("##", "###")}Article 4\n\n${SENTENCE}\n\nArticle 5\n\n${SENTENCE}\n\n## Annex 1\n\n${[1, 2, 3, 4, 5, 6, 7].map((number) => `### ${number}. Lamps\n\n${SENTENCE}\n\n`).join("")}`,
    refused: false,
    sound: {},
  },
  {
    code: "HEADING_INSIDE_UNIT",
    rule: "the articles of a second act on the page of a gazette, whose numbers the first one has (P-183)",
    faulty: `ACT\n\n${[1, 2, 3, 4].map((number) => `Article ${number}. Lamps\n${SENTENCE}`).join("\n")}\n\nThe second act begins on the page before.\nArticle 2. Boats\n${SENTENCE}\nArticle 3. Oars\n${SENTENCE}\n`,
    refused: false,
    sound: {
      "the sources of codified articles in italics": paragraphs(
        ...[1, 2, 3].flatMap((number) => [
          `**Điều 24.8.TT.${number}. Phí**`,
          `*(Điều ${number} Thông tư số 31/2018/TT-BGTVT, có hiệu lực kể từ ngày 01/07/2018)*`,
          SENTENCE,
        ]),
      ),
      "references at the beginning of wrapped lines": `ACT\n\n${[1, 2, 3, 4].map((number) => `Article ${number}. Lamps\n${SENTENCE}`).join("\n")}\nThe fees are due under\nArticle 2, and those of the quay under\nArticle 3 of this Act.\n`,
    },
  },
  {
    code: "HEADING_INSIDE_UNIT",
    rule: "the sections of several acts that stand alone on their lines in articles that were cut (P-183)",
    faulty: paragraphs(
      "GESETZ",
      ...[1, 2, 3].flatMap((article) => [
        `Artikel ${article}`,
        "Das Gesetz lautet:",
        ...[1, 2, 3].flatMap((section) => [
          article === 1 && section === 1 ? ". § 1" : `§ ${section}`,
          `(1) ${SENTENCE}`,
        ]),
      ]),
    ),
    refused: false,
    sound: {
      "the paragraphs of articles": `${[1, 2, 3].map((article) => `Art. ${article}º ${SENTENCE}\n\n§ 1º ${SENTENCE}\n\n§ 2º ${SENTENCE}\n`).join("\n")}`,
    },
  },
  {
    code: "HEADING_INSIDE_UNIT",
    rule: "a code alone on its line among codes with titles (P-185)",
    faulty: CODES.join("\n").replace("12.02.020 Lamps", "12.02.020"),
    refused: false,
    sound: { "codes that are all units": CODES.join("\n") },
  },
];

describe("provisions outside the articles", () => testQuestions(QUESTIONS, "STOP_CUT_DOUBTFUL"));

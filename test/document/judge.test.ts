import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { markDocument } from "../../src/document/mark.ts";
import { DOUBT_CODES } from "../../src/domain/doubts.ts";
import { countWarnings } from "../../src/domain/plan.ts";
import { articles, judge, type Question, SENTENCE, testQuestions } from "../support/judge-questions.ts";

const LONG = "The authority keeps a register of all licences. ".repeat(900);

/** Marked units of one word. */
function named(word: string, numbers: readonly number[]): string {
  return numbers.map((number) => `## ${word} ${number}\n\n${SENTENCE}\n\n`).join("");
}

/** Six marked units, named by two words in turn, each of which counts by itself. */
function turns(one: string, other: string): string {
  return [1, 2, 3].map((number) => `${named(one, [number])}${named(other, [number + 3])}`).join("");
}

const OUTLINE_OF_CLAUSES = [0, 4, 8]
  .map((before, at) => {
    const clauses = [1, 2, 3, 4].map((number) => `${before + number}. ${SENTENCE}\n\n`);
    return `## ${at + 1}. Boats\n\n${clauses.join("")}`;
  })
  .join("");

const QUESTIONS: readonly Question[] = [
  {
    code: "HEADING_INSIDE_UNIT",
    rule: "a count that starts again in the text of one unit (P-183)",
    faulty: `${articles([1, 2, 3])}\\- Article 1 - The first session is held in May.\n\n\\- Article 2 - The second follows.\n`,
    refused: true,
    sound: {
      "lower paragraphs that start again in every article": `## Art. 1º\n\nA lei.\n\n§ 1º Um.\n\n§ 2º Dois.\n\n## Art. 2º\n\nB.\n\n§ 1º Um.\n\n§ 2º Dois.\n`,
      "the words of another act after a colon": `## Article 1\n\nThe Act is amended as follows:\n\n\\- Article 1 - Aim.\n\n\\- Article 2 - End.\n\n${articles([2, 3])}`,
      "references in running text": `## Article 1\n\nSubject to\nArticle 7 of the Treaty and\nArticle 8 of the Treaty.\n\n${articles([2])}`,
    },
  },
  {
    code: "HEADING_INSIDE_UNIT",
    rule: "names that go on after the last unit, in a list (P-183)",
    faulty: `${articles([1, 2, 3])}- Article 4\n\n- Article 5\n`,
    refused: false,
    sound: {
      "a list of references to units": `${articles([1, 2, 3])}- Article 1 of this Act\n- Article 2 of this Act\n`,
    },
  },
  {
    code: "HEADING_IN_NO_UNIT",
    rule: "an article that stands before units of a lower word (P-183)",
    convention: "paragraph-sign",
    faulty: `Art. 5º Todos são iguais perante a lei, nos termos seguintes, que a lei regula para todos:\n\nI - homens e mulheres, ninguém será obrigado a fazer nada;\n\n**§ 1º** As normas têm aplicação imediata.\n\n**§ 2º** Os direitos não excluem outros.\n\n**§ 3º** Os tratados.\n`,
    refused: true,
    sound: {
      "an article that holds sections and no text of its own": `## Article I: Boats\n\n### Section 1\n\n${SENTENCE}\n\n### Section 2\n\n${SENTENCE}\n\n## Article II: Lamps\n\n${SENTENCE}\n`,
      "a divider without text": `${articles([1, 2])}## Fees of the harbour\n\n${articles([3, 4])}`,
      "an opening before the first unit": `# Act\n\n## Legal basis\n\n${SENTENCE}\n\n${articles([1, 2])}`,
      "a heading below an annex": `${articles([1, 2, 3])}## Annex A\n\n## Table 1\n\n${SENTENCE}\n`,
    },
  },
  {
    code: "HEADING_INSIDE_UNIT",
    rule: "titled paragraphs in wrapped text below one article (P-183)",
    faulty: `ACT\n\nArtikel 1\nLamp Act\n§ 1 Lamps\n${SENTENCE}\n§ 2 Boats\n${SENTENCE}\n§ 3 Keepers\n${SENTENCE}\n\nArtikel 2\nAmendment\n\n${SENTENCE}\n\nArtikel 3\nEntry into force\n\n${SENTENCE}\n`,
    refused: false,
    sound: {
      "the paragraphs of an article": `ACT\n\nArtikel 1\nLamps\n§ 1 ${SENTENCE}\n§ 2 ${SENTENCE}\n\nArtikel 2\nBoats\n\n${SENTENCE}\n\nArtikel 3\nKeepers\n\n${SENTENCE}\n`,
    },
  },
  {
    code: "HEADING_INSIDE_UNIT",
    rule: "final provisions by paragraph signs in wrapped text, below a title that no table has (P-183)",
    faulty: `LEGGE\n\n${[1, 2, 3].map((number) => `Art. ${number}. ${SENTENCE}`).join("\n")}\nNorme di chiusura\n§ 1. ${SENTENCE}\n§ 2. ${SENTENCE}\n`,
    refused: true,
    sound: {
      "the paragraphs of the last article": `LEGGE\n\n${[1, 2, 3].map((number) => `Art. ${number}. ${SENTENCE}`).join("\n")}\n§ 1. ${SENTENCE}\n§ 2. ${SENTENCE}\n`,
    },
  },
  {
    code: "LIST_LEFT_OUT",
    rule: "numbers alone on their lines below an annex (P-169)",
    faulty: `ACT\n\n${[1, 2, 3].map((number) => `Article ${number}\n\n${SENTENCE}`).join("\n\n")}\n\nANNEX\n\n${["Fees", "Lamps", "Boats"].map((name, at) => `${at + 1}\n${name}\n\n${SENTENCE}`).join("\n\n")}\n`,
    refused: false,
    sound: {
      "the cells of a table": `# Act\n\n${articles([1, 2, 3])}## Annex\n\n*    *   1\n\n    *   Boats\n\n*    *   2\n\n    *   ${SENTENCE}\n`,
    },
  },
  {
    code: "HEADING_INSIDE_UNIT",
    rule: "the sections of chapters that were cut (P-183)",
    faulty: `# Code\n\n${[1, 2].map((chapter) => `## Chapter 12.0${chapter}\n\n${[1, 2, 3].map((number) => `- **12.0${chapter}.0${number}0. Lamps**\n\n  ${SENTENCE}`).join("\n\n")}`).join("\n\n")}\n`,
    refused: false,
    sound: {
      "clauses of three numbers": `# Contract\n\n${articles([1, 2], `1.1.1 ${SENTENCE}\n\n1.1.2 ${SENTENCE}\n\n1.1.3 ${SENTENCE}`)}`,
    },
  },
  {
    code: "LIST_LEFT_OUT",
    rule: "Thai provisions behind a title, in lines without stops (P-169)",
    faulty: `พระราชบัญญัติ\n\n${[1, 2, 3].map((number) => `มาตรา ${number}\n\nคณะกรรมการต้องจัดทำทะเบียนให้เป็นปัจจุบันโดยไม่กระทบสิทธิของผู้อื่น`).join("\n\n")}\n\nบทเฉพาะกาล\n\n${["I", "II", "III"].map((number) => `${number}. ผู้รับใบอนุญาตต้องชำระค่าธรรมเนียมตามคำขอของผู้มีสิทธิหนึ่งในสี่`).join("\n\n")}\n`,
    refused: true,
    sound: {},
  },
  {
    code: "HEADING_IN_NO_UNIT",
    rule: "headings below an annex, whose text is in no unit (P-183)",
    faulty: `${articles([1, 2, 3])}# Annex 1\n\n## Fees\n\n${SENTENCE}\n\n## Reminders\n\nAfter four weeks.\n`,
    refused: false,
    sound: {
      "an annex of one piece": `${articles([1, 2, 3])}# Annex 1\n\n## Fees\n\n${SENTENCE}\n`,
      "an annex of parts without sentences": `${articles([1, 2, 3])}# Annex 1\n\n## Boats\n\n| a | b |\n\n## Lamps\n\n| c | d |\n`,
    },
  },
  {
    code: "HEADING_IN_NO_UNIT",
    rule: "one marked heading among units in bold type (P-183)",
    faulty: `${["Aim", "Scope"].map((name) => `**Article ${name === "Aim" ? 1 : 2}**\n\n${SENTENCE}\n\n`).join("")}# Booking\n\n${SENTENCE}\n\n**Article 3**\n\n${SENTENCE}\n`,
    refused: false,
    sound: {
      "a divider with no sentence": `**Article 1**\n\n${SENTENCE}\n\n**Article 2**\n\n${SENTENCE}\n\n# Booking\n\n**Article 3**\n\n${SENTENCE}\n`,
    },
  },
  {
    code: "HEADING_INSIDE_UNIT",
    rule: "lines in bold type below the only heading that a converter marked (P-183)",
    faulty: `### Overview\n\n${SENTENCE}\n\n${["Accounts", "Elements", "Address", "Audit"].map((name) => `**${name}**\n\n${SENTENCE}\n\n`).join("")}`,
    refused: false,
    sound: {
      "few bold lines below many headings": `${["Boats", "Lamps", "Fees", "Seal"].map((name) => `## ${name}\n\n${SENTENCE}\n\n`).join("")}**Note**\n\n${SENTENCE}\n\n**Sources**\n\n${SENTENCE}\n\n**Thanks**\n\n${SENTENCE}\n`,
    },
  },
  {
    code: "HEADING_INSIDE_UNIT",
    rule: "a part of an outline that lost its mark (P-183)",
    faulty: `# Statute\n\n### Mục 1. Boats\n\n${SENTENCE}\n\nMục 2. Lamps\n\n${SENTENCE}\n\n### Mục 3. Fees\n\n${SENTENCE}\n`,
    refused: false,
    sound: {
      "a reference to a part": `# Statute\n\n### Mục 1. Boats\n\nMục 2 of the other statute does not apply to boats.\n\n### Mục 2. Lamps\n\n${SENTENCE}\n`,
    },
  },
  {
    code: "HEADING_INSIDE_UNIT",
    rule: "the last section of a code, which lost its mark (P-183)",
    faulty: `# Code\n\n${["010 Boats", "020 Lamps", "030 Fees"].map((name) => `### 12.04.${name}\n\n${SENTENCE}\n\n`).join("")}12.04.040 Penalty\n\n${SENTENCE}\n`,
    refused: false,
    sound: {
      "a list of sections that are units": `# Code\n\n12.04.010 Boats\n\n12.04.020 Lamps\n\n${["010 Boats", "020 Lamps", "030 Fees"].map((name) => `### 12.04.${name}\n\n${SENTENCE}\n\n`).join("")}`,
      "a section of another title": `# Code\n\n${["010 Boats", "020 Lamps", "030 Fees"].map((name) => `### 12.04.${name}\n\n${SENTENCE}\n\n`).join("")}7.10.050 Boats of the county\n`,
    },
  },
  {
    code: "HEADING_INSIDE_UNIT",
    rule: "a section of a code in the middle of a line (P-183)",
    faulty: `Code\n\n${["010 Boats", "020 Lamps", "030 Fees"].map((name) => `12.04.${name}.\n\n${SENTENCE}`).join("\n\n")} 12.04.040 Penalty. ${SENTENCE}\n`,
    refused: false,
    sound: {
      "a reference in a sentence": `Code\n\n${["010 Boats", "020 Lamps", "030 Fees"].map((name) => `12.04.${name}.\n\nThe keeper obeys 12.04.990 of the county.`).join("\n\n")}\n`,
    },
  },
  {
    code: "HEADING_INSIDE_UNIT",
    rule: "the last Chinese article in the middle of a line (P-183)",
    faulty: `港口法\n\n第一条 港口由政府管理。\n\n第二条 船舶应当登记。\n\n第三条 渔船免缴费用。第四条 本法自三月一日起施行。\n`,
    refused: false,
    sound: {
      "a reference behind a sentence": `港口法\n\n第一条 港口由政府管理。\n\n第二条 船舶应当登记。\n\n第三条 渔船免缴费用。第四条第二款的规定适用。\n`,
    },
  },
  {
    code: "FIRST_NUMBER_MISSING",
    rule: "the only unit, behind more text than it has (P-184)",
    faulty: `Statute\n\n8 1 Rates\n\n${SENTENCE}\n\n8 2 Years\n\n${SENTENCE}\n\n§ 3 Commencement\n\n${SENTENCE}\n`,
    refused: false,
    sound: {},
  },
  {
    code: "HEADING_IN_NO_UNIT",
    rule: "a chapter that holds text and no unit (P-183)",
    faulty: `# Act\n\n## Chapter 1\n\n${SENTENCE}\n\n## Chapter 2\n\n${articles([1, 2, 3]).replaceAll("## A", "### A")}## Chapter 3\n\n${SENTENCE}\n`,
    refused: false,
    sound: {
      "a chapter with an opening": `# Act\n\n## Chapter 1\n\n${SENTENCE}\n\n${articles([1, 2, 3]).replaceAll("## A", "### A")}`,
      "an opening above sections": `# Act\n\n## Chapter 1\n\n${SENTENCE}\n\n### Section 1\n\n${articles([1, 2, 3]).replaceAll("## A", "#### A")}`,
      "a chapter that is repealed": `# Act\n\n## Chapter 1\n\n(repealed)\n\n## Chapter 2\n\n${articles([1, 2, 3]).replaceAll("## A", "### A")}`,
      "a part of an annex": `${articles([1, 2, 3])}## Annex\n\n### Part 1\n\n${SENTENCE}\n\n### Part 2\n\n${SENTENCE}\n`,
    },
  },
  {
    code: "LIST_LEFT_OUT",
    rule: "provisions by letter and number below an annex (P-169)",
    faulty: `${articles([1, 2, 3])}## Appendix A\n\nA1. ${SENTENCE}\n\nA2. ${SENTENCE}\n`,
    refused: false,
    sound: {
      "forms that are named so in running text": `${articles([1, 2, 3])}## Appendix\n\nThe keeper fills in A1 Boats and\nA2 Lamps of the forms in use.\n`,
    },
  },
  {
    code: "LIST_LEFT_OUT",
    rule: "numbered titles with their texts before named sections (P-169)",
    faulty: `ACT\n\n${["Boats", "Lamps", "Keepers"].map((title, at) => `${at + 1}. ${title}\n${SENTENCE}`).join("\n")}\n\nFINAL PROVISIONS\n${["Fees", "Seal", "Audit", "Appeals"].map((title, at) => `Section ${at + 1}. ${title}\n${SENTENCE}`).join("\n")}\n`,
    refused: true,
    sound: {
      "a list of titles before the sections": `ACT\n\n1. Boats\n2. Lamps\n3. Keepers\n\n${["Fees", "Seal", "Audit", "Appeals"].map((title, at) => `Section ${at + 1}. ${title}\n${SENTENCE}`).join("\n")}\n`,
    },
  },
  {
    code: "LIST_LEFT_OUT",
    rule: "numbers that count up through the units (P-169)",
    faulty: `RULES\n\n1. ${SENTENCE}\n\n${["Section 1.", "Section 2.", "Section 3.", "Section 4.", "Section 5."].map((name) => `${name} ${SENTENCE}`).join("\n\n")}\n\n2. ${SENTENCE}\n\n3. ${SENTENCE}\n`,
    refused: false,
    sound: {
      "lists that begin again": `# Act\n\n## Article 1\n\n1. ${SENTENCE}\n2. ${SENTENCE}\n\n## Article 2\n\n1. ${SENTENCE}\n2. ${SENTENCE}\n3. ${SENTENCE}\n`,
    },
  },
  {
    code: "LIST_LEFT_OUT",
    rule: "the numbered paragraphs of a schedule before the articles (P-169)",
    faulty: `# Act\n\n## Schedule\n\nI. ${SENTENCE}\n\nII. ${SENTENCE}\n\n${articles([1, 2, 3])}`,
    refused: false,
    sound: {
      "a list in a style that articles have": `# Act\n\n## Schedule\n\n1) ${SENTENCE}\n2) ${SENTENCE}\n\n${articles([1, 2, 3], `The keeper:\n\n1) writes;\n2) counts.`)}`,
      "a list of titles before an act": `RESOLUTION\n\n1. Boats\n\n2. Lamps\n\n${articles([1, 2, 3])}`,
      "paragraphs of one article": `${articles([1, 2])}## Article 3\n\n1. ${SENTENCE}\n2. ${SENTENCE}\n`,
    },
  },
  {
    code: "FIRST_NUMBER_FOUND",
    rule: "the first article on a line of the chapter (P-184)",
    faulty: `Act\nCHAPTER I\nGeneral\n> Article 1\nThis Act governs licences.\n\n${articles([2, 3, 4])}`,
    refused: false,
    sound: {
      "a reference in the opening": `Act\n\nThe council has regard to the harbour, and to\nArticle 1 of the Treaty on Boats of the old island.\n\n${articles([2, 3, 4])}`,
    },
  },
  {
    code: "FIRST_NUMBER_MISSING",
    rule: "a sequence that begins with a later number (P-184)",
    faulty: articles([3, 4, 5, 6]),
    refused: false,
    sound: {
      "the chapter of a code": articles(["12.1", "12.2", "12.3"]),
      "one section alone": "## § 552\n\nEach agency makes information available.\n",
      "articles that go on after an annex": `${articles([1, 2])}## Annex A\n\n${articles([1, 2])}## Title II\n\n${articles([3, 4])}`,
    },
  },
  {
    code: "NUMBER_SKIPPED_FOUND",
    rule: "skipped numbers that stand in the text before (P-185)",
    faulty: `## Article 1\n\nText.\n\n- Article 2\n\n## Article 3\n\nText.\n\n- Article 4\n\n## Article 5\n\nText.\n`,
    refused: true,
    sound: {
      "a reference that begins a wrapped line": `## Article 1\n\nThe harbour has a keeper of the lamps who acts on Monday as the council and\nArticle 2 of the Bridge Act require of everybody.\n\n${articles([2, 3])}`,
    },
  },
  {
    code: "NUMBER_SKIPPED_FOUND",
    rule: "a name that is run into the text before (P-185)",
    faulty: `## Article 1\n\nThe Act applies everywhere; Article 2. It ends.\n\n${articles([3, 4])}`,
    refused: false,
    sound: {},
  },
  {
    code: "NUMBER_SKIPPED_FOUND",
    rule: "a name with its title that is run into the text before (P-185)",
    faulty: `## Article 1\n\nThe Act applies everywhere. Article 2 Scope of it all\n\n${articles([3, 4])}`,
    refused: false,
    sound: {
      "a reference behind a sentence to an article that there is": `## Article 1\n\nIt applies everywhere. Article 2 Scope tells more.\n\n${articles([2, 3])}`,
    },
  },
  ...["2A.", "2.1.", "1[2A.", "2-A."].map(
    (number): Question => ({
      code: "NUMBER_SKIPPED_FOUND",
      rule: `the inserted number ${number} in the text of a clause (P-168)`,
      faulty: `ACT\n\n1. ${SENTENCE}\n\n2. ${SENTENCE}\n\n> ${number} ${SENTENCE}\n\n3. ${SENTENCE}\n\n4. ${SENTENCE}\n`,
      refused: false,
      sound: {
        "paragraphs below a title": `ACT\n\n1. Boats\n\n${SENTENCE}\n\n2. Lamps\n\n2.1. ${SENTENCE}\n\n2.2. ${SENTENCE}\n\n3. Fees\n\n${SENTENCE}\n`,
      },
    }),
  ),
  ...["", "**"].map(
    (mark): Question => ({
      code: "NUMBER_SKIPPED_FOUND",
      rule: `an inserted number below one ${mark === "" ? "without a title" : "printed like it,"} in bold type`,
      faulty: `ACT\n\n**1.** ${SENTENCE}\n\n**2.** ${SENTENCE}\n\n> ${mark}2.1.${mark} ${SENTENCE}\n\n**3.** ${SENTENCE}\n\n**4.** ${SENTENCE}\n`,
      refused: false,
      sound: {
        "clauses below titles in bold type": `ACT\n\n**1. Boats.** ${SENTENCE}\n\n**2. Lamps.** ${SENTENCE}\n\n2.1 ${SENTENCE}\n\n2.2 ${SENTENCE}\n\n**3. Fees.** ${SENTENCE}\n\n**4. Oars.** ${SENTENCE}\n`,
      },
    }),
  ),
  {
    code: "NUMBER_SKIPPED_FOUND",
    rule: "a clause that is run into the text before (P-168)",
    faulty: `ACT\n\n1. ${SENTENCE}\n\n2. ${SENTENCE} 3. ${SENTENCE}\n\n4. ${SENTENCE}\n\n5. ${SENTENCE}\n`,
    refused: false,
    sound: {},
  },
  {
    code: "NUMBER_SKIPPED_FOUND",
    rule: "a misprinted name at a line start (P-185)",
    faulty: `${articles([1])}Artlcle 2. Scope\n\nText.\n\n${articles([3, 4])}`,
    refused: false,
    sound: {},
  },
  {
    code: "NUMBER_GAP",
    rule: "a number that stands nowhere (P-185)",
    faulty: articles([1, 2, 4, 5]),
    refused: false,
    sound: {
      "numbers by chapters": "## § 1-1\n\nA.\n\n## § 1-2\n\nB.\n\n## § 2-1\n\nC.\n\n## § 2-2\n\nD.\n",
      "inserted numbers": articles([1, "1a", "1b", 2, "2 bis", "2 ter", 3]),
      "the letter e": articles([1, "1a", "1b", "1c", "1d", "1e", "1f", 2]),
      "the letter that German laws leave out": articles([
        1,
        "1a",
        "1b",
        "1c",
        "1d",
        "1e",
        "1f",
        "1g",
        "1h",
        "1i",
        "1k",
        2,
      ]),
      "a Japanese branch number":
        "### 第一条\n\nこの法律は。\n\n### 第一条の二\n\nのは。\n\n### 第一条の三\n\nのは。\n\n### 第二条\n\nのは。\n",
      "a repealed range":
        "### 第四条\n\nこの法律は。\n\n### 第五条から第七条まで　削除\n\n### 第八条\n\nのは。\n",
      "repealed numbers that the text names": `${articles([1])}(Articles 2 to 4 repealed)\n\n${articles([5, 6])}`,
      "numbers that jump by tens": articles([10, 20, 30, 40, 50, 60]),
      "inserted numbers without their base in a range": articles(["1-3", 4, 5]),
    },
  },
  {
    code: "NUMBER_GAP",
    rule: "an inserted letter that is left out (P-185)",
    faulty: articles([1, "1A", "1B", "1D", 2]),
    refused: false,
    sound: {},
  },
  {
    code: "NUMBER_GAP",
    rule: "the first section of a chapter that is left out (P-185)",
    faulty: "## § 1-1\n\nA.\n\n## § 1-2\n\nB.\n\n## § 2-2\n\nC.\n\n## § 2-3\n\nD.\n",
    refused: false,
    sound: {},
  },
  {
    code: "NUMBER_STEPS_BACK",
    rule: "a number that is lower than the one before (P-185)",
    faulty: articles([1, 2, 3, 4, 2.5, 6].map((number) => (number === 2.5 ? "3-1" : number))),
    refused: false,
    sound: {
      "numbers by chapters": "## § 1-1\n\nA.\n\n## § 1-2\n\nB.\n\n## § 1-3\n\nB.\n\n## § 2-1\n\nC.\n",
    },
  },
  {
    code: "NUMBERING_RESTARTS",
    rule: "a first number behind the third, with no heading between (P-185)",
    faulty: articles([1, 2, 3, 0]),
    refused: false,
    sound: {
      "a first number behind an annex": `${articles([1, 2, 3])}## Annex A\n\n${articles([0, 1, 2])}`,
    },
  },
  {
    code: "TWO_CONVENTIONS",
    rule: "names of two words by turns (P-169)",
    faulty: turns("Madde", "Ek Madde"),
    refused: false,
    sound: {
      "one word in two spellings": turns("Artículo", "Art."),
      "additional articles behind the others": `${named("Madde", [1, 2, 3])}${named("Ek Madde", [1, 2, 3])}`,
    },
  },
  {
    code: "OTHER_READING_FINDS_MORE",
    rule: "another reading with more units (P-169)",
    convention: "outline",
    faulty: OUTLINE_OF_CLAUSES,
    refused: false,
    sound: {
      "a reading whose lines are those of the cut": `## 1. Boats\n\n${SENTENCE}\n\n## 2. Lamps\n\n${SENTENCE}\n\n## 3. Fees\n\n${SENTENCE}\n`,
    },
  },
  {
    code: "CONTENTS_MORE",
    rule: "contents with more names than there are units (P-186)",
    faulty: `# Contents\n\n- Article 1\n- Article 2\n- Article 1\n- Article 2\n\n# Act\n\n${articles([1, 2])}`,
    refused: false,
    sound: {
      "contents of two parts": `# Contents\n\n- Article 1\n- Article 2\n- Article 1\n- Article 2\n\n# Part I\n\n${articles([1, 2])}# Part II\n\n${articles([1, 2])}`,
    },
  },
  {
    code: "CONTENTS_DISAGREE",
    rule: "a name that the contents list and no unit has (P-186)",
    faulty: `# Contents\n\n- Article 1\n- Article 2\n- Article 3\n- Article 4\n\n# Act\n\n${articles([1, 2, 3])}`,
    refused: false,
    sound: {
      "contents that agree": `# Contents\n\n- Article 1\n- Article 2\n- Article 3\n\n# Act\n\n${articles([1, 2, 3])}`,
    },
  },
  {
    code: "CONTENTS_DISAGREE",
    rule: "several names that the contents list and no unit has (P-186)",
    faulty: `# Contents\n\n- Article 1\n- Article 2\n- Article 3\n- Article 4\n- Article 5\n- Article 6\n\n# Act\n\n${articles([1, 2, 3])}`,
    refused: true,
    sound: {},
  },
  {
    code: "BLOCK_UNCLOSED",
    rule: "a fence that nothing closes (P-181)",
    faulty: `# Act\n\n${articles([1, 2, 3])}~~~\n\n## Article 4\n\n${SENTENCE}\n`,
    refused: false,
    sound: {
      "a fence that is closed": `# Act\n\n${articles([1, 2, 3])}~~~\n${SENTENCE}\n~~~\n`,
      "a fence at the end": `# Act\n\n${articles([1, 2, 3])}~~~\n`,
    },
  },
  {
    code: "BLOCK_UNCLOSED",
    rule: "a comment that nothing closes (P-181)",
    faulty: `# Act\n\n${articles([1, 2, 3])}<!-- draft\n\n## Article 4\n\n${SENTENCE}\n`,
    refused: false,
    sound: {},
  },
  {
    code: "LOW_COVERAGE",
    rule: "nearly all text in no unit (P-187)",
    faulty: `# Act\n\n${LONG}\n\n${articles([1, 2, 3])}`,
    refused: true,
    sound: {},
  },
  {
    code: "LOW_COVERAGE",
    rule: "more text in no unit than in units (P-187)",
    faulty: `# Act\n\n${LONG}\n\n${articles([1, 2, 3], LONG.slice(0, 9000))}`,
    refused: false,
    sound: {
      "recitals far longer than the articles": `# Resolución\n\nVISTO, el informe;\n\n${Array.from({ length: 40 }, (_, at) => `Que, según el informe ${at}, el muelle se mide cada año y se anota en el libro del puerto, como manda la ley;\n\n`).join("")}SE RESUELVE:\n\n${articles([1, 2, 3], "Se aprueba.")}`,
      "a long preamble": `# Act\n\n## Preamble\n\n${LONG}\n\n${articles([1, 2, 3])}`,
      "an opening as long as the articles": `# Act\n\n${LONG}\n\n${articles([1, 2, 3], LONG.slice(0, 16_000))}`,
      "a long annex": `${articles([1, 2, 3])}## Annex A\n\n${LONG}\n`,
      "front matter": `---\nnote: ${LONG}\n---\n${articles([1, 2, 3])}`,
    },
  },
  {
    code: "UNIT_MUCH_LONGER",
    rule: "a unit that swallows the rest (P-187)",
    faulty: `${articles([1, 2, 3, 4, 5])}${LONG}`,
    refused: false,
    sound: { "units of many lengths": `${articles([1, 2, 3])}${articles([4, 5], LONG.slice(0, 1200))}` },
  },
  {
    code: "EMPTY_UNITS",
    rule: "articles whose text is lost (P-187)",
    faulty: articles([1, 2, 3, 4, 5, 6]).replace(/(## Article [246]\n\n)[^#]+/gu, "$1"),
    refused: false,
    sound: {
      "repealed articles": articles([1, 2, 3, 4, 5, 6]).replace(
        /(## Article [246])\n\n[^#]+/gu,
        "$1 (repealed)\n\n",
      ),
      "articles whose text is their heading": [1, 2, 3, 4]
        .map(
          (number) =>
            `## Article ${number} The minister may revoke a licence at any time after a hearing.\n\n`,
        )
        .join(""),
    },
  },
];

test("every doubt has a document that is told and one of its kind that is not", () => {
  // Only a file that gives its own units sets a text between them.
  for (const code of DOUBT_CODES.filter((each) => each !== "TEXT_IN_NO_UNIT")) {
    const rows = QUESTIONS.filter((question) => question.code === code);
    assert.ok(rows.length > 0, `${code} is never told`);
    assert.ok(
      rows.some(({ sound }) => Object.keys(sound).length > 0),
      `${code} has no sound document`,
    );
  }
});

describe("the judge over the cut", () => testQuestions(QUESTIONS, "STOP_CUT_DOUBTFUL"));

describe("an accepted doubt", () => {
  const text = QUESTIONS[0]?.faulty ?? "";

  test("stays a warning, and the document is cut (P-183)", () => {
    const answer = judge(text, { acceptedDoubts: ["HEADING_INSIDE_UNIT"] });
    assert.deepEqual(answer, { refused: false, codes: ["HEADING_INSIDE_UNIT"] });
  });

  test("accepts no other doubt (P-183)", () => {
    assert.equal(judge(text, { acceptedDoubts: ["NUMBER_SKIPPED_FOUND"] }).refused, true);
  });

  test("the refusal names each line and how the doubt is accepted (P-183)", () => {
    const marked = markDocument(Buffer.from(text), { maxUnits: 1000 });
    assert.ok(!marked.ok);
    assert.match(
      (marked.refusal.details ?? []).join("\n"),
      /^line 13: HEADING_INSIDE_UNIT: .*\n[\s\S]*--accept-doubt HEADING_INSIDE_UNIT$/u,
    );
  });
});

test("every warning is listed, and of very many of one code the last stands for the rest and says how many (R-43)", () => {
  for (const [gaps, listed] of [
    [299, 299],
    [10_050, 10_001],
  ] as const) {
    const numbers = Array.from({ length: 2 * gaps + 1 }, (_, index) => index + Math.floor(index / 2) + 1);
    const marked = markDocument(Buffer.from(articles(numbers)), { maxUnits: 100_000 });
    assert.ok(marked.ok);
    const { warnings } = marked.value;
    assert.deepEqual([warnings.length, countWarnings(warnings)], [listed, gaps]);
    if (gaps !== listed)
      assert.match(warnings.at(-1)?.message ?? "", /^50 from here on, which are not listed$/u);
  }
});

describe("an article whose heading is broken is never lost in silence (P-183)", () => {
  const BREAKS: Readonly<Record<string, (heading: string) => string>> = {
    "glued to the text before": (heading) => ` ${heading}`,
    "indented as code": (heading) => `\n\n     ${heading}`,
    "an item of a list": (heading) => `\n\n- ${heading}`,
    "a quotation": (heading) => `\n\n> ${heading}`,
    "a cell of a table": (heading) => `\n\n| ${heading} | text |\n|---|---|`,
    "an HTML paragraph": (heading) => `\n\n<p>${heading}</p>`,
    "emphasis in a paragraph": (heading) => `\n*${heading}*`,
    "the letter O for a nought, and l for 1": (heading) =>
      `\n\n${heading.replace("0", "O").replace(/1/u, "l")}`,
    "a misprinted word": (heading) => `\n\n${heading.replace("icl", "lcl")}`,
    "a fence": (heading) => `\n\n\`\`\`\n${heading}\n\`\`\``,
    "gone altogether": () => "",
  };
  const COUNT = 12;
  const forms: Readonly<Record<string, (number: number) => string>> = {
    marked: (number) => `## Article ${number}.`,
    plain: (number) => `Article ${number}.`,
  };
  for (const [form, head] of Object.entries(forms)) {
    for (const [name, breakHeading] of Object.entries(BREAKS)) {
      test(`${name}, in a ${form} text`, () => {
        const silent: number[] = [];
        for (let broken = 1; broken <= COUNT; broken++) {
          // The last article that is gone altogether leaves no trace at all.
          if (name === "gone altogether" && broken === COUNT) continue;
          const text = Array.from({ length: COUNT }, (_, index) => {
            const number = index + 1;
            const heading = number === broken ? breakHeading(`Article ${number}.`) : `\n\n${head(number)}`;
            return `${heading}\n\nThe authority number ${number} keeps a register.`;
          }).join("");
          const marked = markDocument(Buffer.from(text.trimStart()), { maxUnits: 100 });
          const isWhole = marked.ok && marked.value.units.length === COUNT;
          if (marked.ok && !isWhole && marked.value.warnings.length === 0) silent.push(broken);
        }
        assert.deepEqual(silent, []);
      });
    }
  }
});

test("two readings that are close and differ in units are refused with the option that takes each (P-183)", () => {
  const rules = Array.from({ length: 11 }, (_, index) => `Rule ${index + 1}\n\nx\n\n`).join("");
  const heads = Array.from({ length: 10 }, (_, index) => `Article ${index + 1}\n\nx\n\n`).join("");
  const marked = markDocument(Buffer.from(`${heads}${rules}`), { maxUnits: 100 });
  assert.ok(!marked.ok);
  assert.equal(marked.refusal.reason, "STOP_CONVENTION_AMBIGUOUS");
  assert.deepEqual(marked.refusal.details, [
    '--convention en-rule: 11 units, from "Rule 1" at line 41',
    '--convention article: 10 units, from "Article 1" at line 1',
  ]);
});

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { MarkedDocument } from "../../src/domain/plan.ts";
import { markParagraphs as mark } from "../support/cut-kinds.ts";

const article = (number: number) =>
  `Article ${number}. A ferry has a number and a name, and the owner keeps a log.`;
const namesOf = ({ containers }: MarkedDocument) => containers.map(({ label }) => label);

describe("heads of pages that name a chapter beside the number of the page", () => {
  test("are no containers where the chapter has a head of its own", () => {
    const marked = mark([
      "Part I",
      article(1),
      "Part I    13",
      article(2),
      "Part II | 15",
      "Part II",
      article(3),
      "Part II    17",
      article(4),
    ]);
    assert.deepEqual(namesOf(marked), ["Part I", "Part II"]);
    assert.deepEqual(marked.warnings, []);
    assert.equal(marked.units.length, 4);
  });

  test("are no containers with the number before the name, or with the title of the chapter", () => {
    const marked = mark([
      "Kapitel I - Fähren",
      "§ 1. Fähren haben ein Licht.",
      "14 Kapitel I",
      "§ 2. Fähren haben einen Steg.",
      "Kapitel I - Fähren  15",
      "§ 3. Fähren haben einen Fahrplan.",
      "16 Kapitel I",
      "§ 4. Fähren haben eine Glocke.",
    ]);
    assert.deepEqual(namesOf(marked), ["Kapitel I - Fähren"]);
  });

  test("are no containers below Markdown headings that name the chapters", () => {
    const marked = mark([
      "# Rules",
      "## Part I",
      article(1),
      "Part I    13",
      article(2),
      "Part I    14",
      article(3),
      "Part I    15",
    ]);
    assert.deepEqual(namesOf(marked), ["Part I"]);
  });

  test("keep the first of a chapter that has no other head", () => {
    const marked = mark([
      "Chương I    3",
      article(1),
      "Chương I    5",
      article(2),
      "Chương II    7",
      article(3),
    ]);
    assert.deepEqual(namesOf(marked), ["Chương I 3", "Chương II 7"]);
  });

  test("are told from chapters that end with a number once each", () => {
    const marked = mark([
      "Chapter 1 Fleet 7",
      article(1),
      "Chapter 2 Fleet 8",
      article(2),
      "Chapter 3 Fleet 9",
      article(3),
    ]);
    assert.deepEqual(namesOf(marked), ["Chapter 1 Fleet 7", "Chapter 2 Fleet 8", "Chapter 3 Fleet 9"]);
  });
});

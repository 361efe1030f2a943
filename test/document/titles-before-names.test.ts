import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { mark, paragraphs } from "../support/cut-kinds.ts";

const TITLES = ["Предмет", "Обхват и цел", "Такси", "Жалби"];
const TEXT = "Стопанинът води регистър на количествата по чл. 3, ал. 2.";
const article = (name: string) => (title: string, at: number) => [
  `${title}${name} ${at + 1}. (1) ${TEXT}`,
  "1. за количеството;",
  "2. за цената.",
];

interface Case {
  readonly rule: string;
  readonly text: string;
  readonly units: readonly string[];
}

const CASES: readonly Case[] = [
  {
    rule: "are its title, in chapters and behind lists of numbers",
    text: paragraphs(
      "# ЗАКОН ЗА СОЛНИЦИТЕ",
      "## Глава първа. ОБЩИ ПОЛОЖЕНИЯ",
      ...TITLES.slice(0, 2).flatMap((title, at) => article("Чл.")(`${title} `, at)),
      "## Глава втора. ТАКСИ",
      ...TITLES.slice(2).flatMap((title, at) => article("Чл.")(`${title} `, at + 2)),
    ),
    units: TITLES.map((title, at) => `Чл. ${at + 1} ${title}`),
  },
  {
    rule: "are its title in plain text, where one of the articles has none",
    text: paragraphs(
      "LAKE ACT",
      ...["Scope ", "Lamps and bells ", "", "Fares "].flatMap((title, at) => [
        `${title}Article ${at + 1}. (1) Every boat on the lake carries a lamp.`,
        "(2) So does a raft.",
      ]),
    ),
    units: ["Article 1 Scope", "Article 2 Lamps and bells", "Article 3", "Article 4 Fares"],
  },
  {
    rule: "are text where the numbers do not count up",
    text: paragraphs(
      "LAKE ACT",
      ...[1, 2, 3, 4, 5, 6].flatMap((number) => [
        `Article ${number}`,
        `Boats under Article ${7 - number}. They carry a lamp.`,
      ]),
    ),
    units: [1, 2, 3, 4, 5, 6].map((number) => `Article ${number}`),
  },
];

describe("words before the name of an article on its line (P-161)", () => {
  for (const { rule, text, units } of CASES)
    test(rule, () => {
      const marked = mark(text);
      assert.deepEqual(
        marked.units.map(({ label, title }) => `${label} ${title}`.trim()),
        units,
      );
      assert.deepEqual(marked.warnings, []);
    });
});

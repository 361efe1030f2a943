import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { mark, paragraphs } from "../support/cut-kinds.ts";

interface Case {
  readonly rule: string;
  readonly text: string;
  /** Label of every unit, in order. */
  readonly units: readonly string[];
  /** Titles of some units by their label. */
  readonly titles?: Readonly<Record<string, string>>;
}

const TEXT = "The keeper lights the lamp at dusk and puts it out at dawn.";
const SPANISH = "El farero enciende la lámpara al anochecer.";

function testCases(cases: readonly Case[]): void {
  for (const { rule, text, units, titles = {} } of cases)
    test(rule, () => {
      const marked = mark(text);
      assert.deepEqual(
        marked.units.map(({ label }) => label),
        units,
      );
      for (const [label, title] of Object.entries(titles))
        assert.equal([...marked.units].find((unit) => unit.label === label)?.title, title, label);
    });
}

const articles = (word: string, count: number, text = TEXT) =>
  Array.from({ length: count }, (_, index) => `${word} ${index + 1}. ${text}`);
const labels = (word: string, count: number) =>
  Array.from({ length: count }, (_, index) => `${word} ${index + 1}`);

describe("numbered provisions in a part without a named unit are units (P-164)", () => {
  testCases([
    {
      rule: "clauses in words below transitional provisions",
      text: paragraphs(
        "LEY DEL FARO",
        ...articles("Artículo", 4, SPANISH),
        "TRANSITORIOS",
        `PRIMERO.- ${SPANISH}`,
        `SEGUNDO.- ${SPANISH}`,
        `TERCERO.- ${SPANISH}`,
      ),
      units: [...labels("Artículo", 4), "PRIMERO", "SEGUNDO", "TERCERO"],
      titles: { PRIMERO: "" },
    },
    {
      rule: "clauses in words with a title of their own",
      text: paragraphs(
        "LEY DEL FARO",
        ...articles("Artículo", 4, SPANISH),
        "DISPOSICIONES COMPLEMENTARIAS FINALES",
        "PRIMERA. Reglamento",
        SPANISH,
        "SEGUNDA. Vigencia",
        SPANISH,
      ),
      units: [...labels("Artículo", 4), "PRIMERA", "SEGUNDA"],
      titles: { PRIMERA: "Reglamento", SEGUNDA: "Vigencia" },
    },
    {
      rule: "the only clause of transitional provisions",
      text: paragraphs(
        "LEY DEL FARO",
        ...articles("Artículo", 4, SPANISH),
        "TRANSITORIO",
        `ÚNICO.- ${SPANISH}`,
      ),
      units: [...labels("Artículo", 4), "ÚNICO"],
    },
    {
      rule: "transitory articles, with the word behind the number or before it",
      text: paragraphs(
        "LEY DEL FARO",
        ...articles("Artículo", 4, SPANISH),
        `Artículo 1° transitorio.- ${SPANISH}`,
        `Artículo segundo transitorio. ${SPANISH}`,
        `Artículo transitorio 3. ${SPANISH}`,
      ),
      units: [
        ...labels("Artículo", 4),
        "Artículo 1° transitorio",
        "Artículo segundo transitorio",
        "Artículo transitorio 3",
      ],
    },
    {
      rule: "clauses in words below Markdown headings",
      text: paragraphs(
        "# Ley del faro",
        ...["1", "2", "3"].flatMap((number) => [`## Artículo ${number}`, SPANISH]),
        "## Transitorios",
        `**PRIMERO.-** ${SPANISH}`,
        `**SEGUNDO.-** ${SPANISH}`,
      ),
      units: [...labels("Artículo", 3), "PRIMERO", "SEGUNDO"],
    },
    {
      rule: "the paragraphs of Japanese supplementary provisions",
      text: paragraphs(
        "灯台規則",
        "第一条　この規則は、灯台について定める。",
        "第二条　灯台は、夜間に点灯する。",
        "第三条　灯台守を置く。",
        "附　則",
        "１　この規則は、公布の日から施行する。",
        "２　旧規則は、廃止する。",
      ),
      units: ["第一条", "第二条", "第三条", "１", "２"],
    },
    {
      rule: "two Japanese articles below captions in brackets, and supplementary paragraphs below theirs",
      text: paragraphs(
        "灯台規則",
        "（目的）\n第一条　この規則は、灯台について定める。",
        "（点灯）\n第二条　灯台は、夜間に点灯する。",
        "附　則",
        "（施行期日）\n１　この規則は、公布の日から施行する。",
        "（経過措置）\n２　旧規則は、廃止する。",
      ),
      units: ["第一条", "第二条", "１", "２"],
      titles: { 第一条: "目的" },
    },
    {
      rule: "the points of Ukrainian final provisions",
      text: paragraphs(
        "ЗАКОН УКРАЇНИ",
        "Розділ I. Загальні положення",
        "Стаття 1. Маяк світить від смеркання до світанку.",
        "Стаття 2. Маяк обслуговує доглядач маяка.",
        "Стаття 3. Доглядач маяка веде журнал.",
        "Розділ II. Прикінцеві положення",
        "1. Цей Закон набирає чинності з дня його опублікування.",
        "2. Кабінету Міністрів України підготувати акти.",
      ),
      units: [...labels("Стаття", 3), "1", "2"],
    },
    {
      rule: "a chapter between others that has points only",
      text: paragraphs(
        "STATUTE",
        "CHAPTER I",
        ...articles("Article", 3),
        "CHAPTER II",
        `1. ${TEXT}`,
        `2. ${TEXT}`,
        "CHAPTER III",
        `Article 4. ${TEXT}`,
      ),
      units: [...labels("Article", 3), "1", "2", "Article 4"],
    },
    {
      rule: "the points of a decision before the annexed act",
      text: paragraphs(
        "RESOLUTION",
        "The Assembly",
        `1. Decides that ${TEXT}`,
        `2. Decides that ${TEXT}`,
        "ANNEX",
        ...articles("Article", 4),
      ),
      units: ["1", "2", ...labels("Article", 4)],
    },
    {
      rule: "the points of a notice before the regulation that it publishes",
      text: paragraphs(
        "关于印发灯塔办法的通知",
        "一、请遵照执行。",
        "二、自印发之日起施行。",
        "灯塔管理办法",
        "第一条 灯塔夜间点灯。",
        "第二条 灯塔由专人看守。",
        "第三条 看守人记录日志。",
      ),
      units: ["一", "二", "第一条", "第二条", "第三条"],
    },
    {
      rule: "the articles of a short statute behind many points",
      text: paragraphs(
        "RESOLUTION",
        ...Array.from({ length: 12 }, (_, index) => `${index + 1}. Decides that ${TEXT}`),
        "ANNEX",
        ...articles("Article", 3),
      ),
      units: [...Array.from({ length: 12 }, (_, index) => String(index + 1)), ...labels("Article", 3)],
    },
  ]);
});

describe("final provisions of every form are units (P-164)", () => {
  testCases([
    {
      rule: "clauses in words below their title, in text without blank lines",
      text: [
        ...[1, 2, 3].map((number) => `Artículo ${number}.- Luz\n${SPANISH}`),
        "DISPOSICIONES COMPLEMENTARIAS FINALES",
        `PRIMERA.- Vigencia\n${SPANISH}`,
        `SEGUNDA.- Reglamento\n${SPANISH}\n`,
      ].join("\n"),
      units: [...labels("Artículo", 3), "PRIMERA", "SEGUNDA"],
      titles: { PRIMERA: "Vigencia", SEGUNDA: "Reglamento" },
    },
    ...(
      [
        ["in plain text", "", ""],
        ["in bold type", "**", "**"],
        ["as Markdown headings", "## ", ""],
      ] as const
    ).map(([layout, before, after]) => ({
      rule: `Roman numbers alone on their lines, ${layout}`,
      text: paragraphs(
        ...[1, 2, 3].flatMap((number) => [`${before}Art. ${number}${after}`, TEXT]),
        `${before}DISPOSIZIONI TRANSITORIE E FINALI${after}`,
        ...["I", "II", "III", "IV"].flatMap((number) => [`${before}${number}${after}`, TEXT]),
      ),
      units: [...labels("Art.", 3), "I", "II", "III", "IV"],
    })),
    ...(
      [
        ["in plain text", "", "", ""],
        ["in bold type", "**", "**", "**"],
        ["as deeper Markdown headings", "## ", "### ", ""],
      ] as const
    ).map(([layout, before, deeper, after]) => ({
      rule: `words that count, alone on their lines, ${layout}`,
      text: paragraphs(
        ...[1, 2, 3].flatMap((number) => [`${before}Artículo ${number}${after}`, SPANISH]),
        `${before}DISPOSICIONES TRANSITORIAS${after}`,
        ...["Primera", "Segunda", "Tercera"].flatMap((word) => [`${deeper}${word}${after}`, SPANISH]),
      ),
      units: [...labels("Artículo", 3), "Primera", "Segunda", "Tercera"],
    })),
    {
      rule: "Mexican ordinals beyond the tenth",
      text: paragraphs(
        "CLÁUSULAS",
        ..."PRIMERA SEGUNDA TERCERA CUARTA QUINTA SEXTA SÉPTIMA OCTAVA NOVENA DÉCIMA"
          .split(" ")
          .map((word) => `${word}.- ${SPANISH}`),
        ...["PRIMERA", "SEGUNDA", "TERCERA"].map((word) => `DÉCIMO ${word}.- ${SPANISH}`),
      ),
      units: [
        ..."PRIMERA SEGUNDA TERCERA CUARTA QUINTA SEXTA SÉPTIMA OCTAVA NOVENA DÉCIMA".split(" "),
        ...["DÉCIMO PRIMERA", "DÉCIMO SEGUNDA", "DÉCIMO TERCERA"],
      ],
    },
    ...(
      [
        ["Article", "Final Article", "Transitional Article"],
        ["Artículo", "ARTÍCULO TRANSITORIO", "ARTÍCULO FINAL"],
        ["Article", "Article préliminaire", "Article final"],
      ] as const
    ).map(([word, ...further]) => ({
      rule: `articles named by a word in place of a number: ${further.join(", ")}`,
      text: paragraphs(...articles(word, 4), ...further.map((name) => `${name}.- ${TEXT}`)),
      units: [...labels(word, 4), ...further],
    })),
    {
      rule: "the same in text without blank lines",
      text: `${[...articles("Artículo", 4, SPANISH), `Artículo transitorio. ${SPANISH}`].join("\n")}\n`,
      units: [...labels("Artículo", 4), "Artículo transitorio"],
    },
    {
      rule: "Catalan provisions by ordinals",
      text: paragraphs(
        ...articles("Article", 3),
        `Disposició addicional primera. Registre\n\n${TEXT}`,
        `Disposició addicional segona. Taxes\n\n${TEXT}`,
        `Disposició final. Vigència\n\n${TEXT}`,
      ),
      units: [
        ...labels("Article", 3),
        "Disposició addicional primera",
        "Disposició addicional segona",
        "Disposició final",
      ],
    },
    {
      rule: "Basque provisions by ordinals",
      text: paragraphs(
        ...[1, 2, 3].map((number) => `${number}. artikulua. ${TEXT}`),
        `Lehenengo xedapen gehigarria. Egoitza\n\n${TEXT}`,
        `Azken xedapena. Indarra\n\n${TEXT}`,
      ),
      units: [
        ...["1. artikulua", "2. artikulua", "3. artikulua"],
        ...["Lehenengo xedapen gehigarria", "Azken xedapena"],
      ],
    },
  ]);
});

describe("other numbers beside named units are text (P-164)", () => {
  testCases([
    {
      rule: "recitals before the first article",
      text: paragraphs(
        "REGULATION",
        `(1) ${TEXT}`,
        `(2) ${TEXT}`,
        "HAVE ADOPTED THIS REGULATION:",
        ...articles("Article", 3),
      ),
      units: labels("Article", 3),
    },
    {
      rule: "recitals without brackets",
      text: paragraphs(
        "REGULATION",
        `1. Whereas ${TEXT}`,
        `2. Whereas ${TEXT}`,
        "HAVE ADOPTED THIS REGULATION:",
        ...articles("Article", 3),
      ),
      units: labels("Article", 3),
    },
    {
      rule: "paragraphs by a number in bold type below supplementary provisions",
      text: paragraphs(
        "# 法律",
        ...["一", "二", "三"].map((number) => `## 第${number}条\n\nこの法律は、船の登録について定める。`),
        "## 附則",
        "**１**　この法律は、公布の日から施行する。",
        "**２**　船については、なお従前の例による。",
      ),
      units: ["第一条", "第二条", "第三条"],
    },
    {
      rule: "the points of an annex",
      text: paragraphs(
        "REGULATION",
        ...articles("Article", 3),
        "ANNEX I",
        `1. ${TEXT}`,
        `2. ${TEXT}`,
        "PART A",
        `1. ${TEXT}`,
        `2. ${TEXT}`,
      ),
      units: labels("Article", 3),
    },
    {
      rule: "the paragraphs of the last article",
      text: paragraphs(
        "STATUTE",
        "CHAPTER I",
        ...articles("Article", 3),
        "CHAPTER II",
        "Article 4. Final provisions",
        `1. ${TEXT}`,
        `2. ${TEXT}`,
      ),
      units: labels("Article", 4),
    },
    {
      rule: "a list of contents before an annexed act",
      text: paragraphs(
        "RESOLUTION",
        "1. General",
        "2. Lamps",
        "3. Keepers",
        "ANNEX",
        ...articles("Article", 4),
      ),
      units: labels("Article", 4),
    },
    {
      rule: "a list far below the line of a chapter",
      text: paragraphs(
        "STATUTE",
        ...articles("Article", 3),
        "CHAPTER II",
        ...Array.from({ length: 6 }, () => TEXT),
        `1. ${TEXT}`,
        `2. ${TEXT}`,
      ),
      units: labels("Article", 3),
    },
  ]);
});

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { mark, paragraphs } from "../support/cut-kinds.ts";

/** Names of containers with words that count, the form of the articles in them, and their text. */
const ACTS: readonly (readonly [language: string, containers: string, name: string, text: string])[] = [
  [
    "Lithuanian",
    "PIRMASIS SKYRIUS|ANTRASIS SKYRIUS|DVIDEŠIMT PIRMASIS SKYRIUS",
    "# straipsnis. Tikslas",
    "Knyga skolinama.",
  ],
  ["Lithuanian parts", "PIRMOJI DALIS|ANTROJI DALIS|TREČIOJI DALIS", "# straipsnis.", "Knyga skolinama."],
  ["Latvian", "Pirmā nodaļa|Otrā nodaļa|Trešā nodaļa", "#. pants. Mērķis", "Grāmata ir visiem."],
  ["Latvian parts", "PIRMĀ SADAĻA|OTRĀ SADAĻA|TREŠĀ SADAĻA", "#. pants.", "Grāmata ir visiem."],
  ["Estonian", "ESIMENE OSA|TEINE OSA|KOLMAS OSA", "§ #. Eesmärk", "Raamat on kõigile."],
  ["Estonian chapters", "Esimene peatükk|Teine peatükk|Viies peatükk", "§ #. Eesmärk", "Raamat on kõigile."],
  ["Finnish", "ENSIMMÄINEN OSA|TOINEN OSA|NELJÄS OSA", "# §", "Kirja on kaikille."],
  ["Hungarian", "ELSŐ RÉSZ|MÁSODIK RÉSZ|ÖTÖDIK RÉSZ", "#. §", "A könyv mindenkié."],
  ["Hungarian books", "ELSŐ KÖNYV|MÁSODIK KÖNYV|HATODIK KÖNYV", "#. §", "A könyv mindenkié."],
  ["Polish", "CZĘŚĆ PIERWSZA|CZĘŚĆ DRUGA|CZĘŚĆ PIĄTA", "Art. #.", "Książka jest dla każdego."],
  ["Polish divisions", "DZIAŁ I|DZIAŁ II|DZIAŁ TRZECI", "Art. #.", "Książka jest dla każdego."],
  ["Czech", "ČÁST PRVNÍ|ČÁST DRUHÁ|ČÁST JEDENÁCTÁ", "§ #", "Kniha je pro každého."],
  ["Czech sections", "DÍL PRVNÍ|DÍL DRUHÝ|DÍL TŘETÍ", "§ #", "Kniha je pro každého."],
  ["Slovak sections", "PRVÝ DIEL|DRUHÝ DIEL|ŠTVRTÝ DIEL", "§ #", "Kniha je pre každého."],
  ["Croatian", "GLAVA PRVA|GLAVA DRUGA|GLAVA ČETVRTA", "Članak #.", "Knjiga je za svakoga."],
  ["Croatian parts", "PRVI DIO|DIO DRUGI|DIO TREĆI", "Članak #.", "Knjiga je za svakoga."],
  ["Slovenian", "PRVO POGLAVJE|DRUGO POGLAVJE|TRETJE POGLAVJE", "#. člen", "Knjiga je za vse."],
  ["Serbian", "ГЛАВА ПРВА|ДЕО ДРУГИ|ГЛАВА ТРЕЋА", "Члан #.", "Књига је за свакога."],
  ["Macedonian", "ДЕЛ ПРВИ|ДЕЛ ВТОР|ДЕЛ ТРЕТ", "Член #", "Книгата е за сите."],
  ["Bulgarian", "Глава първа|Глава втора|Глава единадесета", "Чл. #.", "Книгата е за всички."],
  ["Russian", "Глава первая|Глава вторая|Глава двенадцатая", "Статья #.", "Книга открыта всем."],
  ["Ukrainian", "РОЗДІЛ ПЕРШИЙ|РОЗДІЛ ДРУГИЙ|РОЗДІЛ П'ЯТИЙ", "Стаття #.", "Книга відкрита всім."],
  ["Ukrainian books", "КНИГА ПЕРША|КНИГА ДРУГА|КНИГА П’ЯТА", "Стаття #.", "Книга відкрита всім."],
];

describe("words that count name the containers of every language", () => {
  for (const [language, names, name, text] of ACTS)
    test(language, () => {
      const containers = names.split("|");
      const chapters = containers.flatMap((container, at) => [
        `${container}\nALFA`,
        `${name.replace("#", `${2 * at + 1}`)}\n${text}`,
        `${name.replace("#", `${2 * at + 2}`)}\n${text}`,
      ]);
      const marked = mark(paragraphs("BETA", ...chapters));
      assert.deepEqual(
        marked.containers.map(({ label }) => label),
        containers,
      );
      assert.equal(marked.units.length, 6);
      assert.deepEqual(marked.warnings, []);
    });

  test("a sentence that begins with such a word names none", () => {
    const { containers, units } = mark(
      paragraphs(
        ...["ZAKON", "Članak 1.", "Članarina ima dva dijela.", "Drugi dio članarine plaća se kasnije."],
        ...[
          "Članak 2.",
          "Plaća se prvi, a\ndrugi dio članarine kasnije.",
          "Članak 3.",
          "Knjiga je za svakoga.",
        ],
      ),
    );
    assert.deepEqual([containers.length, units.length], [0, 3]);
  });
});

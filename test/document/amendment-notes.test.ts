import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { mark, paragraphs, testKinds } from "../support/cut-kinds.ts";

const TEXT = "Смотритель записывает, какие лампы горят.";

describe("notes in brackets that tell which act put a provision in (P-161)", () => {
  testKinds([
    {
      rule: "on the line below a title, of which they are no part",
      text: paragraphs(
        `Статья 1. Лампы\n\n${TEXT}`,
        `Статья 1.1. Фитили\n(введена Федеральным законом от 03.05.2010 N 7-ФЗ)\n\n${TEXT}`,
        `Статья 2. Смотрители\n(в ред. Федерального закона\nот 03.05.2010 N 7-ФЗ)\n\n${TEXT}`,
        `Статья 3. Масло\nи огонь\n\n${TEXT}`,
      ),
      units: ["Статья 1 = Лампы", "Статья 1.1 = Фитили", "Статья 2 = Смотрители", "Статья 3 = Масло и огонь"],
      convention: "ru-statya",
    },
    {
      rule: "behind the text on the line of the name, which is no title",
      text: paragraphs(
        "Art. 1º O faroleiro acende a lâmpada.",
        "Art. 1º-A. O faroleiro apaga a lâmpada. O faroleiro anota a hora. (Incluído pela Lei nº 7, de 2004)",
        "Art. 2º O faroleiro guarda o óleo. (Redação dada pela Lei nº 7, de 2004)",
      ),
      units: ["Art. 1º", "Art. 1º-A", "Art. 2º"],
      convention: "art",
    },
  ]);
});

test("a status with a stop and a dash before its source tells that the unit is repealed (P-161)", () => {
  const marked = mark(
    paragraphs(
      `Статья 1. Лампы\n\n${TEXT}`,
      "Статья 2. Утратила силу. - Федеральный закон от 03.05.2010 N 7-ФЗ.",
    ),
  );
  assert.deepEqual(
    marked.units.map(({ repealed }) => repealed),
    [false, true],
  );
});

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { markDocument } from "../../src/document/mark.ts";

/** A filled line that ends no sentence, below which a head has no place of its own. */
const WRAPPED = "thuyền qua bến được chấm tối đa là ba mươi điểm theo Phụ lục này ban hành Ị";
const OPEN: Readonly<Record<string, string>> = {
  Điều: WRAPPED,
  Article: "the boats of the ferry are counted by the keeper of the landing stage every ,",
  Artikel: "die Boote der Fähre werden vom Wärter des Stegs an jedem Morgen gezählt und ı",
  Madde: "iskelenin bekçisi her sabah geçidin bütün kayıklarını sayar ve deftere yazar ve",
};
const TITLES: Readonly<Record<string, string>> = {
  Điều: "Khung tiêu chí",
  Article: "Counting of boats",
  Artikel: "Zählung der Boote",
  Madde: "Kayıkların sayımı",
};

describe("a head below a line that ends no sentence is cut where its number alone is missing (P-179)", () => {
  const heads: readonly (readonly [form: string, print: (name: string, title: string) => string])[] = [
    ["a stop", (name, title) => `${name}. ${title}`],
    ["a stop without a space", (name, title) => `${name}.${title}`],
    ["a stop behind a space", (name, title) => `${name} . ${title}`],
    ["a colon", (name, title) => `${name}: ${title}`],
    ["a dash", (name, title) => `${name} - ${title}`],
    ["the title on the next line", (name, title) => `${name}.\n${title}`],
    ["no stop, the title on the next line", (name, title) => `${name}\n${title}`],
    ["bold type", (name, title) => `**${name}. ${title}**`],
  ];
  for (const [word, open] of Object.entries(OPEN))
    for (const [form, print] of heads)
      test(`${word}, with ${form}`, () => {
        const article = (number: number) => `${print(`${word} ${number}`, TITLES[word] ?? "")}\n1. A b c.\n`;
        const text = [1, 2, 3, 4, 5, 6].map(
          (number) => `${article(number)}${number === 3 ? `${open}\n` : ""}`,
        );
        assert.deepEqual(numbersOf(text.join("")), [1, 2, 3, 4, 5, 6]);
      });

  test("two of them, one after the other", () => {
    const text = [1, 2, 3, 4, 5].map(
      (number) => `Điều ${number}. Bến\nA.\n${number === 2 || number === 3 ? `${WRAPPED}\n` : ""}`,
    );
    assert.deepEqual(numbersOf(text.join("")), [1, 2, 3, 4, 5]);
  });

  test("the first, below a title, and the last", () => {
    const title = "Quy định nội dung và mức chi cho các hoạt động thi nghề lái đò trên sông";
    const text = [1, 2, 3, 4, 5].map(
      (number) =>
        `${number === 5 ? `${WRAPPED}\n` : ""}Điều ${number}. Bến\nNội dung của điều này được áp dụng cho mọi bến thuyền ở trên sông.\n`,
    );
    assert.deepEqual(numbersOf(`THÔNG TƯ\n${title}\n${text.join("")}`), [1, 2, 3, 4, 5]);
  });

  test("none where two lines have the name: one of them is a reference", () => {
    const { units, warnings } = cut(
      `Điều 1. Bến\nA.\nĐiều 2. Phí\n${WRAPPED}\nĐiều 3. Phao\nĐiều này không áp dụng.\n${WRAPPED}\nĐiều 3. Phao\nB.\nĐiều 4. Đò\nC.\nĐiều 5. Cầu\nD.\n`,
    );
    assert.deepEqual(
      units.map(({ label }) => label),
      ["Điều 1", "Điều 2", "Điều 4", "Điều 5"],
    );
    assert.ok(warnings.some(({ code }) => code === "NUMBER_SKIPPED_FOUND"));
  });

  test("none where a sentence goes on behind the name", () => {
    const { units } = cut(
      `Điều 1. Bến\nA.\nĐiều 2. Phí\n${WRAPPED}\nĐiều 3 của Luật Đường sông.\nĐiều 4. Đò\nC.\nĐiều 5. Cầu\nD.\n`,
    );
    assert.equal(units.length, 4);
  });
});

describe("among marked heads an unmarked name inside a list (P-179, P-183)", () => {
  const act = (list: string) =>
    cut(
      `### Điều 1. Phạm vi\n\nA.\n\n### Điều 2. Phí\n\n1. Phí qua bến.\n${list}\n\n### Điều 4. Hiệu lực\n\nD.\n`,
    );

  test("is a unit where its number alone is missing", () => {
    const { units, warnings } = act("Điều 3. Bến\n\nC.");
    assert.deepEqual(
      units.map(({ line }) => line),
      [1, 5, 8, 12],
    );
    assert.deepEqual(warnings, []);
  });

  test("is told, and no unit, below the number of a page", () => {
    const { units, warnings } = act("62\nĐiều 3. Bến\n\nC.");
    assert.equal(units.length, 3);
    assert.deepEqual(
      warnings.map(({ code }) => code),
      ["NUMBER_SKIPPED_FOUND"],
    );
  });

  test("is told, and no unit, where it stands there twice", () => {
    const { units, warnings } = act("Điều 3. Bến\nĐiều 3. Bến\n\nC.");
    assert.deepEqual(
      units.map(({ line }) => line),
      [1, 5, 13],
    );
    assert.deepEqual(
      warnings.map(({ code, line }) => `${code} ${line}`),
      ["NUMBER_SKIPPED_FOUND 8"],
    );
  });
});

describe("a chapter that bears the words of an act opens no act (P-182)", () => {
  const summary = ["Bến đò.", "Phí qua bến.", "Phao."].map(
    (text, at) => `${at + 1}. ${text}\n\nLời bàn ${at + 1}.\n\n`,
  );
  const articles = [1, 2, 3].map((number) => `#### Điều ${number}. Bến\n\n1. Bến đò.\n\n2. Cầu phao.\n\n`);
  const names: readonly (readonly [form: string, chapter: string])[] = [
    ["below its number", "## Chương I\n\nQUY ĐỊNH CHUNG"],
    ["below its number, both marked", "## Chương I\n\n## QUY ĐỊNH CHUNG"],
    ["below its number in bold type", "**Chương I**\n\n**QUY ĐỊNH CHUNG**"],
    ["about something", "## Chương I\n\nQUY ĐỊNH VỀ BẾN ĐÒ"],
    ["in another language", "## PART I\n\nREGULATIONS"],
  ];
  for (const [form, chapter] of names)
    test(`the points of a summary before it are no units: ${form}`, () => {
      const { units } = cut(`TRÍCH YẾU\n\n${summary.join("")}${chapter}\n\n${articles.join("")}`);
      assert.deepEqual(
        units.map(({ label }) => label),
        ["Điều 1", "Điều 2", "Điều 3"],
      );
    });

  test("the act behind a decision still does", () => {
    const act = [1, 2, 3].map((number) => `Điều ${number}. Bến\n\nNội dung.\n\n`).join("");
    const { units } = cut(`QUYẾT ĐỊNH\n\n${summary.join("")}QUY ĐỊNH VỀ BẾN ĐÒ\n\n${act}`);
    assert.equal(units.length, 6);
  });
});

test("the paragraphs below a head behind a speck, alone in its chapter, are no units (P-179)", () => {
  const { units } = cut(
    "Chương I\nQUY ĐỊNH CHUNG\nĐiều 1. Phạm vi\nA.\nĐiều 2. Đối tượng\nB.\nĐiều 3. Bến\nC.\nChương II\nPHÍ\nĐiều 4. Phí\nD.\nChương III\nĐIỀU KHOẢN THI HÀNH\n` Điều 5. Hiệu lực\n1. Nghị định này có hiệu lực từ ngày ký.\n2. Bãi bỏ quy định cũ.\n",
  );
  assert.deepEqual(
    units.map(({ label }) => label),
    ["Điều 1", "Điều 2", "Điều 3", "Điều 4", "Điều 5"],
  );
});

describe("a head behind a stray apostrophe, or behind a mark that nothing closes, is cut where its number is missing (P-179)", () => {
  const article = (number: number, lead = "") => `${lead}Điều ${number}. Bến thuyền\n1. Nội dung.\n`;

  test("an apostrophe closely before the name", () => {
    const text = [1, 2, 3, 4, 5].map((number) => article(number, number === 3 ? "'" : ""));
    assert.deepEqual(numbersOf(text.join("")), [1, 2, 3, 4, 5]);
  });

  test("a quotation that opens just above it and goes on to the end", () => {
    const text = [1, 2, 3, 4, 5, 6].map((number) => article(number, number === 4 ? "“Bến.\n' " : ""));
    assert.deepEqual(numbersOf(`${text.join("")}Phao.”\n`), [1, 2, 3, 4, 5, 6]);
  });

  test("none where the number is there", () => {
    const text = [1, 2, 3, 4, 5].map((number) => article(number, number === 3 ? "'Điều 4. Bến\n" : ""));
    assert.deepEqual(numbersOf(text.join("")), [1, 2, 3, 4, 5]);
  });
});

test("titles that begin like references, without a stop behind the number, are no references (P-179)", () => {
  const titles = ["Phạm vi", "Bộ Công an", "Bộ Quốc phòng", "Khoản thanh toán", "Điểm hỗ trợ", "Hiệu lực"];
  const act = titles.map((title, at) => `Điều ${at + 1} ${title}\n\nNội dung của điều.\n\n`);
  assert.deepEqual(numbersOf(act.join("")), [1, 2, 3, 4, 5, 6]);
  const references = ["Bộ luật Dân sự", "Khoản 2 Điều này", "Điểm a khoản này"].map(
    (rest) => `Điều 7 ${rest}\n\n`,
  );
  assert.deepEqual(numbersOf(`${act.join("")}${references.join("")}`), [1, 2, 3, 4, 5, 6]);
});

test("lines of an annex that share a word without a number are no units beside articles that count up (P-182)", () => {
  const act = [1, 2, 3].map((number) => `Điều ${number}. Bến đò\n\nNội dung của điều.\n\n`);
  const places = ["Bắc", "Trung", "Nam", "Đông", "Tây", "Hạ", "Thượng", "Cồn"].map(
    (name) => `Bến ${name}\n\nThuyền và phao của bến nằm ở bờ sông phía bên kia.\n\n`,
  );
  assert.deepEqual(numbersOf(`${act.join("")}Phụ lục\n\n${places.join("")}`), [1, 2, 3]);
});

function numbersOf(text: string): readonly number[] {
  return cut(text).units.map(({ label }) => Number(label.split(" ")[1]));
}

function cut(text: string) {
  const result = markDocument(Buffer.from(text), { maxUnits: 1000 });
  assert.ok(result.ok, JSON.stringify(result.ok ? "" : result.refusal));
  return { units: [...result.value.units], warnings: [...result.value.warnings] };
}

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { markDocument } from "../../src/document/mark.ts";

const ACT = [1, 2, 3]
  .map((number) => `#### Điều ${number}. Bến đò\n\nBến đò mở cửa vào mỗi buổi sáng.\n\n`)
  .join("");
const CELLS = ["Bến đò và cầu phao", "Thuyền, xuồng", "Phao, áo phao", "Mái chèo"];

describe("a list of an annex that is a form or a table is no list of provisions (P-183)", () => {
  const rows = (print: (cell: string, number: number) => string) =>
    CELLS.map((cell, at) => `${print(cell, at + 1)}\n`).join("");
  const lists: readonly (readonly [name: string, list: string])[] = [
    [
      "a form with leaders",
      `ĐƠN ĐỀ NGHỊ\n\n${rows((cell, number) => `${number}. ${cell}: ..............................\n`)}`,
    ],
    ["a form with ellipses", `ĐƠN ĐỀ NGHỊ\n\n${rows((cell, number) => `${number}. ${cell}: ………………;\n`)}`],
    ["a form with lines", `APPLICATION\n\n${rows((cell, number) => `${number}. ${cell}: ________;\n`)}`],
    ["a form with boxes", `FORMULAR\n\n${rows((cell, number) => `${number}. ${cell}: [ ] ja [ ] nein.\n`)}`],
    [
      "the parts of a form",
      `TỜ KHAI\n\nI. CHỦ BẾN\n\nHọ và tên người khai, như trong giấy tờ của bến đò: ......\n\nĐịa chỉ: ......\n\nII. BẾN\n\nTên bến đò, như trong giấy phép của Ủy ban nhân dân: ......\n\nSông: ......\n\nIII. NGƯỜI LÁI\n\nHọ và tên người lái đò, như trong giấy tờ: ......\n\nTuổi: ......\n`,
    ],
    [
      "the captions of tables",
      CELLS.map(
        (cell, at) =>
          `${["I", "II", "III", "IV"][at] ?? ""}. ${cell}\n\n| Mã | Tên |\n|---|---|\n| 1 | ${"Đã qua chế biến tại bến đò. ".repeat(6)} |\n\n`,
      ).join(""),
    ],
    [
      "rows of a table printed as text, below the names of its columns",
      `STT     Hạng mục            Nội dung\n\n${rows((cell, number) => `${number}     ${cell} Bến phải có đủ những thứ được kể ra ở cột bên cạnh và trong danh mục.\n`)}`,
    ],
    [
      "rows of a table printed as text, without them",
      rows(
        (cell, number) =>
          `${number}     ${cell}      Bến phải có đủ những thứ được kể ra ở cột bên cạnh và trong danh mục.\n`,
      ),
    ],
    [
      "rows that go on in columns",
      rows(
        (cell, number) =>
          `${number}     ${cell} Bến phải có đủ những thứ được kể ra ở cột bên cạnh\nvà cột        và trong danh mục của Ủy ban.\n`,
      ),
    ],
    [
      "rows by numbers with a zero",
      rows(
        (cell, number) =>
          `0${number} ${cell}\nBến phải có đủ những thứ được kể ra ở cột bên cạnh và trong danh mục.\n`,
      ),
    ],
  ];
  for (const [name, list] of lists)
    test(name, () => {
      const { units, warnings } = cut(`${ACT}## PHỤ LỤC I\n\n${list}`);
      assert.equal(units.length, 3);
      assert.deepEqual(
        warnings.filter(({ code }) => code === "LIST_LEFT_OUT"),
        [],
      );
    });

  test("provisions of an annex still are told, also those by a number without a stop", () => {
    for (const stop of [".", " "]) {
      const list = CELLS.map(
        (cell, at) => `${at + 1}${stop} ${cell} phải được Ủy ban nhân dân cho phép trước khi dùng.\n\n`,
      ).join("");
      const result = mark(`${ACT}## PHỤ LỤC I\n\n${list}`);
      assert.ok(!result.ok && result.refusal.reason === "STOP_CUT_DOUBTFUL");
    }
  });
});

test("a title on the line below the name of an article is no heading inside it (P-183)", () => {
  const act = [1, 2]
    .map((number) => `#### Điều ${number}.\n\nBến đò\n\nBến đò mở cửa vào mỗi buổi sáng.\n\n`)
    .join("");
  const { units, warnings } = cut(
    `${act}#### Điều 3.\n\nĐiều khoản thi hành\n\n1. Nghị định này có hiệu lực từ ngày ký.\n\n2. Bãi bỏ các quy định cũ về bến đò.\n\n3. Ủy ban nhân dân thi hành Nghị định này.\n`,
  );
  assert.equal(units.length, 3);
  assert.deepEqual(warnings, []);
});

function mark(text: string) {
  return markDocument(Buffer.from(text), { maxUnits: 1000 });
}

function cut(text: string) {
  const result = mark(text);
  assert.ok(result.ok, JSON.stringify(result.ok ? "" : result.refusal));
  return { units: [...result.value.units], warnings: [...result.value.warnings] };
}

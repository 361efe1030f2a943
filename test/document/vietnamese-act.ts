import type { Dice } from "../oracle/dice.ts";

/** A part of an invented Vietnamese act, before it is printed in a layout. */
export type ActBlock =
  | { readonly role: "text"; readonly text: string; readonly centred?: boolean }
  | { readonly role: "container"; readonly label: string; readonly name: string; readonly depth: number }
  | { readonly role: "unit"; readonly label: string; readonly title: string };

/** The kinds of acts, from the constitution to the codification of all acts in force. */
export const ACT_KINDS = ["constitution", "law", "decree", "circular", "amending", "codification"] as const;
export type ActKind = (typeof ACT_KINDS)[number];

const NAMES: readonly [string, ...string[]] = [
  "QUY ĐỊNH CHUNG",
  "TỔ CHỨC VÀ HOẠT ĐỘNG",
  "QUẢN LÝ BẾN THUYỀN VÀ CẦU PHAO TRÊN CÁC TUYẾN SÔNG NHỎ",
  "TRÁCH NHIỆM CỦA CƠ QUAN, TỔ CHỨC, CÁ NHÂN",
  "KHEN THƯỞNG VÀ XỬ LÝ VI PHẠM",
  "ĐIỀU KHOẢN THI HÀNH",
];
const TITLES: readonly [string, ...string[]] = [
  "Phạm vi điều chỉnh",
  "Đối tượng áp dụng",
  "Giải thích từ ngữ",
  "Nguyên tắc quản lý bến thuyền",
  "Hồ sơ, trình tự, thủ tục cấp giấy phép",
  "Trách nhiệm của Ủy ban nhân dân cấp xã nơi có bến thuyền trong việc kiểm tra và bảo đảm an toàn cho hành khách",
  "Thời hạn của giấy phép; cấp lại, thu hồi giấy phép",
  "Điều kiện đối với người lái thuyền",
  "Hiệu lực thi hành",
  "Quyền và nghĩa vụ của chủ bến thuyền, người lái thuyền, hành khách và tổ chức, cá nhân có liên quan",
];
const SENTENCES: readonly [string, ...string[]] = [
  "Chủ bến thuyền có trách nhiệm niêm yết giá vé tại nơi dễ thấy.",
  "Người lái thuyền phải mặc áo phao trong suốt thời gian chở khách.",
  "Cơ quan, tổ chức, cá nhân có liên quan thực hiện theo quy định tại khoản 2 Điều 14 của văn bản này, Điều 9, Điều 10 và điểm a khoản 1 Điều 11 của Luật Bến thuyền.",
  "Trường hợp bến thuyền ngừng hoạt động quá 30 ngày thì thực hiện theo Chương II và Mục 1 Chương III của văn bản này.",
  "Ủy ban nhân dân cấp xã kiểm tra bến thuyền mỗi năm hai lần; kết quả kiểm tra được ghi vào sổ theo mẫu tại Phụ lục I ban hành kèm theo văn bản này.",
  "Tổ chức vi phạm quy định tại Điều 5 thì bị xử lý theo Điều 6 của văn bản này và pháp luật có liên quan.",
];
const ORDINALS = ["nhất", "hai", "ba", "tư", "năm", "sáu"];
const ROMAN = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X"];
const LETTERS = ["a", "b", "c", "d", "đ"];
const SOURCES: readonly [string, ...string[]] = ["LQ", "NĐ", "TT", "QĐ", "PL", "TL", "NQ"];

/** An invented act of a kind; the same dice give the same act. */
export function makeVietnameseAct(kind: ActKind, dice: Dice): readonly ActBlock[] {
  const writer: Writer = { dice, word: dice.chance(0.12) ? "ĐIỀU" : "Điều", titled: kind !== "constitution" };
  const body = kind === "circular" || kind === "amending" ? flatBody(kind, writer) : chapters(kind, writer);
  if (kind === "codification") return [centred("Quản lý bến thuyền"), ...codify(body, dice)];
  const annexes = kind === "constitution" || dice.chance(0.4) ? [] : annexesOf(writer);
  return [...headOf(kind), ...body, ...signatureOf(kind), ...annexes];
}

interface Writer {
  readonly dice: Dice;
  readonly word: string;
  readonly titled: boolean;
}

function headOf(kind: ActKind): readonly ActBlock[] {
  const name = {
    constitution: "HIẾN PHÁP",
    law: "LUẬT BẾN THUYỀN",
    decree: "NGHỊ ĐỊNH",
    circular: "THÔNG TƯ",
    amending: "NGHỊ ĐỊNH",
    codification: "",
  }[kind];
  const state = [centred("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"), centred("Độc lập - Tự do - Hạnh phúc")];
  if (kind === "constitution")
    return [...state, centred(name), centred("LỜI NÓI ĐẦU"), text("Nhân dân xây dựng bản Hiến pháp này.")];
  return [
    ...state,
    centred(name),
    centred("Quy định về bến thuyền và cầu phao"),
    text("Căn cứ Luật Tổ chức Chính phủ số 63/2025/QH15;"),
    text("Căn cứ Điều 5 Luật Bến thuyền số 12/2025/QH15;"),
  ];
}

function chapters(kind: ActKind, writer: Writer): readonly ActBlock[] {
  const { dice } = writer;
  const blocks: ActBlock[] = [];
  const arabic = dice.chance(0.2);
  const chapter = dice.chance(0.25) ? "CHƯƠNG" : "Chương";
  const inParts = kind === "law" && dice.chance(0.4);
  let number = 0;
  for (let at = 0; at < 3 + dice.below(4); at++) {
    if (inParts && at % 2 === 0)
      blocks.push(container(`Phần thứ ${ORDINALS[at / 2] ?? ""}`, dice.one(NAMES), 1));
    blocks.push(
      container(`${chapter} ${arabic ? at + 1 : (ROMAN[at] ?? "")}`, NAMES[at % NAMES.length] ?? "", 2),
    );
    const sections = kind !== "constitution" && dice.chance(0.35) ? 2 : 0;
    for (let section = 0; section <= sections; section++) {
      if (section > 0) blocks.push(container(`Mục ${section}`, dice.one(NAMES), 3));
      if (section > 0 && dice.chance(0.3)) blocks.push(container("Tiểu mục 1", dice.one(NAMES), 4));
      if (section === 0 && sections > 0) continue;
      for (let left = 1 + dice.below(4); left > 0; left--) blocks.push(...article(writer, ++number));
    }
  }
  return blocks;
}

function flatBody(kind: ActKind, writer: Writer): readonly ActBlock[] {
  const blocks: ActBlock[] = [];
  const count = 3 + writer.dice.below(8);
  for (let number = 1; number <= count; number++) {
    if (kind === "amending" && number < count - 1) blocks.push(...amendment(writer, number));
    else blocks.push(...article(writer, number));
  }
  return blocks;
}

function article({ dice, word, titled }: Writer, number: number): readonly ActBlock[] {
  const title = titled ? (TITLES[(number - 1 + dice.below(2)) % TITLES.length] ?? "") : "";
  const head: ActBlock = { role: "unit", label: `${word} ${number}`, title };
  if (dice.chance(0.4)) return [head, text(dice.one(SENTENCES))];
  const blocks: ActBlock[] = [head];
  for (let item = 1; item <= 1 + dice.below(3); item++) {
    blocks.push(text(`${item}. ${dice.one(SENTENCES)}`));
    if (!dice.chance(0.3)) continue;
    for (const letter of LETTERS.slice(0, 2 + dice.below(4)))
      blocks.push(text(`${letter}) ${dice.one(SENTENCES)}`));
  }
  return blocks;
}

/** An article that prints the new wording of others between quotation marks. */
function amendment({ dice, word }: Writer, number: number): readonly ActBlock[] {
  const title = `Sửa đổi, bổ sung một số điều của Nghị định số ${number + 10}/2020/NĐ-CP`;
  const blocks: ActBlock[] = [{ role: "unit", label: `${word} ${number}`, title }];
  for (let item = 1; item <= 2; item++) {
    const changed = number + 3 * item + dice.below(3);
    blocks.push(text(`${item}. Sửa đổi, bổ sung Điều ${changed} như sau:`));
    blocks.push(text(`“${word} ${changed}. ${dice.one(TITLES)}`));
    blocks.push(text(`1. ${dice.one(SENTENCES)}`), text(`2. ${dice.one(SENTENCES)}”.`));
  }
  return blocks;
}

function signatureOf(kind: ActKind): readonly ActBlock[] {
  if (kind === "constitution")
    return [text("Hiến pháp này được Quốc hội thông qua ngày 28 tháng 11 năm 2013.")];
  return [
    text("Nơi nhận:"),
    text("- Ban Bí thư Trung ương Đảng;"),
    text("- Lưu: VT, PL (2b)."),
    centred("TM. CHÍNH PHỦ"),
  ];
}

/** Annexes, and forms of contracts in them whose articles begin again at 1. */
function annexesOf(writer: Writer): readonly ActBlock[] {
  const { dice } = writer;
  const blocks: ActBlock[] = [];
  const annex = dice.chance(0.5) ? "PHỤ LỤC" : "Phụ lục";
  for (let at = 0; at < 1 + dice.below(2); at++) {
    blocks.push(container(`${annex} ${ROMAN[at] ?? ""}`, "MẪU SỔ VÀ MẪU HỢP ĐỒNG", 2));
    blocks.push(text("(Ban hành kèm theo văn bản này)"), text(dice.one(SENTENCES)));
    for (let form = 1; form <= dice.below(3); form++) {
      blocks.push(container(`Mẫu số 0${form}`, "HỢP ĐỒNG THUÊ BẾN THUYỀN", 3));
      for (let number = 1; number <= 2 + dice.below(3); number++) blocks.push(...article(writer, number));
    }
  }
  return blocks;
}

/** Replaces the numbers of the articles by those of the codification, and tells under each where it comes from. */
function codify(body: readonly ActBlock[], dice: Dice): readonly ActBlock[] {
  const topic = `${1 + dice.below(45)}.${1 + dice.below(12)}`;
  const counts = new Map<string, number>();
  return body.flatMap((block): readonly ActBlock[] => {
    if (block.role !== "unit") return [block];
    const source = dice.chance(0.5)
      ? "LQ"
      : `${dice.one(SOURCES)}${dice.chance(0.6) ? `.${1 + dice.below(3)}` : ""}`;
    const number = (counts.get(source) ?? 0) + 1;
    counts.set(source, number);
    const from = `(Điều ${number} Nghị định số 40/2017/NĐ-CP, có hiệu lực thi hành kể từ ngày 20/05/2017)`;
    return [
      { ...block, label: `${block.label.split(" ")[0] ?? ""} ${topic}.${source}.${number}` },
      text(from),
    ];
  });
}

function centred(line: string): ActBlock {
  return { role: "text", text: line, centred: true };
}

function text(line: string): ActBlock {
  return { role: "text", text: line };
}

function container(label: string, name: string, depth: number): ActBlock {
  return { role: "container", label, name, depth };
}

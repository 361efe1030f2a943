import { describe } from "node:test";
import { paragraphs, testKinds } from "../support/cut-kinds.ts";

describe("a sentence beside the name of a unit is its text, and no title", () => {
  testKinds([
    {
      rule: "in Thai, where no mark ends a sentence",
      text: paragraphs(
        "ระเบียบห้องสมุด",
        ...["มาตรา ๑ ผู้ใดนำหนังสือออกต้องลงชื่อ", "(๑) นิตยสาร", "(๒) แผนที่"],
        ...["มาตรา ๒ ระเบียบนี้ใช้บังคับทุกวัน", "มาตรา ๓ ห้องสมุดเปิดแปดนาฬิกา", "ยกเว้นวันหยุด"],
        ...["มาตรา ๔ ให้บรรณารักษ์จัดทำทะเบียน", "(๑) ผู้ยืม", "(๒) ผู้คืน"],
      ),
      units: ["มาตรา ๑", "มาตรา ๒", "มาตรา ๓", "มาตรา ๔"],
      convention: "th-matra",
    },
    {
      rule: "titles in Thai stay, where text follows below most of them",
      text: paragraphs(
        "สัญญาเช่าเรือ",
        ...["ข้อ 1. ค่าเช่า", "ผู้เช่าชำระค่าเช่าทุกเดือน", "ข้อ 2. การบำรุงรักษาเรือและอุปกรณ์ประจำเรือทั้งหมด"],
        ...["ผู้เช่าดูแลเรือ", "ข้อ 3. การบอกเลิกสัญญา", "คู่สัญญาบอกเลิกได้ล่วงหน้าหนึ่งเดือน"],
      ),
      units: ["ข้อ 1 = ค่าเช่า", "ข้อ 2 = การบำรุงรักษาเรือและอุปกรณ์ประจำเรือทั้งหมด", "ข้อ 3 = การบอกเลิกสัญญา"],
      convention: "th-kho",
    },
    {
      rule: "below numbers, among others with titles",
      text: paragraphs(
        ...["FERRY ACT", "1 Lamps", "(1) A ferry carries a lamp.", "2 Bells", "(1) A ferry carries a bell."],
        ...[
          "3 Fares",
          "(1) A fare is paid on board.",
          "4 The keeper has the keys of the quay and of every lamp.",
        ],
      ),
      units: ["1 = Lamps", "2 = Bells", "3 = Fares", "4"],
    },
    {
      rule: "the order to publish a decree, above a signature",
      text: paragraphs(
        ...["DECRETO", "ARTÍCULO 1°.- OBJETO. El decreto regula los faros del lago."],
        ...["ARTÍCULO 2°.- FAROS. Cada muelle tiene un faro con su guarda."],
        ...["ARTÍCULO 3°.- Comuníquese, publíquese y archívese.", "Ana Faro"],
      ),
      units: ["ARTÍCULO 1° = OBJETO", "ARTÍCULO 2° = FAROS", "ARTÍCULO 3°"],
      convention: "es-articulo",
    },
    {
      rule: "in the brackets of an insertion; a title stands there without them",
      text: paragraphs(
        ...["LOI DES PHARES", "Art. 1. Chaque quai a son phare.", "Art. 2. Le gardien tient un registre."],
        ...["Art. 2/1. [1 Le gardien allume le phare chaque soir.]1", "Art. 3. [2 Entrée en vigueur]2"],
        "La loi entre en vigueur en mai.",
      ),
      units: ["Art. 1", "Art. 2", "Art. 2/1", "Art. 3 = Entrée en vigueur"],
      convention: "art",
    },
  ]);
});

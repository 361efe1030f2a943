/**
 * Finite verbs, by language: a line that holds one reads as a sentence and is no evidence that lines of its kind are titles. Words that also
 * mean something else in another language of the list are left out.
 */
export const SENTENCE_WORDS: ReadonlySet<string> = new Set(
  [
    "is are was were shall must may has have does cannot",
    "comuníquese publíquese regístrese archívese notifíquese cúmplase promúlguese apruébase apruébanse créase créanse derógase deróganse modifícase modifícanse sustitúyese sustitúyense incorpórase incorpóranse",
    "es son se será serán está están puede pueden debe deben tiene tienen podrá podrán deberá deberán corresponde constituyen",
    "é são pode podem deve devem tem têm serão compete",
    "est sont sera seront peut peuvent doit doivent ont",
    "ist sind wird werden kann können darf dürfen muss müssen hat haben soll sollen gilt gelten",
    "può possono deve devono sono",
    "zijn wordt worden kunnen heeft hebben",
    "jest są może mogą",
    "является являются имеет имеют может могут",
    "är har skal skall kan bliver",
    "adalah este sunt",
    "là",
  ].flatMap((words) => words.split(" ")),
);

/** The same in scripts without spaces between words: signs that a sentence of a law holds or begins with, and a title does not. */
export const SENTENCE_SIGNS =
  /ผู้ใด|ต้อง|หมายความว่า|เรียกว่า|มิให้|ใช้บังคับ|^(?:ให้|ห้าม|เมื่อ|ถ้า|ในกรณี|ในพระราชบัญญัติ|พระราชบัญญัตินี้|ระเบียบนี้|ประกาศนี้)|ໝາຍເຖິງ|ຕ້ອງ|^(?:ໃຫ້|ຫ້າມ|ກົດໝາຍສະບັບນີ້)/u;

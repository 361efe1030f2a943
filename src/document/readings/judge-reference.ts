import { FULL_STOPS } from "../conventions/full-stops.ts";
import type { Heading, HeadingShape } from "../headings/heading.ts";

/** Words that continue a sentence after a unit's name; such a line is a wrapped reference, not a heading. */
const GOES_ON = new Set(
  "Abs Absatz Satz Nr Nummer Ziff Ziffer Buchst Halbsatz Luật Nghị ust odst odstavec paragraph para subsection al alinea lid stk stykke ods bek bekezdes apartado inciso parrafo inc comma co n ziff lit und oder bis iv idf vm s of and or to through shall is are applies apply der des dieses de del du la et ou do da dos das di della van het luật nghị của và và khoản điểm này thì ms nd st stav tacka ал ч пар от на и та або закону настоящего кодекса من القانون الدستور".split(
    " ",
  ),
);
/** The same, where a word alone may begin a title: `Bộ luật Dân sự` against `Bộ Công an`. */
const REFERS =
  /^(?:Bộ luật|(?:Thông tư|Nghị quyết|Quyết định) (?:số|này|liên tịch)|Mục \p{Nd}|Chương [IVX\p{Nd}]|Khoản \p{Nd}|Điểm \p{L}(?![\p{L}\p{M}]))/u;
const LOWER = /^\p{Ll}/u;
const FIRST_WORD = /^[\p{L}\p{M}]+/u;
const MARK = new RegExp(String.raw`^(?:[.．。${FULL_STOPS}:：;；)\]）】\-–—―|،、,/ـ]| [.:ـ–—―-])`, "u");
const HARD_MARK = new RegExp(String.raw`^(?:[.．。${FULL_STOPS}:：)\]）】|]| [.:]|[.:]?[ ]?[-–—―ـ])`, "u");
const AFTER_MARK = new RegExp(String.raw`^[\s.．。${FULL_STOPS}:：;)\]）】\-–—―|ـ]+`, "u");

/** What is looked at of a line that begins with a unit's name. */
type NamedLine = Pick<Heading, "text" | "designator"> & {
  readonly shape: Pick<HeadingShape, "wideGap" | "startsBlock">;
};

/**
 * True when a plain or bold line that begins with a unit's name is only a reference to that unit inside running text, such as
 * `§ 3 Abs. 2`, `Article 5 of the Treaty` or `Điều 34. của Luật`.
 */
export function isReference(heading: NamedLine): boolean {
  const designator = heading.designator;
  if (designator === null) return false;
  const rest = heading.text.slice(designator.end);
  if (rest === "" || heading.shape.wideGap) return false;
  if (designator.row.order === "around") return goesOnAfterSign(rest);
  const punctuated = MARK.test(rest);
  if (punctuated && !HARD_MARK.test(rest)) return true;
  const after = rest.replace(AFTER_MARK, "");
  if (after === "") return false;
  if (/^[,;]/u.test(after)) return true;
  const spaced = /^\s/u.test(rest);
  if (!punctuated && !spaced && !/^[(（["“«]/u.test(rest)) return !/^\p{Lo}/u.test(rest);
  const word = FIRST_WORD.exec(after)?.[0] ?? "";
  const goesOn = GOES_ON.has(word) || REFERS.test(after);
  if (LOWER.test(after)) return goesOn || !punctuated || !heading.shape.startsBlock;
  return !punctuated && goesOn;
}

function goesOnAfterSign(rest: string): boolean {
  if (/^[\s　（(：:【〔「]/u.test(rest))
    return /^\s*(?:第|の規定|及び|又は|から|和|或|至)/u.test(rest) && !/^\s*[（(]/u.test(rest);
  return !/^[．.]/u.test(rest);
}

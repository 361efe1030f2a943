import { NAMESPACED, skipProlog } from "../file-kinds/tags.ts";

/** A name of an encoding, and who gives it, as it is told to people. */
export interface EncodingClaim {
  readonly name: string;
  readonly by: string;
}

/** As far as HTML looks for its own mark. */
const HEAD_BYTES = 1024;
/** An XML declaration that is not closed by then hides what it says. */
const DECLARATION_BYTES = 1 << 16;
const XML_DECLARATION = /^<\?xml\s[^>]*?\bencoding\s*=\s*(?:"([^"<>]*)"|'([^'<>]*)')/;
const COMMENT = /<!--[\s\S]*?-->/g;
const META = /<meta\b([^<>]*)>/gi;
const CHARSET = /\bcharset\s*=\s*["']?\s*([^\s"'/>;]+)/i;

/** The encoding that the first bytes are a mark of, or null. */
export function readByteOrderMark(bytes: Uint8Array): string | null {
  const [a, b, c, d] = bytes;
  if (a === 0xef && b === 0xbb && c === 0xbf) return "utf-8";
  if (a === 0 && b === 0 && c === 0xfe && d === 0xff) return "utf-32";
  if (a === 0xff && b === 0xfe) return c === 0 && d === 0 && bytes.length % 4 === 0 ? "utf-32" : "utf-16le";
  if (a === 0xfe && b === 0xff) return "utf-16be";
  return a === 0x84 && b === 0x31 && c === 0x95 && d === 0x33 ? "gb18030" : null;
}

/** What the file says of its encoding in words: its XML declaration, and the `meta` elements of HTML. */
export function readDeclarations(bytes: Uint8Array, mark: string | null): readonly EncodingClaim[] {
  return [...xmlClaims(readHead(bytes, mark, DECLARATION_BYTES)), ...metaClaims(readHead(bytes, mark))];
}

function xmlClaims(head: string): readonly EncodingClaim[] {
  if (!/^<\?xml\s/.test(head)) return [];
  const by = "its XML declaration";
  const end = head.indexOf("?>");
  if (end < 0) return [{ name: "a declaration without end", by }];
  const [, double, single] = XML_DECLARATION.exec(head.slice(0, end)) ?? [];
  const name = double ?? single;
  return name === undefined ? [] : [{ name, by }];
}

/** Whether the text is XML or HTML, which say their encoding themselves or are in UTF-8. */
export function isMarkup(bytes: Uint8Array): boolean {
  const { declared, doctype, rest } = skipProlog(readHead(bytes, null));
  return declared || doctype !== null || isPage(rest) || NAMESPACED.test(rest);
}

function metaClaims(head: string): readonly EncodingClaim[] {
  const { doctype, rest } = skipProlog(head);
  if (doctype !== "html" && !isPage(rest)) return [];
  return [...head.replace(COMMENT, "").matchAll(META)].flatMap(([, attributes = ""]) => {
    const name = CHARSET.exec(attributes)?.[1];
    return name === undefined ? [] : [{ name, by: "its `meta` element" }];
  });
}

function isPage(rest: string): boolean {
  return /^<(?:html|head|body|meta)[\s/>]/i.test(rest);
}

/** Its first bytes as text, each byte that is no ASCII as any other character. */
function readHead(bytes: Uint8Array, mark: string | null, most = HEAD_BYTES): string {
  const isWide = mark?.startsWith("utf-16") ?? false;
  const head = bytes.subarray(0, isWide ? most * 2 : most);
  const text = isWide ? new TextDecoder(mark ?? "").decode(head) : Buffer.from(head).toString("latin1");
  return text.replace(/^(?:\ufeff|ï»¿)/, "").trimStart();
}

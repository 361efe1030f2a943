import { isUtf8 } from "node:buffer";
import { Tokenizer, type TokenizerCallbacks } from "htmlparser2";
import { RefusalError, refusal } from "../../../domain/refusal.ts";
import { chunksOf } from "../../xml/chunks.ts";
import type { HtmlHandler } from "./html-events.ts";
import { TagReader } from "./tag-reader.ts";
import { TextWindow } from "./text-window.ts";

const PROBE_BYTES = 4096;
const REPLACEMENT = 0xfffd;
const NAMED_REPLACEMENT = /^&#(?:x0*fffd|0*65533);?$/i;
const XML_PAGE = /^\ufeff?\s*<\?xml\s|<html\b[^<>]*\sxmlns\s*=/i;

/**
 * Reads HTML in UTF-8 from its first byte to its last and tells a handler each tag, text and comment with its bytes. References are resolved as
 * the standard says, but for those to no character (NUL, a surrogate, beyond Unicode): the standard prints U+FFFD for them, which would be a
 * letter of the law that nobody wrote, so they are refused. Where the page is written as XML, elements may close themselves. The content of
 * CDATA is text everywhere: browsers hide a part of it in HTML, and who wrote it meant text. Nothing is loaded and no script runs; time grows
 * with the bytes, memory with the longest tag name, reference or comment.
 */
export function readHtml(bytes: Buffer, handler: HtmlHandler): void {
  if (!isUtf8(bytes))
    throw new RefusalError(
      refusal("STOP_SOURCE_ENCODING", { expected: "UTF-8", actual: "bytes that are no UTF-8" }),
    );
  const isXml = XML_PAGE.test(bytes.toString("utf8", 0, PROBE_BYTES));
  const window = new TextWindow();
  const events = new TokenEvents(window, handler, isXml);
  const tokenizer = new Tokenizer({ decodeEntities: true, recognizeSelfClosing: isXml }, events);
  for (const { chunk, startByte } of chunksOf(bytes)) {
    window.take(chunk, startByte, events.mark);
    tokenizer.write(chunk);
  }
  events.isEnding = true;
  tokenizer.end();
}

/** What the tokenizer says, told with bytes. */
class TokenEvents implements TokenizerCallbacks {
  /** The position behind what was told last. */
  mark = 0;
  isEnding = false;
  readonly #window: TextWindow;
  readonly #handler: HtmlHandler;
  readonly #tags: TagReader;

  constructor(window: TextWindow, handler: HtmlHandler, isXml: boolean) {
    this.#window = window;
    this.#handler = handler;
    this.#tags = new TagReader(window, handler, isXml);
  }

  isInForeignContext(): boolean {
    return this.#handler.isForeign();
  }

  ontext(start: number, end: number): void {
    // At the end of the file the tokenizer gives the rest of an unfinished tag for a text.
    if (this.isEnding && (start < this.mark || this.#window.slice(start - 1, start) === "<")) return;
    this.#tell(this.#window.slice(start, end), start, end);
  }

  ontextentity(codePoint: number, end: number): void {
    const start = this.mark;
    if (codePoint === REPLACEMENT) this.#refuseUnnamed(start, end);
    this.#tell(String.fromCodePoint(codePoint), start, end);
  }

  oncdata(start: number, end: number, offset: number): void {
    this.#tell(this.#window.slice(start, end - offset), start, end + 1);
  }

  oncomment(start: number, end: number): void {
    const startByte = this.#window.byteAt(this.mark);
    this.mark = this.isEnding ? end : end + 1;
    // A processing instruction: `<?xml …?>`.
    if (this.#window.slice(start, start + 1) === "?") return;
    this.#handler.comment(startByte, this.#window.byteAt(this.mark));
  }

  ondeclaration(_start: number, end: number): void {
    this.mark = end + 1;
  }

  onprocessinginstruction(_start: number, end: number): void {
    this.mark = end + 1;
  }

  onopentagname(start: number, end: number): void {
    this.#tags.begin(start, end);
    this.mark = end;
  }

  onattribname(start: number, end: number): void {
    this.#tags.nameAttribute(start, end);
    this.mark = end;
  }

  onattribdata(start: number, end: number): void {
    this.#tags.addValue(start, end);
    this.mark = end;
  }

  onattribentity(codePoint: number): void {
    this.#tags.addCharacter(codePoint);
  }

  onattribend(_quote: unknown, end: number): void {
    this.#tags.endAttribute();
    this.mark = Math.max(this.mark, end);
  }

  onopentagend(end: number): void {
    this.mark = end + 1;
    this.#tags.end(this.mark, false);
  }

  onselfclosingtag(end: number): void {
    this.mark = end + 1;
    this.#tags.end(this.mark, true);
  }

  onclosetag(start: number, end: number): void {
    const startByte = this.#window.byteAt(start - 2);
    this.mark = end + 1;
    const name = this.#window.slice(start, end).toLowerCase();
    this.#handler.close(name, startByte, this.#window.byteAt(end) + 1);
  }

  onend(): void {}

  #tell(characters: string, start: number, end: number): void {
    const startByte = this.#window.byteAt(start);
    this.mark = end;
    this.#handler.text(characters, startByte, this.#window.byteAt(end));
  }

  #refuseUnnamed(start: number, end: number): void {
    const written = this.#window.slice(start, end);
    const reference = written.slice(written.lastIndexOf("&"));
    if (NAMED_REPLACEMENT.test(reference)) return;
    throw new RefusalError(
      refusal("STOP_CHARACTER_UNCLEAR", {
        field: `byte ${this.#window.byteAt(end) - Buffer.byteLength(reference)}`,
        expected: "a reference to a character",
        actual: reference.slice(0, 40),
      }),
    );
  }
}

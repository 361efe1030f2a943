/** A start tag, and the bytes `[startByte, endByte)` at which it stands. */
export interface HtmlTag {
  /** In lower case. */
  readonly name: string;
  readonly startByte: number;
  readonly endByte: number;
  /** It closes itself, in a file that is written as XML. */
  readonly isClosed: boolean;
  /** The value of an attribute; empty where it has none, null where it stands not there or nobody reads it. */
  attribute(name: string): string | null;
}

/** What a reader of HTML is told, in the order of the file: tags as they are written, without those that the standard implies. */
export interface HtmlHandler {
  open(tag: HtmlTag): void;
  close(name: string, startByte: number, endByte: number): void;
  /** Text with its references resolved; a long one comes in parts. */
  text(characters: string, startByte: number, endByte: number): void;
  comment(startByte: number, endByte: number): void;
  /** True inside of a drawing or a formula, where `title` and `style` are elements like others. */
  isForeign(): boolean;
}

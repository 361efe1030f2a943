/** The name of an element or attribute, by its namespace; `uri` is empty where it has none. */
export interface XmlName {
  readonly uri: string;
  readonly local: string;
}

/** A start tag, and the bytes `[startByte, endByte)` at which it stands. */
export interface XmlTag extends XmlName {
  /** As it is printed, with its prefix. */
  readonly name: string;
  readonly startByte: number;
  readonly endByte: number;
  /** The value of an attribute without namespace, or of one in `uri`; null where it has none. */
  attribute(local: string, uri?: string): string | null;
}

/** What a reader of XML is told, in the order of the file. Text is told with references resolved; `endByte` is behind the last byte of what is told. */
export interface XmlHandler {
  open(tag: XmlTag): void;
  /** The end tag of the innermost open element ends at `endByte`. */
  close(name: XmlName, endByte: number): void;
  /** Character data between two tags, white space included; CDATA is told for itself. */
  text(characters: string, startByte: number, endByte: number): void;
}

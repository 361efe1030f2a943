/** Reads the SSH wire encoding (RFC 4251 section 5); a field that goes past the end throws a `WireError`. */
export interface WireReader {
  byte(): number;
  uint32(): number;
  /** A length-prefixed string, as bytes. */
  string(): Buffer;
  /** A length-prefixed string of printable ASCII. */
  name(): string;
  /** A positive integer without its sign octet. */
  positiveInteger(): Buffer;
  /** Throws unless everything was read. */
  end(): void;
}

export class WireError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "WireError";
  }
}

export function readWire(bytes: Uint8Array): WireReader {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  const take = (length: number): Buffer => {
    if (length > buffer.length - at) throw new WireError("a field goes past the end");
    at += length;
    return buffer.subarray(at - length, at);
  };
  const reader: WireReader = {
    byte: () => take(1).readUInt8(0),
    uint32: () => take(4).readUInt32BE(0),
    string: () => take(reader.uint32()),
    name() {
      const text = reader.string().toString("latin1");
      if (!/^[\x21-\x7e]*$/.test(text)) throw new WireError("a name that is not printable ASCII");
      return text;
    },
    positiveInteger() {
      const value = reader.string();
      if ((value[0] ?? 0) >= 0x80) throw new WireError("a negative integer");
      return value[0] === 0 ? value.subarray(1) : value;
    },
    end() {
      if (at !== buffer.length) throw new WireError("bytes after the end");
    },
  };
  return reader;
}

/** A length-prefixed string. */
export function wireString(bytes: string | Uint8Array): Buffer {
  const content = Buffer.from(bytes);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(content.length, 0);
  return Buffer.concat([length, content]);
}

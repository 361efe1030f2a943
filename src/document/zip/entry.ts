/** What the central directory says of one entry. */
export interface ZipEntry {
  readonly name: string;
  readonly rawName: Buffer;
  readonly flags: number;
  readonly method: number;
  readonly crc: number;
  readonly packedSize: number;
  readonly size: number;
  /** Where its local header begins. */
  readonly offset: number;
}

/** Bits of the general purpose flags. */
export const FLAG = {
  encrypted: 1 << 0,
  /** How hard it was packed, which changes nothing of the content. */
  level: (1 << 1) | (1 << 2),
  /** Checksum and sizes stand behind the data. */
  descriptor: 1 << 3,
  patched: 1 << 5,
  strongEncryption: 1 << 6,
  maskedHeaders: 1 << 13,
} as const;

export const METHOD = { stored: 0, deflated: 8 } as const;

/** A field of four bytes that says that the true value stands in a ZIP64 record. */
export const IN_ZIP64 = 0xffffffff;

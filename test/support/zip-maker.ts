import { crc32, deflateRawSync } from "node:zlib";

/** One entry of an archive that is made. What is not given is as it should be. */
export interface MadeEntry {
  readonly name: string | Buffer;
  readonly content?: string | Buffer;
  readonly method?: number;
  readonly flags?: number;
  /** Packed bytes instead of those of the content. */
  readonly packed?: Buffer;
  /** What both headers say instead of the truth. */
  readonly says?: Partial<Record<"crc" | "size" | "packedSize", number>>;
  /** What the local header alone says. */
  readonly local?: Partial<{ name: string; flags: number; method: number; crc: number; size: number }>;
  /** The record behind the data. */
  readonly descriptor?: "marked" | "bare" | "wide" | "wrong";
  readonly host?: number;
  readonly mode?: number;
  readonly extra?: Buffer;
  /** Where the directory says that the entry begins, instead of where it does. */
  readonly offset?: (offset: number) => number;
}

export interface MadeArchive {
  readonly before?: Buffer;
  /** Bytes between the entries and the directory. */
  readonly between?: Buffer;
  readonly behindDirectory?: Buffer;
  readonly comment?: Buffer;
  readonly after?: Buffer;
  readonly disk?: number;
  readonly count?: (count: number) => number;
}

/** Makes a ZIP archive, or what an attacker makes of one. */
export function makeZip(entries: readonly MadeEntry[], archive: MadeArchive = {}): Buffer {
  const before = archive.before ?? Buffer.alloc(0);
  const locals: Buffer[] = [before];
  const rows: Buffer[] = [];
  let offset = before.length;
  for (const entry of entries) {
    const { local, row } = makeEntry(entry, entry.offset?.(offset) ?? offset);
    locals.push(local);
    rows.push(row);
    offset += local.length;
  }
  locals.push(archive.between ?? Buffer.alloc(0));
  const body = Buffer.concat(locals);
  const directory = Buffer.concat([...rows, archive.behindDirectory ?? Buffer.alloc(0)]);
  const comment = archive.comment ?? Buffer.alloc(0);
  const count = archive.count?.(entries.length) ?? entries.length;
  const disk = archive.disk ?? 0;
  const end = fields(
    [4, 0x06054b50],
    [2, disk],
    [2, disk],
    [2, count],
    [2, count],
    [4, directory.length],
    [4, body.length],
    [2, comment.length],
  );
  return Buffer.concat([body, directory, end, comment, archive.after ?? Buffer.alloc(0)]);
}

function makeEntry(entry: MadeEntry, offset: number): { readonly local: Buffer; readonly row: Buffer } {
  const content = Buffer.from(entry.content ?? "");
  const method = entry.method ?? 8;
  const packed = entry.packed ?? (method === 8 ? deflateRawSync(content) : content);
  const name = Buffer.from(entry.name);
  const localName = Buffer.from(entry.local?.name ?? name);
  const isLate = entry.descriptor !== undefined;
  const flags = (entry.flags ?? 0) | (isLate ? 8 : 0);
  const said = { crc: crc32(content), size: content.length, packedSize: packed.length, ...entry.says };
  const early = isLate ? { crc: 0, size: 0, packedSize: 0 } : { ...said, ...entry.local };
  const extra = entry.extra ?? Buffer.alloc(0);
  const local = Buffer.concat([
    fields([4, 0x04034b50], [2, 20], [2, entry.local?.flags ?? flags], [2, entry.local?.method ?? method]),
    fields([4, 0], [4, early.crc], [4, early.packedSize], [4, early.size], [2, localName.length], [2, 0]),
    localName,
    packed,
    descriptorOf(entry, said),
  ]);
  const row = Buffer.concat([
    fields([4, 0x02014b50], [1, 20], [1, entry.host ?? 0], [2, 20], [2, flags], [2, method], [4, 0]),
    fields([4, said.crc], [4, said.packedSize], [4, said.size], [2, name.length], [2, extra.length]),
    fields([2, 0], [2, 0], [2, 0], [2, 0], [2, entry.mode ?? 0], [4, offset]),
    name,
    extra,
  ]);
  return { local, row };
}

function descriptorOf(
  { descriptor }: MadeEntry,
  { crc, size, packedSize }: { readonly crc: number; readonly size: number; readonly packedSize: number },
): Buffer {
  if (descriptor === undefined) return Buffer.alloc(0);
  const mark = descriptor === "bare" ? [] : ([[4, 0x08074b50]] as const);
  const sizes =
    descriptor === "wide"
      ? ([
          [4, packedSize],
          [4, 0],
          [4, size],
          [4, 0],
        ] as const)
      : ([
          [4, packedSize],
          [4, descriptor === "wrong" ? size + 1 : size],
        ] as const);
  return fields(...mark, [4, crc], ...sizes);
}

/** Numbers in little-endian order, each with its width in bytes. */
export function fields(...values: readonly (readonly [width: number, value: number])[]): Buffer {
  return Buffer.concat(
    values.map(([width, value]) => {
      const bytes = Buffer.alloc(width);
      bytes.writeUIntLE(value, 0, width);
      return bytes;
    }),
  );
}

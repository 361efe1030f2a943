import { isUtf8 } from "node:buffer";
import { type Refusal, refusal } from "../../domain/refusal.ts";
import { accepted, type Result, refused } from "../../domain/result.ts";
import { shellWord } from "../../domain/shell-word.ts";
import { type EncodingClaim, readByteOrderMark, readDeclarations } from "./declared-encoding.ts";
import { ASCII, ENCODING_NAMES, labelOf, UTF_16 } from "./encoding-names.ts";

/** The encoding of a text, and who says so. */
export interface ChosenEncoding {
  readonly label: string;
  readonly claim: EncodingClaim;
  /** A person names it, and the file says nothing of it. */
  readonly isNamed: boolean;
}

const NAMED = "`--encoding`";
const MARKED = "its byte order mark";
const BYTES = "its bytes";

/** The encoding that a person, the first bytes and the declarations of a text agree in; null where none of them names one. */
export function chooseEncoding(bytes: Buffer, named: string | null): Result<ChosenEncoding | null> {
  const mark = readByteOrderMark(bytes);
  const wide = mark ?? (named === null ? null : labelOf(named));
  const declared = readDeclarations(bytes, wide);
  const claims: readonly EncodingClaim[] = [
    ...(named === null ? [] : [{ name: named, by: NAMED }]),
    ...(mark === null ? [] : [{ name: mark, by: MARKED }]),
    ...declared,
  ];
  const [first, ...others] = claims;
  if (first === undefined) return accepted(null);
  let label = labelOf(first.name);
  if (label === null) return refused(refuseUnknown(first));
  for (const claim of others) {
    const other = labelOf(claim.name);
    if (other === null) return refused(refuseUnknown(claim));
    label = agree(label, other);
    if (label === null) return refused(refuseContradiction(first, claim));
  }
  const chosen = { label, claim: first, isNamed: named !== null && others.length === 0 };
  const denied = mark === null ? refuseByBytes(bytes, chosen, declared.length > 0) : null;
  return denied === null ? accepted(chosen) : refused(denied);
}

/** The one that both are, the exacter of the two where one holds the other; null where they contradict each other. */
function agree(one: string, other: string): string | null {
  if (one === other) return one;
  for (const [loose, exact] of [
    [one, other],
    [other, one],
  ] as const) {
    if (loose === UTF_16 && exact.startsWith(UTF_16)) return exact;
    if (loose === "gbk" && exact === "gb18030") return exact;
  }
  return null;
}

/** What the bytes of a text without a byte order mark say against an encoding. */
function refuseByBytes(bytes: Buffer, { label, claim }: ChosenEncoding, isReadable: boolean): Refusal | null {
  const is = (name: string) => refuseContradiction(claim, { name, by: BYTES });
  if (label === UTF_16)
    return refusal("STOP_ENCODING_UNKNOWN", {
      field: claim.by,
      expected: "utf-16le or utf-16be: no byte order mark says which",
      actual: claim.name,
      wayOut: "Name the one that it is: `--encoding utf-16le`, or `--encoding utf-16be`.",
    });
  const isWide = label.startsWith(UTF_16);
  if (isWide && claim.by !== NAMED && isReadable) return is("one byte a character");
  if (label === "utf-8" || label === ASCII || !isUtf8(bytes)) return null;
  if (isWide) return bytes.includes(0) ? null : is("utf-8");
  return bytes.some((byte) => byte > 0x7f) ? is("utf-8") : null;
}

function refuseUnknown({ name, by }: EncodingClaim): Refusal {
  return refusal("STOP_ENCODING_UNKNOWN", {
    field: by,
    expected: ENCODING_NAMES.join(", "),
    actual: name,
    ...(by === NAMED
      ? {}
      : {
          wayOut: `Make a copy in UTF-8, and correct what it says of itself: \`iconv -f ${shellWord(name.toUpperCase())} -t UTF-8 FILE\` (docs/bring-a-document.md).`,
        }),
  });
}

function refuseContradiction(one: EncodingClaim, other: EncodingClaim): Refusal {
  const tell = ({ name, by }: EncodingClaim) => `${name} by ${by}`;
  return refusal("STOP_ENCODING_UNKNOWN", {
    field: one.by,
    expected: "one encoding",
    actual: `${tell(one)}, ${tell(other)}`,
    wayOut:
      one.by === NAMED
        ? "Leave `--encoding` out; where the file is wrong about itself, correct what it says in a copy."
        : "Get the file from the publisher again; where it is wrong about itself, correct what it says in a copy.",
  });
}

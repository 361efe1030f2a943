import type { ReasonCode } from "../../domain/reasons.ts";
import { type Refusal, refusal } from "../../domain/refusal.ts";

export interface RcloneEnd {
  readonly code: number | null;
  readonly ended: "timeout" | null;
  readonly said: string;
  readonly arguments: readonly string[];
  readonly place: string;
  readonly names: readonly string[];
  readonly redact: (text: string) => string;
}

const CANNOT_EXECUTE = [126, 127];
/** A folder or a file is not there. */
const NOT_THERE = [3, 4];
const KEPT_LINES = 10;
const KEPT_CHARS = 600;

/** Words of rclone and of the systems behind it. What none of them fits is told as it was said: each of these ends is a stop, whatever it is called. */
const WORDS: readonly (readonly [ReasonCode, RegExp])[] = [
  ["STOP_COPY_PLACE_UNKNOWN", /didn't find section in config file|didn't find backend called/i],
  [
    "STOP_COPY_FULL",
    /\b507\b|insufficient storage|no space left|not enough (?:free |disk )?space|quota|storage limit|storage full/i,
  ],
  [
    "STOP_COPY_DENIED",
    /\b40[13]\b|unauthori[sz]ed|forbidden|access ?denied|permission denied|unable to authenticate|authentication (?:failed|required)|invalidaccesskeyid|signaturedoesnotmatch|expiredtoken|invalid_grant|login (?:incorrect|failed)|operation not permitted/i,
  ],
  ["STOP_COPY_TIMEOUT", /\btime(?:d )?out\b|deadline exceeded/i],
  [
    "STOP_COPY_UNREACHABLE",
    /connection (?:refused|reset)|no such host|no route to host|network is unreachable|broken pipe|\bEOF\b|\b50[234]\b|server misbehaving|connection closed|host is down/i,
  ],
  ["STOP_COPY_DIFFERS", /corrupted on transfer/i],
];

/** The refusal of any end but a good one; null of that. */
export function refuseEnd(end: RcloneEnd): Refusal | null {
  const { code, ended, place } = end;
  if (code === 0 && ended === null) return null;
  const lines = linesOf(end);
  const details = lines.map((line) => line.slice(0, KEPT_CHARS));
  const [first = `ended with ${code ?? "a signal"}`] = details.toReversed();
  const field = `rclone ${end.arguments[0]} at ${place}`;
  if (ended === "timeout") {
    const expected = "an end within timeoutMinutes";
    return refusal("STOP_COPY_TIMEOUT", { field, expected, actual: "it was ended", details });
  }
  const facts = { field, expected: "exit code 0", actual: first, details };
  if (code === null || (CANNOT_EXECUTE.includes(code) && /failed to execute/.test(end.said)))
    return refusal("STOP_TOOL_MISSING", {
      ...{ field: "rclone", expected: "setpriv and rclone, found by PATH", actual: first, details },
      wayOut: "Install Debian's packages rclone and util-linux, then resume the run.",
    });
  if (NOT_THERE.includes(code)) return refusal("STOP_COPY_MISSING", facts);
  const words = withoutNames(lines.join("\n"), [place, ...end.names]);
  const reason = WORDS.find(([, pattern]) => pattern.test(words))?.[0] ?? "STOP_COPY_FAILED";
  return refusal(reason, facts);
}

/** What rclone says, without its dates, and without what an address may hold. */
function linesOf({ said, redact }: RcloneEnd): readonly string[] {
  return redact(withoutSecrets(said))
    .split("\n")
    .map((line) =>
      line
        .replace(/^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d /, "")
        .replaceAll(/\p{Cc}/gu, " ")
        .trim(),
    )
    .filter((line) => line !== "")
    .slice(-KEPT_LINES);
}

/** Account and password before the host, and the query, which may be signed. */
function withoutSecrets(text: string): string {
  return text
    .replaceAll(/([a-z][a-z0-9+.-]{0,31}:\/\/)[^\s"'<>]*@/gi, "$1[redacted]@")
    .replaceAll(/([a-z][a-z0-9+.-]{0,31}:\/\/[^\s"'<>?]*)\?[^\s"'<>]+/gi, "$1?[redacted]");
}

/** A name may look like a word of rclone: a number, say. */
function withoutNames(text: string, names: readonly string[]): string {
  return names.filter((name) => name.length > 2).reduce((rest, name) => rest.replaceAll(name, "it"), text);
}

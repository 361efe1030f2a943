import { approvalFiles, GATE, makePolicy, OTHER_RUN, RUN } from "../support/approval-story.ts";
import { type Attack, type Scene, testAttacks, theCast, usualPolicy } from "../support/attack-scene.ts";
import { NO_MOMENTS } from "../support/no-moments.ts";

const APPROVAL = `approvals/${RUN}/${GATE}.md`;

/** Alice signs a file with exactly this text. */
const saying = (change: (text: string) => string | Uint8Array) => async (scene: Scene) => {
  const text = approvalFiles(scene.request)[APPROVAL] ?? "";
  await scene.merge(await scene.approve({ files: { [APPROVAL]: change(text) } }));
  return undefined;
};

const row = (
  id: string,
  title: string,
  change: (text: string) => string | Uint8Array,
  expected: Attack["expected"],
): Attack => ({ id, title, build: saying(change), expected });

const bomb = Array.from({ length: 8 }, (_, level) => `a${level}: &a${level} [${"*a,".repeat(9)}]`).join("\n");
const bytes = (text: string, tail: readonly number[]) =>
  Buffer.concat([Buffer.from(text), Buffer.from(tail)]);
const replaceField = (key: string, value: string) => (text: string) =>
  text.replace(new RegExp(`^${key}: .*$`, "m"), `${key}: ${value}`);
const dropField = (key: string) => (text: string) => text.replace(new RegExp(`^${key}: .*\n`, "m"), "");

const SHA = "a".repeat(64);

const after = (version: string, more: string) => (text: string) =>
  text.replace(`"version": ${version}`, more);

const POLICY_TEXTS: readonly (readonly [string, (text: string) => string])[] = [
  ["a byte order mark", (text) => `\ufeff${text}`],
  ["a key that is spelled twice in two ways", after("1", '"version": 1, "\\u0076ersion": 1')],
  ["the prototype of every object", after("1", '"version": 1, "__proto__": {}')],
  ["a version past every number", after("1", '"version": 1e999')],
  [
    "brackets to a great depth",
    (text) => text.replace("{", `{"x": ${"[".repeat(60_000)}${"]".repeat(60_000)},`),
  ],
  ["a second value", (text) => `${text}{}`],
];

/** docs/threats.md "Parsing and canonical form". */
const ATTACKS: readonly Attack[] = [
  row("P-12", "the file as it should be opens the gate", (text) => text, "accepted"),
  row("P-12", "CRLF line ends open the gate", (text) => text.replaceAll("\n", "\r\n"), "accepted"),
  row(
    "P-12",
    "commentary and blank lines open the gate",
    (text) => `# Title\n\n> read it all\n${text}\n`,
    "accepted",
  ),
  row("P-12", "a last line without an end opens the gate", (text) => text.trimEnd(), "accepted"),
  row(
    "P-01",
    "a key that stands twice",
    (text) => `${text}gate: SG_2_lifecycle_authz\n`,
    "STOP_APPROVAL_MALFORMED",
  ),
  row("P-01", "the same line twice", (text) => `${text}allowance: explicit\n`, "STOP_APPROVAL_MALFORMED"),
  row(
    "P-01",
    "a flow mapping",
    (text) => `{ ${text.trim().split("\n").join(", ")} }\n`,
    "STOP_APPROVAL_MALFORMED",
  ),
  row(
    "P-02",
    "a JSON file with the gate twice",
    () => `{"gate":"${GATE}","gate":"SG_2"}\n`,
    "STOP_APPROVAL_MALFORMED",
  ),
  row("P-03", "an alias bomb", (text) => `${bomb}\n${text}`, "STOP_APPROVAL_MALFORMED"),
  row(
    "P-04",
    "a merge key that brings the allowance",
    (text) => `<<: *a\n${dropField("allowance")(text)}`,
    "STOP_APPROVAL_MALFORMED",
  ),
  row("P-06", "a tag before the value", replaceField("gate", "!!binary U0dfMQ=="), "STOP_APPROVAL_MALFORMED"),
  row("P-06", "quotes around the value", replaceField("gate", `"${GATE}"`), "STOP_APPROVAL_MALFORMED"),
  row("P-07", "two documents in one file", (text) => `${text}---\n${text}`, "STOP_APPROVAL_MALFORMED"),
  ...[
    "true",
    "yes",
    "Explicit",
    "EXPLICIT",
    " explicit",
    "explicit ",
    "explicit\u00a0",
    "explicit # really",
    "refused",
  ].map((value) =>
    row(
      "P-09",
      `allowance ${JSON.stringify(value)}`,
      replaceField("allowance", value),
      "STOP_ALLOWANCE_NOT_EXPLICIT",
    ),
  ),
  row("P-10", "an extra field", (text) => `${text}note: hello\n`, "STOP_APPROVAL_MALFORMED"),
  row("P-10", "a field of another gate", (text) => `${text}arms: ${GATE}\n`, "STOP_APPROVAL_MALFORMED"),
  row("P-10", "a key in capitals", (text) => `${text}Gate: ${GATE}\n`, "STOP_APPROVAL_MALFORMED"),
  ...["gate", "run_id", "payload_sha256", "signed_utc", "allowance"].map((key) =>
    row("P-10", `no ${key}`, dropField(key), "STOP_APPROVAL_MALFORMED"),
  ),
  row("P-10", "an empty value", replaceField("allowance", ""), "STOP_APPROVAL_MALFORMED"),
  row(
    "P-10",
    "no space after the colon",
    (text) => text.replace("gate: ", "gate:"),
    "STOP_APPROVAL_MALFORMED",
  ),
  row("P-10", "a continued line", (text) => text.replace("gate: ", "gate: >\n  "), "STOP_APPROVAL_MALFORMED"),
  row("P-12", "a byte order mark", (text) => `\ufeff${text}`, "STOP_APPROVAL_MALFORMED"),
  row("P-12", "a NUL", (text) => `${text}# \u0000\n`, "STOP_APPROVAL_MALFORMED"),
  row("P-12", "a next-line character", (text) => text.replace("\n", "\u0085"), "STOP_APPROVAL_MALFORMED"),
  row("P-12", "a line separator", (text) => `# x\u2028${text}`, "STOP_APPROVAL_MALFORMED"),
  row("P-12", "an indent by tab", (text) => `\t${text}`, "STOP_APPROVAL_MALFORMED"),
  row("P-12", "an indent by spaces", (text) => `  ${text}`, "STOP_APPROVAL_MALFORMED"),
  row("P-12", "a lone carriage return", (text) => text.replace("\n", "\r"), "STOP_APPROVAL_MALFORMED"),
  row("P-12", "text that turns itself around", (text) => `# \u202e${text}`, "STOP_APPROVAL_MALFORMED"),
  row(
    "P-12",
    "an invisible character in a comment",
    (text) => `# a\u200bb\n${text}`,
    "STOP_APPROVAL_MALFORMED",
  ),
  ...(
    [
      ["an Arabic letter mark", "\u061c"],
      ["a Mongolian vowel separator", "\u180e"],
      ["a soft hyphen", "\u00ad"],
      ["a combining grapheme joiner", "\u034f"],
      ["a Hangul filler", "\u3164"],
      ["a variation selector", "\ufe0f"],
      ["a tag character", "\u{e0041}"],
      ["a blank of Braille", "\u2800"],
    ] as const
  ).map(([what, hidden]) =>
    row("P-12, A-124", `${what} in a comment`, (text) => `# a${hidden}b\n${text}`, "STOP_APPROVAL_MALFORMED"),
  ),
  row(
    "P-12",
    "bytes that are no UTF-8",
    (text) => bytes(text, [0x23, 0xff, 0x0a]),
    "STOP_APPROVAL_MALFORMED",
  ),
  row(
    "P-12",
    "an overlong form of a character",
    (text) => bytes(text, [0x23, 0xc0, 0x80]),
    "STOP_APPROVAL_MALFORMED",
  ),
  row("G-36", "an empty file", () => "", "STOP_APPROVAL_MALFORMED"),
  row("G-36", "a file of one byte too many", (text) => pad(text, 4097), "STOP_APPROVAL_MALFORMED"),
  row("G-36", "a file of exactly the greatest size opens the gate", (text) => pad(text, 4096), "accepted"),
  row("G-36", "a file of 1 MiB", (text) => pad(text, 1 << 20), "STOP_APPROVAL_MALFORMED"),
  ...[
    "../R2",
    "/etc/passwd",
    "R1/../R2",
    "-rf",
    "R".repeat(300),
    `${RUN}\u0301`,
    `${RUN} `,
    RUN.toUpperCase(),
  ].map((value) =>
    row(
      "P-14",
      `run_id ${JSON.stringify(value.slice(0, 40))}`,
      replaceField("run_id", value),
      "STOP_APPROVAL_PATH_UNSAFE",
    ),
  ),
  ...["../R2", "/abs", "", "x".repeat(300), "-n", `${RUN}/..`].map((runId) => ({
    id: "P-14",
    title: `a question about the run ${JSON.stringify(runId.slice(0, 40))}`,
    build: async (scene: Scene) => {
      await scene.merge(await scene.approve());
      return { runId };
    },
    expected: "STOP_APPROVAL_PATH_UNSAFE" as const,
  })),
  row(
    "P-15",
    "the folder is of one run, the field of another",
    replaceField("run_id", OTHER_RUN),
    "STOP_APPROVAL_RUN_MISMATCH",
  ),
  ...["A".repeat(64), "a".repeat(63), `0x${"a".repeat(62)}`, "a".repeat(40), `${SHA} `, `${SHA}\u00a0`].map(
    (value) =>
      row(
        "P-16",
        `payload_sha256 ${JSON.stringify(value)}`,
        replaceField("payload_sha256", value),
        "STOP_APPROVAL_MALFORMED",
      ),
  ),
  ...[
    "2026-06-01 09:30:00Z",
    "2026-06-01T09:30:00+00:00",
    "2026-06-01T09:30Z",
    "2026-02-30T09:30:00Z",
    "2026-06-01T24:00:00Z",
    "1780306200",
    "2026-06-01T09:30:00.000Z",
  ].map((value) =>
    row(
      "P-16",
      `signed_utc ${JSON.stringify(value)}`,
      replaceField("signed_utc", value),
      "STOP_APPROVAL_MALFORMED",
    ),
  ),
  ...NO_MOMENTS.slice(0, 3).flatMap((value) =>
    (["valid_after", "valid_before"] as const).map((key) => ({
      id: "P-80",
      title: `a policy whose ${key} is ${JSON.stringify(value)}`,
      scene: async () => ({
        policy: makePolicy([{ id: "alice", key: (await theCast()).alice, pin: { [key]: value } }]),
      }),
      build: async (scene: Scene) => void (await scene.merge(await scene.approve())),
      expected: "STOP_POLICY_INVALID" as const,
    })),
  ),
  row(
    "P-10",
    "a gate that does not exist",
    replaceField("gate", "SG_9_everything"),
    "STOP_APPROVAL_MALFORMED",
  ),
  row(
    "P-10",
    "a gate named like a property of every object",
    replaceField("gate", "constructor"),
    "STOP_APPROVAL_MALFORMED",
  ),
  {
    id: "P-02",
    title: "a policy with a key that stands twice",
    scene: async () => ({
      policy: (await usualPolicy()).replace('"version": 1,', '"version": 1, "version": 1,'),
    }),
    build: async (scene) => void (await scene.merge(await scene.approve())),
    expected: "STOP_POLICY_INVALID",
  },
  {
    id: "P-10",
    title: "a policy with an unknown key",
    scene: async () => ({
      policy: (await usualPolicy()).replace('"version": 1,', '"version": 1, "note": "x",'),
    }),
    build: async (scene) => void (await scene.merge(await scene.approve())),
    expected: "STOP_POLICY_INVALID",
  },
  ...POLICY_TEXTS.map(([title, change]) => ({
    id: "P-02",
    title: `a policy with ${title}`,
    scene: async () => ({ policy: change(await usualPolicy()) }),
    build: async (scene: Scene) => void (await scene.merge(await scene.approve())),
    expected: "STOP_POLICY_INVALID" as const,
  })),
];

function pad(text: string, size: number): string {
  return `${text}#${"x".repeat(size - text.length - 2)}\n`;
}

testAttacks(ATTACKS);

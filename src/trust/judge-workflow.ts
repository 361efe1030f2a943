/** A workflow file as it stands in the repository. */
export interface WorkflowFile {
  readonly name: string;
  readonly text: string;
}

interface Line {
  readonly number: number;
  readonly indent: number;
  readonly text: string;
}

type Rule = (lines: readonly Line[]) => readonly (readonly [line: number, finding: string])[];

/**
 * Everything in a workflow that others could misuse, as `file:line: what`; empty where it is safe. It reads lines, not YAML, and so
 * refuses the shapes (anchors, flow maps of steps, odd quoting of keys) in which lines could hide something.
 */
export function judgeWorkflow(file: WorkflowFile): readonly string[] {
  const lines = readLines(file.text);
  return RULES.flatMap((rule) => rule(lines))
    .sort(([a], [b]) => a - b)
    .map(([line, finding]) => `${file.name}:${line}: ${finding}`);
}

const DANGEROUS_TRIGGER = /\b(pull_request_target|workflow_run|issue_comment|repository_dispatch)\b/;

const noDangerousTrigger: Rule = (lines) =>
  triggersOf(lines).flatMap((line) => {
    const trigger = DANGEROUS_TRIGGER.exec(line.text)?.[1];
    return trigger === undefined
      ? []
      : [[line.number, `the trigger ${trigger} runs with the rights of the base for others`]];
  });

const noSelfHostedForPullRequests: Rule = (lines) => {
  const isForPulls = triggersOf(lines).some((line) => /\bpull_request\b/.test(line.text));
  if (!isForPulls) return [];
  return lines
    .filter(
      (line) =>
        /^(?:- )?runs-on:/.test(line.text) &&
        !/^(?:- )?runs-on: (?:ubuntu|windows|macos)-[a-z0-9.-]+$/.test(line.text),
    )
    .map((line) => [line.number, "a pull request's job may run on hosted machines alone, named in plain"]);
};

const emptyTopPermissions: Rule = (lines) => {
  const top = lines.filter((line) => line.indent === 0 && line.text.startsWith("permissions"));
  if (top.length === 1 && top[0]?.text === "permissions: {}") return [];
  return [
    [top[0]?.number ?? 1, "`permissions: {}` has to stand at the top, and each job names what it needs"],
  ];
};

const noWideJobPermissions: Rule = (lines) =>
  lines
    .filter(
      (line) =>
        line.indent > 0 &&
        /^permissions:/.test(line.text) &&
        line.text !== "permissions:" &&
        line.text !== "permissions: {}",
    )
    .map((line) => [line.number, "a job names each permission that it needs"]);

const pinnedUses: Rule = (lines) =>
  lines.flatMap((line) => {
    const used = /^(?:- )?uses:\s*(.*)$/.exec(line.text)?.[1];
    if (used === undefined || /^\.\/[\w./-]+$/.test(used) || /^[\w.-]+\/[\w./-]+@[0-9a-f]{40}$/.test(used))
      return [];
    return [[line.number, `${used} is not pinned by a full commit id`]];
  });

const noKeptCredentials: Rule = (lines) =>
  lines.flatMap((line, at) => {
    if (!/^(?:- )?uses:\s*actions\/checkout@/.test(line.text)) return [];
    const step = stepAround(lines, at);
    return step.some(({ text }) => text === "persist-credentials: false")
      ? []
      : [[line.number, "actions/checkout without `persist-credentials: false` leaves the token on the disk"]];
  });

const noExpressionInScripts: Rule = (lines) =>
  lines.flatMap((line, at) => {
    const script = /^(?:- )?(?:run|script):\s*(.*)$/.exec(line.text)?.[1];
    if (script === undefined) return [];
    const body = /^[|>]/.test(script) ? blockUnder(lines, at) : [{ ...line, text: script }];
    return body
      .filter(({ text }) => text.includes("${{"))
      .map(({ number }) => [number, "an expression in a script: pass it by `env`"]);
  });

const noHiddenShapes: Rule = (lines) =>
  lines.flatMap((line) => {
    if (/(?:^|[\s[{,])[&*][A-Za-z]\w*(?:\s|$)|<<:/.test(line.text))
      return [[line.number, "an anchor or alias hides what stands here"]];
    if (/^-? ?["'](?:on|run|uses|permissions|runs-on)["']\s*:|^(?:- )?\{.*\b(?:run|uses)\b/.test(line.text))
      return [[line.number, "an unusual spelling hides what stands here"]];
    return [];
  });

const RULES: readonly Rule[] = [
  noDangerousTrigger,
  noSelfHostedForPullRequests,
  emptyTopPermissions,
  noWideJobPermissions,
  pinnedUses,
  noKeptCredentials,
  noExpressionInScripts,
  noHiddenShapes,
];

function readLines(text: string): readonly Line[] {
  return text.split(/\r?\n/).flatMap((raw, index) => {
    const content = raw.replace(/(^|\s)#.*$/, "").trimEnd();
    if (content.trim() === "") return [];
    return [
      { number: index + 1, indent: content.length - content.trimStart().length, text: content.trimStart() },
    ];
  });
}

/** The lines of the `on:` section. */
function triggersOf(lines: readonly Line[]): readonly Line[] {
  const start = lines.findIndex((line) => line.indent === 0 && /^on\b/.test(line.text));
  const first = lines[start];
  return first === undefined ? [] : [first, ...blockUnder(lines, start)];
}

function blockUnder(lines: readonly Line[], at: number): readonly Line[] {
  const line = lines[at];
  const indent = (line?.indent ?? 0) + (line?.text.startsWith("- ") ? 2 : 0);
  const end = lines.findIndex((other, index) => index > at && other.indent <= indent);
  return lines.slice(at + 1, end < 0 ? undefined : end);
}

function stepAround(lines: readonly Line[], at: number): readonly Line[] {
  let start = at;
  while (start > 0 && !(lines[start]?.text.startsWith("- ") ?? false)) start -= 1;
  const indent = lines[start]?.indent ?? 0;
  const end = lines.findIndex((line, index) => index > start && line.indent <= indent);
  return lines.slice(start, end < 0 ? undefined : end);
}

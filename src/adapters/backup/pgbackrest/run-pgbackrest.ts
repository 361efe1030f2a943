import { setTimeout as sleep } from "node:timers/promises";
import { findOpenPath } from "../../../../bin/open-path.js";
import { refuseInterrupted } from "../../../domain/interruption.ts";
import type { ReasonCode } from "../../../domain/reasons.ts";
import { type Refusal, RefusalError, refusal } from "../../../domain/refusal.ts";
import type { ProgramEnd } from "../../../ports/kept-cluster.ts";
import type { PgBackRestOptions } from "./pgbackrest-options.ts";

interface Command {
  readonly name: "backup" | "check" | "help" | "info" | "repo-get" | "restore" | "verify" | "version";
  readonly options?: readonly string[];
  readonly arguments?: readonly string[];
  readonly onOutput?: (chunk: Uint8Array) => void;
  readonly folder?: string;
  /** The reason where it fails. */
  readonly reason: ReasonCode;
  readonly wayOut?: string;
}

/** Another backup of the stanza is at work. */
const LOCK_HELD = 50;
const LOCK_PAUSE_MS = 2000;
const CANNOT_EXECUTE = [126, 127];
const KEPT_LINES = 20;
const KEPT_CHARS = 500;

/** Runs one command of pgBackRest to its end; returns what it printed. Throws the refusal of any other end. */
export async function runPgBackRest(options: PgBackRestOptions, command: Command): Promise<string> {
  for (const [field, path] of [
    ["backup.program", options.program],
    ["backup.config", options.config],
  ] as const) {
    const open = findOpenPath(path);
    if (open === null) continue;
    const expected = "a file that root and this account alone can change";
    throw new RefusalError(
      refusal("STOP_CONFIG_INVALID", { field: `${field} ${path}`, expected, actual: open }),
    );
  }
  const until = performance.now() + options.timeoutMs;
  for (;;) {
    const { timeoutMs } = options;
    const end = await options.kept.run({
      command: [options.program, ...argumentsOf(options, command)],
      timeoutMs,
      ...(command.folder === undefined ? {} : { folder: command.folder }),
      ...(command.onOutput === undefined ? {} : { onOutput: command.onOutput }),
    });
    if (end.code === 0 && end.ended === null) return end.output;
    if (end.code !== LOCK_HELD || end.ended !== null || performance.now() > until)
      throw new RefusalError(refusalOf(options, command, end));
    await sleep(LOCK_PAUSE_MS);
  }
}

function argumentsOf({ config, stanza, repo }: PgBackRestOptions, command: Command): readonly string[] {
  if (command.name === "version" || command.name === "help")
    return [command.name, ...(command.arguments ?? [])];
  return [
    `--config=${config}`,
    `--stanza=${stanza}`,
    // Its check is of every repository.
    ...(command.name === "check" ? [] : [`--repo=${repo}`]),
    "--log-level-console=off",
    "--log-level-stderr=warn",
    ...(command.options ?? []),
    command.name,
    ...(command.arguments ?? []),
  ];
}

function refusalOf(options: PgBackRestOptions, { name, reason, ...more }: Command, end: ProgramEnd): Refusal {
  const field = `pgbackrest ${name}`;
  const details = options
    .redact(end.said)
    .split("\n")
    .map((line) =>
      line
        .replace(/^[\d-]+ [\d:.]+ P\d+ +/, "")
        .trimEnd()
        .slice(0, KEPT_CHARS),
    )
    .filter((line) => line !== "")
    .slice(-KEPT_LINES);
  const asked = end.ended === "interrupted" ? refuseInterrupted(options.interrupted) : null;
  if (asked) return asked;
  const said = details.find((line) => line.startsWith("ERROR:")) ?? details[0];
  if (end.ended === "timeout") {
    const expected = `an end within ${options.timeoutMs / 60_000} minutes`;
    return refusal(reason, { field, expected, actual: said ?? "it was ended", details });
  }
  const actual = said ?? `ended with ${end.code ?? "a signal"}`;
  if (end.code === null ? end.said !== "" : CANNOT_EXECUTE.includes(end.code))
    return refusal("STOP_TOOL_MISSING", { field, expected: options.program, actual, details });
  const { wayOut } = more;
  return refusal(reason, {
    field,
    expected: "exit code 0",
    actual,
    details,
    ...(wayOut === undefined ? {} : { wayOut }),
  });
}

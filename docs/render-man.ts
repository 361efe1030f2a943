import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { CommandFacts, OptionFacts } from "../src/commands/describe-tree.ts";

/** The manual page of the command line in the macros of man(7), made from the tree that the command line parses with. */
export async function renderMan(tree: readonly CommandFacts[]): Promise<string> {
  const text = await readFile(join(import.meta.dirname, "../package.json"), "utf8");
  const { name, version } = JSON.parse(text) as { readonly name: string; readonly version: string };
  const [program, ...commands] = tree;
  const callable = commands.filter((command) => command.commands.length === 0);
  return `${[
    '.\\" Made by npm run docs.',
    `.TH CUTTER 1 "" "${name} ${version}" "${name}"`,
    ".SH NAME",
    `cutter \\- ${plain("cut documents into information units, each irreversible step under a signed human approval")}`,
    ".SH SYNOPSIS",
    ".B cutter",
    ".I command",
    "[options]",
    ".SH DESCRIPTION",
    plain(program?.description ?? ""),
    ".PP",
    plain(
      "cutter COMMAND --help tells one command, and every command has --json, which prints one JSON object to standard output. Where standard output is no terminal, a row of a table is one line.",
    ),
    ".SH COMMANDS",
    ...callable.flatMap(renderCommand),
    ".SH EXIT STATUS",
    ...EXIT_CODES.flatMap(([code, what]) => [".TP", `.B ${code}`, plain(what)]),
    ".SH ENVIRONMENT",
    ...VARIABLES.flatMap(([variable, what]) => [".TP", `.B ${plain(variable)}`, plain(what)]),
    ".SH FILES",
    ".TP",
    ".I /var/lib/cutter/orchestrator.config.json",
    plain("The configuration, in the sidecar's folder."),
    ".SH SEE ALSO",
    plain("docs/operator.md, docs/sovereign.md, docs/reasons.md and SECURITY.md of the release."),
  ].join("\n")}\n`;
}

const EXIT_CODES = [
  ["0", "Done, or paused as designed."],
  ["1", "A fault of the bot, told with its stack."],
  ["2", "Refused input."],
  ["3", "Stopped by a check; the reason, its values and the way out are told."],
  [
    "129, 130, 143",
    "Ended by a signal (SIGHUP, SIGINT, SIGTERM) at a safe point; a second one ends at once.",
  ],
] as const;

const VARIABLES = [
  ["CUTTER_ROOT", "The sidecar's folder, where --root does not name one."],
  ["DOT_CUTTER_DB_HOST, _PORT, _NAME, _SSLMODE, _SSLROOTCERT", "Where the knowledge base is."],
  [
    "DOT_CUTTER_EXEC_DB_PASSWORD, DOT_CUTTER_VERIFY_DB_PASSWORD, DOT_CUTTER_ADMIN_DB_PASSWORD",
    "The passwords of the lanes and of the owner; never options.",
  ],
  [
    "DOT_CUTTER_READER_DB_USER, DOT_CUTTER_READER_DB_PASSWORD",
    "The login that reads the base; without its password the verify lane reads.",
  ],
  ["BACKUP_GPG_FPR", "The full fingerprint of the backup recipient's key."],
  ["GITHUB_TOKEN", "The token by which GitHub is asked."],
  ["PG_BIN", "The one folder to take PostgreSQL's programs from."],
  ["TMPDIR", "Where copies are restored."],
  ["NO_COLOR, FORCE_COLOR", "Take bold and dim type away, or give it where there is no terminal."],
] as const;

function renderCommand(command: CommandFacts): readonly string[] {
  const shown = command.arguments.map((argument) => argument.shown);
  const required = command.options.filter((option) => option.isRequired).map((option) => option.flags);
  const explained = command.arguments.filter((argument) => argument.description !== "");
  return [
    `.SS "${plain(["cutter", ...command.path, ...shown, ...required].join(" "))}"`,
    plain(sentence(command.description)),
    ...explained.flatMap((argument) => [
      ".TP",
      `.I ${plain(argument.shown)}`,
      plain(sentence(argument.description)),
    ]),
    ...command.options.filter(({ names }) => !names.includes("--help")).flatMap(renderOption),
  ];
}

function renderOption(option: OptionFacts): readonly string[] {
  const choices = option.value?.choices ?? [];
  const facts = [
    ...(choices.length > 0 ? [`One of ${choices.join(", ")}.`] : []),
    ...(option.defaultValue === null || option.defaultValue === ""
      ? []
      : [`Default: ${option.defaultValue}.`]),
    ...(option.isRequired ? ["Required."] : []),
  ];
  return [".TP", `.B ${plain(option.flags)}`, plain([sentence(option.description), ...facts].join(" "))];
}

function sentence(text: string): string {
  const whole = `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
  return /[.!?]$/.test(whole) ? whole : `${whole}.`;
}

/** Text that groff takes for nothing but text: signs that steer it are written out, and no line begins with one. */
function plain(text: string): string {
  return text
    .replaceAll("\\", "\\e")
    .replaceAll("-", "\\-")
    .replaceAll('"', "\\(dq")
    .replace(/^(?=[.'])/gm, "\\&");
}

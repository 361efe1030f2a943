import { mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { basename, extname, join, resolve } from "node:path";
import { Command, Option } from "commander";
import type { Output } from "../../adapters/terminal/output.ts";
import { renderColumns } from "../../adapters/terminal/table.ts";
import { CODE_ROOT } from "../../compose/code-root.ts";
import type { Environment } from "../../config/environment.ts";
import { composeDemo, type DemoDocument } from "../../demo/demo.ts";
import type { ExitCode } from "../../domain/reasons.ts";
import { refusal } from "../../domain/refusal.ts";
import { accepted, type Result, refused } from "../../domain/result.ts";
import { type CommandLine, conclude } from "../command-line.ts";
import { tellOnGitHub } from "./on-github.ts";
import { tellStory } from "./story.ts";

interface DemoOptions {
  readonly document?: string;
  readonly keep?: string | true;
  readonly github?: string | true;
  readonly engine: "auto" | "postgresql" | "pglite";
  readonly json?: boolean;
}

const DOCUMENTS = join(CODE_ROOT, "test/fixtures/documents");

const HARBOUR: DemoDocument = {
  file: join(DOCUMENTS, "en-harbour-charter.txt"),
  documentId: "harbour",
  docPrefix: "HARBOUR",
  title: "Charter of the Harbour of Ostrelle",
  publicationType: "law",
};

const LANTERNS: DemoDocument = {
  file: join(DOCUMENTS, "de-laternenverordnung.md"),
  documentId: "latv",
  docPrefix: "LATV",
  title: "Verordnung über die Straßenlaternen der Stadt Klein Morgen",
  publicationType: "law",
};

/** `cutter demo`: a whole run, from registration to enactment, on a throw-away database, with every claim checked. */
export function makeDemoCommand(
  line: CommandLine,
  parts: { readonly environment: Environment; readonly interrupted: AbortSignal },
): Command {
  return new Command("demo")
    .description("the whole story in one go, on a throw-away database")
    .option("--document <file>", "run it on this document instead of the two that are bundled")
    .option(
      "--keep [folder]",
      "keep keys, control repository and sidecar in this folder (default: ./demo-run)",
    )
    .addOption(
      new Option("--engine <engine>", "the throw-away database")
        .choices(["auto", "postgresql", "pglite"])
        .default("auto"),
    )
    .option(
      "--github [page]",
      "run it on a GitHub on this machine instead, and write the conversation as one HTML page",
    )
    .option("--json", "print one JSON object")
    .action((options: DemoOptions) =>
      conclude(line, options, (output) =>
        options.github === undefined ? tellDemo(output, options, parts) : tellOnGitHub(options.github),
      ),
    );
}

async function tellDemo(
  output: Output,
  options: DemoOptions,
  parts: { readonly environment: Environment; readonly interrupted: AbortSignal },
): Promise<Result<ExitCode>> {
  const setup = await openFolder(options.keep, parts.environment.TMPDIR ?? "/tmp");
  if (!setup.ok) return setup;
  await using folder = setup.value;
  output.progress.step("keys, a control repository with a signed policy, a throw-away database");
  await using demo = await composeDemo({
    ...parts,
    folder: folder.path,
    progress: output.progress,
    engine: options.engine,
  });
  const { engine, serverVersion, limits } = demo.engine;
  output.progress.note(`${engine} ${serverVersion}`);
  for (const limit of limits) output.progress.note(`not shown here: ${limit}`);
  const documents = options.document === undefined ? [HARBOUR, LANTERNS] : [documentOf(options.document)];
  for (const document of documents) {
    output.progress.step(`register ${basename(document.file)}`);
    for (const criterion of await demo.register(document)) output.progress.note(criterion);
  }
  const end = await tellStory(demo, documents[0]?.documentId ?? "", output);
  const failed = end.checks.filter((check) => !check.passed);
  output.json({
    ...end,
    engine,
    serverVersion,
    limits,
    folder: folder.path,
    kept: folder.kept,
    passed: failed.length === 0,
  });
  output.line("");
  output.line(
    renderColumns([
      ["seen", "expected", "found", "result"],
      ...end.checks.map((row) => [
        row.name,
        short(row.expected),
        short(row.actual),
        row.passed ? "yes" : "NO",
      ]),
    ]),
  );
  output.line("");
  output.line(`run      ${end.runId}: ${end.units} units enacted, on ${engine} ${serverVersion}`);
  if (folder.kept) {
    output.line(`reports  ${end.reportFolder}`);
    output.line(`journal  ${end.journalFile}`);
    output.line(`backup   ${end.backupFile}`);
  } else {
    output.line("Reports, journal and backup are gone with the demo; --keep keeps them.");
  }
  output.line(
    failed.length === 0
      ? `All ${end.checks.length} claims were seen to hold.`
      : `${failed.length} claims did NOT hold.`,
  );
  return accepted(failed.length === 0 ? 0 : 1);
}

interface DemoFolder extends AsyncDisposable {
  readonly path: string;
  readonly kept: boolean;
}

async function openFolder(keep: string | true | undefined, tempFolder: string): Promise<Result<DemoFolder>> {
  if (keep === undefined) {
    const path = await mkdtemp(join(tempFolder, "cutter-demo-"));
    return accepted({
      path,
      kept: false,
      [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }),
    });
  }
  const path = resolve(keep === true ? "demo-run" : keep);
  await mkdir(path, { recursive: true });
  if ((await readdir(path)).length > 0) {
    return refused(refusal("STOP_BAD_INPUT", { field: "--keep", expected: "an empty folder", actual: path }));
  }
  return accepted({ path, kept: true, [Symbol.asyncDispose]: async () => {} });
}

/** A document of the user's: its file name gives id and prefix. */
function documentOf(file: string): DemoDocument {
  const name = basename(file, extname(file));
  const letters = name
    .normalize("NFKD")
    .toUpperCase()
    .replace(/[^A-Z0-9]+/g, "-")
    .replace(/^[^A-Z]+|-+$/g, "")
    .slice(0, 24);
  const docPrefix = letters.length < 2 ? "DOCUMENT" : letters;
  return { file: resolve(file), documentId: "document", docPrefix, title: name, publicationType: "law" };
}

function short(text: string): string {
  return /^[0-9a-f]{64}$/.test(text) ? `${text.slice(0, 12)}…` : text;
}

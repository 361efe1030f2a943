import { basename, extname, join, resolve } from "node:path";
import { Command, Option } from "commander";
import type { Output } from "../../adapters/terminal/output.ts";
import { renderColumns } from "../../adapters/terminal/table.ts";
import { carriedFolder } from "../../compose/code-root.ts";
import { readInputFile } from "../../compose/read-input-file.ts";
import type { Environment } from "../../config/environment.ts";
import { composeDemo, type DemoDocument } from "../../demo/demo.ts";
import { openDemoFolder } from "../../demo/demo-folder.ts";
import { refuseInterrupted } from "../../domain/interruption.ts";
import type { ExitCode } from "../../domain/reasons.ts";
import { RefusalError } from "../../domain/refusal.ts";
import { accepted, type Result } from "../../domain/result.ts";
import { type CommandLine, conclude } from "../command-line.ts";
import { type AmendedLaw, tellAmendment } from "./amend-story.ts";
import { tellBatchStory } from "./batch-story.ts";
import { DEMO_LAWS } from "./laws.ts";
import { AGAIN, tellOnGitHub } from "./on-github.ts";
import { tellStory } from "./story.ts";

interface DemoOptions {
  readonly document?: string;
  readonly batch?: true;
  readonly keep?: string | true;
  readonly github?: string | true;
  readonly engine: "auto" | "postgresql" | "pglite";
  readonly json?: boolean;
}

const DOCUMENTS = carriedFolder("documents");

const HARBOUR: DemoDocument = {
  file: join(DOCUMENTS, "en-harbour-charter.txt"),
  documentId: "harbour",
  docPrefix: "HARBOUR",
  title: "Charter of the Harbour of Ostrelle",
  publicationType: "law",
};

/** Articles 8 and 14 changed, a new Article 11, the old Article 17 repealed; then a mistake in the new one corrected. */
const AMENDED_HARBOUR: AmendedLaw = {
  amended: {
    file: join(DOCUMENTS, "en-harbour-charter-amended.txt"),
    documentId: HARBOUR.documentId,
    nature: "consolidation",
    effectiveFrom: "2031-03-21",
    citation: "Decision of the Assembly of the Quays, first calm day of 2031",
    lineage: null,
  },
  corrected: {
    file: join(DOCUMENTS, "en-harbour-charter-corrected.txt"),
    documentId: HARBOUR.documentId,
    nature: "erratum",
    effectiveFrom: null,
    citation: "Notice at the weigh-house: carrys reads carries",
    lineage: null,
  },
  counts: "2 amended, 5 renumbered, 1 created, 1 retired; 16 unchanged",
  readings: [
    { day: "2030-01-01", address: "ARTICLE-8", holds: "within fourteen tides" },
    { day: "2031-03-20", address: "ARTICLE-17", holds: "The loft above the weigh-house" },
    { day: "2031-03-21", address: "ARTICLE-8", holds: "within twenty tides" },
    { day: "2031-03-21", address: "ARTICLE-17", holds: "A captain who locks a door" },
  ],
  erratum: { address: "ARTICLE-11", wrong: "that carrys powder", right: "that carries powder" },
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
    .addOption(
      new Option("--batch", "cut twelve short laws under one decision a gate instead").conflicts("document"),
    )
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
        options.github === undefined
          ? untilAsked(parts.interrupted, (goOn) => tellDemo(output, options, { ...parts, goOn }))
          : tellOnGitHub(options.github, { interrupted: parts.interrupted, isBatch: options.batch === true }),
      ),
    );
}

/** Stops where the process was asked to end: `goOn`, called between two steps, throws then, and nothing that fails meanwhile is told. */
async function untilAsked<T>(interrupted: AbortSignal, work: (goOn: () => void) => Promise<T>): Promise<T> {
  const goOn = () => {
    const asked = refuseInterrupted(interrupted);
    if (asked === null) return;
    throw new RefusalError({ ...asked, wayOut: AGAIN });
  };
  try {
    return await work(goOn);
  } catch (thrown) {
    goOn();
    throw thrown;
  }
}

async function tellDemo(
  output: Output,
  options: DemoOptions,
  parts: {
    readonly environment: Environment;
    readonly interrupted: AbortSignal;
    readonly goOn: () => void;
  },
): Promise<Result<ExitCode>> {
  const isBatch = options.batch === true;
  const documents = documentsOf(options);
  for (const { file } of documents) {
    const read = await readInputFile(file);
    if (!read.ok) return read;
  }
  const setup = await openDemoFolder(options.keep, parts.environment.TMPDIR ?? "/tmp");
  if (!setup.ok) return setup;
  await using folder = setup.value;
  output.progress.step("keys, a control repository with a signed policy, a throw-away database");
  await using demo = await composeDemo({
    ...parts,
    folder: folder.path,
    progress: output.progress,
    engine: options.engine,
    // One of the laws has a heading that a scan has spoiled.
    batchMayHold: isBatch ? ["warnings"] : [],
  });
  const { engine, serverVersion, limits } = demo.engine;
  output.progress.note(`${engine} ${serverVersion}`);
  for (const limit of limits) output.progress.note(`not shown here: ${limit}`);
  for (const document of documents) {
    parts.goOn();
    output.progress.step(`register ${basename(document.file)}`);
    const criteria = await demo.register(document);
    for (const criterion of isBatch ? [] : criteria) output.progress.note(criterion);
  }
  const telling = { output, goOn: parts.goOn };
  const end = isBatch
    ? await tellBatchStory(
        demo,
        documents.map(({ documentId }) => documentId),
        telling,
      )
    : await tellStory(demo, documents[0]?.documentId ?? "", telling);
  const isAmended = !isBatch && options.document === undefined;
  const checks = [...end.checks, ...(isAmended ? await tellAmendment(demo, AMENDED_HARBOUR, telling) : [])];
  const failed = checks.filter((check) => !check.passed);
  output.json({
    ...end,
    checks,
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
      ...checks.map((row) => [row.name, short(row.expected), short(row.actual), row.passed ? "yes" : "NO"]),
    ]),
  );
  output.line("");
  const subject = "batchId" in end ? `batch    ${end.batchId}` : `run      ${end.runId}`;
  output.line(`${subject}: ${end.units} units enacted, on ${engine} ${serverVersion}`);
  if (folder.kept) {
    output.line(`reports  ${end.reportFolder}`);
    output.line(`journal  ${end.journalFile}`);
    output.line(`backup   ${end.backupFile}`);
  } else {
    output.line("Reports, journal and backup are gone with the demo; --keep keeps them.");
  }
  output.line(
    failed.length === 0
      ? `All ${checks.length} claims were seen to hold.`
      : `${failed.length} claims did NOT hold.`,
  );
  return accepted(failed.length === 0 ? 0 : 1);
}

function documentsOf({ document, batch }: DemoOptions): readonly DemoDocument[] {
  if (batch === true) return DEMO_LAWS;
  return document === undefined ? [HARBOUR, LANTERNS] : [documentOf(document)];
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

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createGitHubClient } from "../../../src/adapters/github/github-client.ts";
import { createGitHubForge } from "../../../src/adapters/github/github-forge.ts";
import { createOwnAccount } from "../../../src/adapters/github/own-account.ts";
import type { Gate } from "../../../src/domain/gates.ts";
import { sha256Hex } from "../../../src/json/canonical-json.ts";
import type { Forge, PublishedReport, RequestToOpen } from "../../../src/ports/forge.ts";
import { createRedactor } from "../../../src/reports/redact.ts";
import { seedRepository } from "../../support/github/seed.ts";
import { type LoopbackGitHub, startLoopbackGitHub } from "../../support/github/server.ts";

export const RUN_ID = "ictr-20261121T090000Z-1a2b3c4d";
export const SECRET = "correct-horse-battery";

/** A loopback GitHub with a seeded repository, and one forge for each process that a test imitates. */
export interface ForgeSetup extends AsyncDisposable {
  readonly github: LoopbackGitHub;
  /** A forge as a new process has it, with nothing cached. */
  start(options?: {
    readonly token?: string;
    readonly repository?: string;
    readonly maxWaitSeconds?: number;
    readonly apiUrl?: string;
  }): Forge;
  repository(options?: { readonly token?: string }): Parameters<typeof createGitHubForge>[0];
  readonly notes: readonly string[];
}

export async function openForgeRoom(): Promise<ForgeSetup> {
  const folder = await mkdtemp(join(tmpdir(), "forge-"));
  const github = await startLoopbackGitHub({ folder: join(folder, "control.git") });
  await seedRepository(github, { "README.md": "control\n" });
  const notes: string[] = [];
  const repository: ForgeSetup["repository"] = (options = {}) => makeRepository(github, notes, options);
  return {
    github,
    notes,
    repository,
    start: (options = {}) => createGitHubForge(makeRepository(github, notes, options)),
    async [Symbol.asyncDispose]() {
      await github[Symbol.asyncDispose]();
      await rm(folder, { recursive: true });
    },
  };
}

function makeRepository(
  github: LoopbackGitHub,
  notes: string[],
  options: NonNullable<Parameters<ForgeSetup["start"]>[0]>,
) {
  const [owner = "", repo = ""] = (options.repository ?? "icx/control").split("/");
  const client = createGitHubClient({
    apiUrl: options.apiUrl ?? github.url,
    token: options.token ?? github.tokens.bot,
    progress: {
      step() {},
      note(text) {
        notes.push(text);
        // A second of this client's waiting is a millisecond; for GitHub it has to be a second.
        const [, seconds] = /^GitHub asks to wait (\d+) s/.exec(text) ?? [];
        if (seconds !== undefined) github.limits.pass(Number(seconds));
      },
    },
    pace: "none",
    secondMs: 1,
    ...(options.maxWaitSeconds === undefined ? {} : { maxWaitSeconds: options.maxWaitSeconds }),
  });
  const account = createOwnAccount(client);
  return { client, account, owner, repo, defaultBranch: "main", redactor: createRedactor([SECRET]) };
}

export function requestOf(gate: Gate, changes: Partial<RequestToOpen> = {}): RequestToOpen {
  const requestText = changes.requestText ?? `{"gate":"${gate}"}`;
  return {
    runId: RUN_ID,
    gate,
    requestText,
    payloadSha256: sha256Hex(requestText),
    files: {},
    ownBranches: [],
    title: `${gate}: cut`,
    markdown: `card of ${gate}\n`,
    at: new Date("2026-11-21T09:10:00Z"),
    ...changes,
  };
}

export function reportOf(
  name: string,
  body = "All is well.",
  supersedes: string | null = null,
): PublishedReport {
  const markdown = `---\nreport: ${name}\nresult: passed\n---\n\n# ${name}: passed\n\n${body}\n`;
  return { runId: RUN_ID, name, markdown, sha256: sha256Hex(markdown), supersedes };
}

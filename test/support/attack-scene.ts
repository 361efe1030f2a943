import assert from "node:assert/strict";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import test, { after } from "node:test";
import { verifyOffline } from "../../src/compose/verify.ts";
import { readEnvironment } from "../../src/config/environment.ts";
import type { Gate } from "../../src/domain/gates.ts";
import type { GateRule, Policy } from "../../src/domain/policy.ts";
import type { ReasonCode } from "../../src/domain/reasons.ts";
import type { Refusal } from "../../src/domain/refusal.ts";
import { type GateRequest, sealRequest } from "../../src/domain/request.ts";
import type { GateVerdict } from "../../src/ports/approvals.ts";
import {
  approvalFiles,
  GATE,
  makePolicy,
  makeRequest,
  NOW,
  plantPolicy,
  RUN,
  SIGNED,
} from "./approval-story.ts";
import { assertInGit } from "./assert-in-git.ts";
import {
  type CommitPlan,
  type ControlRepo,
  copyControlRepo,
  makeControlRepo,
  type Signer,
} from "./control-repo.ts";
import { makeOpenPgpKey, type OpenPgpKey } from "./signing-keys.ts";

/** The people of the stories: Alice may open gates, Bob is known and may not, Mallory is nobody. */
export interface Cast {
  readonly root: OpenPgpKey;
  readonly alice: OpenPgpKey;
  readonly bob: OpenPgpKey;
  readonly mallory: OpenPgpKey;
}

export interface Scene extends AsyncDisposable, Cast {
  readonly repo: ControlRepo;
  /** Tip of main: the policy and nothing else. */
  readonly base: string;
  readonly policy: string;
  readonly request: GateRequest;
  /** Commits Alice's approval on top of `parent` (the base by default); everything about the commit can be changed. */
  approve(plan?: ApprovePlan): Promise<string>;
  /** Merges `side` into `main` as a forge does it, and moves main there. */
  merge(side: string, plan?: CommitPlan): Promise<string>;
  treeOf(commit: string): Promise<string>;
  verify(options?: VerifyOptions): Promise<GateVerdict>;
}

type ApprovePlan = CommitPlan & {
  readonly request?: GateRequest;
  readonly signed?: Date;
  /** Changes the text of the approval, or of both files. */
  readonly edit?: (text: string, path: string) => string;
};

interface VerifyOptions {
  readonly ref?: string;
  readonly runId?: string;
  readonly gate?: Gate;
  readonly request?: GateRequest;
  readonly now?: Date;
  readonly firstSeen?: Date;
  readonly rootKey?: string;
}

export interface ScenePlan {
  readonly policy?: string;
  readonly keyFiles?: Readonly<Record<string, string>>;
  readonly request?: Partial<GateRequest>;
  readonly rootSigner?: Signer;
  readonly format?: "sha1" | "sha256";
}

let cast: Promise<Cast> | null = null;
let templates: Promise<{
  readonly repo: ControlRepo;
  readonly base: string;
  readonly policy: string;
}> | null = null;

export function theCast(): Promise<Cast> {
  cast ??= (async () => {
    const [root, alice, bob, mallory] = await Promise.all(
      ["Root", "Alice", "Bob", "Mallory"].map((name) => makeOpenPgpKey(name)),
    );
    assert.ok(root && alice && bob && mallory);
    return { root, alice, bob, mallory };
  })();
  return cast;
}

/** Alice may open every gate; Bob is pinned and may open none. */
export async function usualPolicy(
  changes: Partial<Policy> = {},
  rule: Partial<GateRule> = {},
): Promise<string> {
  const { alice, bob } = await theCast();
  return makePolicy(
    [
      { id: "alice", key: alice },
      { id: "bob", key: bob },
    ],
    changes,
    { persons: ["alice"], ...rule },
  );
}

export async function openScene(plan: ScenePlan = {}): Promise<Scene> {
  const people = await theCast();
  const planted =
    plan.policy === undefined && plan.format === undefined ? await copyTemplate() : await plantAnew(plan);
  const { repo, base, policy } = planted;
  const request = makeRequest(policy, { control_commit: base, ...plan.request });
  const treeOf = async (commit: string) => (await repo.git(["rev-parse", `${commit}^{tree}`])).trim();
  return {
    ...people,
    repo,
    base,
    policy,
    request,
    treeOf,
    approve(approval = {}) {
      const files = approvalFiles(approval.request ?? request, { signed: approval.signed ?? SIGNED });
      const { edit } = approval;
      const edited = Object.entries(files).map(([path, text]) => [path, edit ? edit(text, path) : text]);
      return repo.commit({
        parents: [base],
        signer: people.alice.signer,
        at: SIGNED,
        author: { name: "Alice", email: "alice@example.org" },
        message: "Approve",
        ...approval,
        files: { ...Object.fromEntries(edited), ...approval.files },
      });
    },
    async merge(side, merge = {}) {
      return await repo.commit({
        tree: merge.tree ?? (await treeOf(side)),
        parents: [base, side],
        at: SIGNED,
        author: { name: "GitHub", email: "noreply@github.com" },
        message: "Merge pull request #1",
        ref: "refs/heads/main",
        ...merge,
      });
    },
    async verify(options = {}) {
      const requestFile = join(repo.path, "request.json");
      const rootFile = join(repo.path, "root.asc");
      await writeFile(requestFile, sealRequest(options.request ?? request).text);
      await writeFile(rootFile, options.rootKey ?? people.root.armoredPublicKey);
      const environment = readEnvironment();
      assert.ok(environment.ok);
      const judged = await verifyOffline(
        {
          repo: repo.path,
          ref: options.ref ?? "main",
          runId: options.runId ?? RUN,
          gate: options.gate ?? GATE,
          requestFile,
          rootKeyFiles: [rootFile],
          now: options.now ?? NOW,
          firstSeen: options.firstSeen ?? options.now ?? NOW,
        },
        environment.value,
      );
      await rm(requestFile);
      await rm(rootFile);
      return judged.ok ? judged.value : { result: judged, seen: [] };
    },
    [Symbol.asyncDispose]: () => repo[Symbol.asyncDispose](),
  };
}

async function copyTemplate() {
  templates ??= plantAnew({});
  const template = await templates;
  return { ...template, repo: await copyControlRepo(template.repo) };
}

async function plantAnew(plan: ScenePlan) {
  const people = await theCast();
  const policy = plan.policy ?? (await usualPolicy());
  const keyFiles = plan.keyFiles ?? {
    "alice.asc": people.alice.armoredPublicKey,
    "bob.asc": people.bob.armoredPublicKey,
  };
  const repo = await makeControlRepo(plan.format);
  const root = { signer: plan.rootSigner ?? people.root.signer };
  return { repo, policy, base: await plantPolicy(repo, root, policy, keyFiles) };
}

/** One row of an attack table: its id in the catalogue, what is done, and what the judge must say. */
export interface Attack {
  readonly id: string;
  readonly title: string;
  readonly scene?: () => Promise<ScenePlan>;
  /** Builds the case; what it returns goes into the question. */
  readonly build: (scene: Scene) => Promise<VerifyOptions | undefined>;
  readonly expected: ReasonCode | "accepted";
}

/** Registers one test per row. A table that refuses everything proves nothing: it must hold a valid twin. */
export function testAttacks(attacks: readonly Attack[]): void {
  assert.ok(
    attacks.some(({ expected }) => expected === "accepted"),
    "the table has no valid twin",
  );
  after(async () => {
    await (await templates)?.repo[Symbol.asyncDispose]();
  });
  for (const { id, title, scene: plan, build, expected } of attacks) {
    test(`${id}: ${title}`, async () => {
      await using scene = await openScene(await plan?.());
      const options = await build(scene);
      const verdict = await scene.verify(options);
      const { result } = verdict;
      const told = result.ok ? "accepted" : result.refusal.reason;
      assert.equal(told, expected, JSON.stringify(verdict, null, 2));
      if (!result.ok) assertProven(result.refusal, scene);
      else {
        const { ref = "main", runId = RUN } = options ?? {};
        const full = /^(?:refs\/|[0-9a-f]{40})/.test(ref) ? ref : `refs/heads/${ref}`;
        await assertInGit(scene.repo.path, { ref: full, runId, opened: result.value.opened });
      }
    });
  }
}

const UNPROVED: readonly ReasonCode[] = [
  "STOP_APPROVAL_UNSIGNED",
  "STOP_APPROVAL_SIG_BAD",
  "STOP_APPROVAL_SIG_AMBIGUOUS",
  "STOP_APPROVAL_WEAK_CRYPTO",
];

/** A refusal names nobody whose pinned key did not make a good signature, whatever the commit claims. */
function assertProven({ reason, signer }: Refusal, { mallory }: Scene): void {
  if (signer === undefined) return;
  assert.ok(!UNPROVED.includes(reason), `${reason} names ${signer.person}`);
  assert.ok(!signer.key.includes(mallory.fingerprint), `${reason} names a stranger`);
}

import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { App } from "../../../src/compose/app.ts";
import type { BatchStatus } from "../../../src/compose/batches.ts";
import { isPlaceInBatch } from "../../../src/domain/batch.ts";
import type { Gate } from "../../../src/domain/gates.ts";
import { type Refusal, RefusalError, refusal } from "../../../src/domain/refusal.ts";
import { signNextPolicy } from "../../support/new-policy.ts";
import type { TestSetup } from "../../support/test-setup.ts";
import type { Way } from "./printed-ways.ts";
import { Tampering } from "./tampering.ts";

/** How an act on a batch or a run has ended, as far as a walk looks at it. */
export interface Told {
  readonly refusal: Refusal | null;
  readonly next: string | null;
}

/** One batch in its world: what the walk has done to it, and how it acts on it. */
export class WalkWorld {
  readonly setup: TestSetup;
  readonly app: App;
  readonly batchId: string;
  /** What people have decided, by the digest of the request. */
  readonly decisions = new Map<string, "approved" | "withdrawn">();
  readonly tampering: Tampering;
  isHeld = false;
  refusesBatches: Gate | null = null;
  isAuditBound = false;
  told: Told = { refusal: null, next: null };
  /** What the operator acted on last. */
  lastId = "";

  constructor(setup: TestSetup, app: App, batchId: string) {
    this.setup = setup;
    this.tampering = new Tampering(setup);
    this.app = app;
    this.batchId = batchId;
  }

  async status(): Promise<BatchStatus> {
    const [row] = await this.app.batches.status(this.batchId);
    if (row === undefined || !("state" in row)) throw new Error(`no batch: ${JSON.stringify(row)}`);
    return row;
  }

  async runs(): Promise<
    readonly { readonly runId: string; readonly documentId: string; readonly result: string }[]
  > {
    return (await this.status()).runs.map(({ runId, documentId, result }) => ({
      runId: runId ?? "",
      documentId,
      result,
    }));
  }

  /** Who waits for an answer: the batch, or a member that is taken back by itself. */
  async waiting(): Promise<
    readonly { readonly id: string; readonly gate: Gate; readonly payload: string }[]
  > {
    const found = [];
    const { waiting } = await this.status();
    if (waiting) found.push({ id: this.batchId, gate: waiting.gate, payload: waiting.payloadSha256 });
    for (const { runId } of await this.runs()) {
      const [row] = await this.app.status(runId);
      if (row === undefined || !("state" in row) || !row.isUnderWay || row.waiting === null) continue;
      const { where, gate, payloadSha256 } = row.waiting;
      if (!isPlaceInBatch(where)) found.push({ id: runId, gate, payload: payloadSha256 });
    }
    return found;
  }

  async approve(asked: {
    readonly id: string;
    readonly gate: Gate;
    readonly payload: string;
  }): Promise<void> {
    await this.setup.approve(asked.id, asked.gate);
    this.decisions.set(asked.payload, "approved");
  }

  async withdraw(asked: {
    readonly id: string;
    readonly gate: Gate;
    readonly payload: string;
  }): Promise<void> {
    await this.setup.answer(asked.id, asked.gate, "withdraw");
    this.decisions.set(asked.payload, "withdrawn");
  }

  async hold(on: boolean): Promise<void> {
    const file = join(this.setup.setup.root, "HOLD");
    await (on ? writeFile(file, "wait\n") : rm(file, { force: true }));
    this.isHeld = on;
  }

  async policy(gate: Gate | null, isAuditBound: boolean): Promise<void> {
    const first =
      this.#firstPolicy ??
      (JSON.parse(await readFile(join(this.setup.setup.repository, "approvals", "policy.json"), "utf8")) as {
        gates: object;
      });
    this.#firstPolicy = first;
    await signNextPolicy(this.setup, (policy) => {
      const gates = structuredClone(first.gates) as typeof policy.gates;
      for (const [name, rule] of Object.entries(gates)) {
        if (name === gate) delete rule.batch;
        if (isAuditBound) rule.audit_max_age_hours = 1;
        policy.gates[name] = rule;
      }
    });
    this.refusesBatches = gate;
    this.isAuditBound = isAuditBound;
  }

  #firstPolicy: { gates: object } | null = null;

  /** What an operator does; by the application in this process. */
  async act({ verb, id }: Way, using: App = this.app): Promise<Told> {
    if (verb === "audit") {
      const end = await this.setup.cutter(["audit"]);
      if (end.code !== 0 && !/STOP_/.test(end.stderr + end.stdout)) throw new Error(`audit: ${end.stderr}`);
      return end.code === 0 ? { ...this.told, next: null } : this.told;
    }
    const isBatch = id.startsWith("ictb-");
    const one = isBatch ? using.batches : using;
    if (verb === "resume") return told(await one.resume(id));
    if (verb === "renew") return told(await one.renew(id));
    if (verb === "void")
      return told(await (isBatch ? using.batches.voidBatch(id, "walked") : using.voidRun(id, "walked")));
    const reverted = await one.revert(id, { execute: true });
    if (!reverted.ok) return { refusal: reverted.refusal, next: null };
    return { refusal: reverted.value.outcome?.refusal ?? null, next: reverted.value.outcome?.next ?? null };
  }

  /** By the built command, which is killed at a named point where it comes there. */
  async actKilled(way: Way, point: string): Promise<string> {
    const more = way.verb === "revert" ? ["--execute"] : way.verb === "void" ? ["--why", "walked"] : [];
    const end = await this.setup.cutter(["orchestrate", way.verb, way.id, ...more], {
      variables: { ...this.setup.variables, CUTTER_CRASH_AT: point },
    });
    const [reason] = /STOP_[A-Z_]+/.exec(end.stderr + end.stdout) ?? [];
    if (end.code !== 0 && end.signal === null && reason === undefined)
      throw new Error(`exit ${end.code}: ${end.stderr} ${end.stdout}`);
    return end.signal === "SIGKILL" ? "killed" : (reason ?? "ended");
  }

  /** The database serves so many queries, and is then away. */
  async actWithoutDatabase(way: Way, served: number): Promise<Told> {
    const source = await this.setup.live.openSource();
    let left = served;
    const serve = () => {
      left -= 1;
      if (left < 0) throw new RefusalError(refusal("STOP_DB_UNREACHABLE"));
    };
    await using other = await this.setup.openApp({
      live: {
        ...this.setup.live,
        openSource: async () => ({
          ...source,
          async open(role) {
            serve();
            const session = await source.open(role);
            return {
              query: async (text, values) => {
                serve();
                return await session.query(text, values);
              },
              script: (text) => session.script(text),
              [Symbol.asyncDispose]: () => session[Symbol.asyncDispose](),
            };
          },
        }),
      },
    });
    return await this.act(way, other);
  }

  /** Asked to end behind so many steps. */
  async actInterrupted(way: Way, steps: number): Promise<Told> {
    const end = new AbortController();
    let left = steps;
    const onProgress = () => {
      left -= 1;
      if (left < 0) end.abort("SIGTERM");
    };
    await using other = await this.setup.openApp({ interrupted: end.signal, onProgress });
    return await this.act(way, other);
  }
}

function told(
  result: { readonly ok: true; readonly value: Told } | { readonly ok: false; readonly refusal: Refusal },
): Told {
  return result.ok
    ? { refusal: result.value.refusal, next: result.value.next }
    : { refusal: result.refusal, next: null };
}

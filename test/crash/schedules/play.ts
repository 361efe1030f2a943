import type { Settings } from "../../../src/config/settings.ts";
import type { Gate } from "../../../src/domain/gates.ts";
import type { CutterEnd } from "../../support/cutter.ts";
import { pointsBehind } from "../points.ts";
import type { Act } from "./draw-schedule.ts";
import type { FaultWorld, Standing } from "./fault-world.ts";
import { judgeEnd } from "./judge-end.ts";
import type { Machine } from "./machine.ts";
import type { Scene } from "./story-scenes.ts";

/** About how many messages a machine sends to the server between two waits; for two documents about twice as many. */
const MESSAGES: Readonly<Record<Settings["sidecar"], Readonly<Record<Gate | "cut", number>>>> = {
  folder: { cut: 340, SG_1_cut_authz: 190, SG_2_lifecycle_authz: 110, SG_3_compensation_authz: 70 },
  postgresql: { cut: 420, SG_1_cut_authz: 320, SG_2_lifecycle_authz: 250, SG_3_compensation_authz: 150 },
};

const BATCH_POINTS = ["batch:member_settled", "batch:files_published", "batch:report_written"];

const adopting = (id: string): readonly string[] => ["orchestrate", "adopt", id, "--yes", "--json"];

/** A run on its way through a schedule: where it stands, what people have approved, and what was seen. */
export class Play {
  readonly world: FaultWorld;
  readonly violations: string[] = [];
  readonly lines: string[] = [];
  /** The digests of the requests that were approved. */
  readonly approved = new Set<string>();
  /** The digests of those that were approved and taken back; nobody approves them again. */
  readonly #withdrawn = new Set<string>();
  /** Whether a process was killed, or has ended itself because it was asked to. */
  hasLost = false;
  /** Whether the journal was lost behind the withdrawal, so that nothing is left to be done. */
  #isTakenBack = false;
  readonly #scene: Scene;
  #standing: Standing | null = null;
  /** The command that makes the lost journal again; null where none is lost, or nothing is left of which it could be made. */
  #adopting: readonly string[] | null = null;

  constructor(world: FaultWorld, scene: Scene) {
    this.world = world;
    this.#scene = scene;
  }

  /** Where it stood when it was looked at last; null where it was not begun. */
  get standing(): Standing | null {
    return this.#standing;
  }

  /** The command that leads on, behind the approval that is asked for; null where all is over. */
  async next(by: Act["by"]): Promise<readonly string[] | null> {
    const { story, cut, earlier, end } = this.#scene;
    const standing = await this.world.stand(story === "batch", earlier);
    if (standing === null && this.#isTakenBack) return null;
    if (standing === null && this.#adopting !== null) return this.#adopting;
    this.#standing = standing;
    if (standing === null) return ["orchestrate", ...cut, "--json"];
    const { id, isOver, waiting, refusal } = standing;
    if (isOver) {
      if (standing.state !== end) this.violations.push(`ENDED as ${standing.state}, not as ${end}`);
      return null;
    }
    const revert = ["orchestrate", "revert", id, "--execute", "--json"];
    if (story === "revert" && waiting?.gate === "SG_2_lifecycle_authz") return revert;
    const isAnswered = [this.approved, this.#withdrawn].some((each) =>
      each.has(waiting?.payloadSha256 ?? ""),
    );
    if (waiting !== null && !isAnswered) {
      await this.world.setup.approve(id, waiting.gate);
      this.approved.add(waiting.payloadSha256);
      this.lines.push(`approve ${waiting.gate}`);
    }
    if (waiting?.gate === "SG_3_compensation_authz" && by === "resume") return revert;
    const [, verb = by] = /cutter orchestrate (renew) /.exec(refusal?.wayOut ?? "") ?? [];
    return ["orchestrate", verb, ...(verb === "reconcile" ? [] : [id]), "--json"];
  }

  /** Takes back the approval of a gate that was not opened yet; what was approved is then approved no more. */
  async withdraw(): Promise<void> {
    const { id, waiting } = this.#standing ?? {};
    if (id === undefined || waiting === undefined || waiting === null) return;
    if (!this.approved.has(waiting.payloadSha256) || (await this.#isOpened(id, waiting.gate))) return;
    await this.world.setup.answer(id, waiting.gate, "withdraw");
    this.approved.delete(waiting.payloadSha256);
    this.#withdrawn.add(waiting.payloadSha256);
    this.lines.push(`withdraw ${waiting.gate}`);
  }

  async #isOpened(id: string, gate: Gate): Promise<boolean> {
    await using sidecar = await this.world.setup.openSidecar();
    const view = id.startsWith("ictb-") ? await sidecar.peekBatch(id) : await sidecar.peekRun(id);
    if (!view.ok) throw new Error(JSON.stringify(view.refusal));
    return view.value.entries.some(
      ({ event }) => "gate" in event && event.type.endsWith("opened") && event.gate === gate,
    );
  }

  /** The journal of the run is lost with the folder, where it was there. */
  losesJournals(): boolean {
    if (this.world.sidecar === "postgresql") return false;
    if (this.#standing !== null) this.#adopting = adopting(this.#standing.id);
    return true;
  }

  async calm(machine: Machine, args: readonly string[]): Promise<void> {
    this.judge(args, await machine.run(args), "calm");
  }

  judge(args: readonly string[], end: CutterEnd | null, how: string, mayBeKilled = false): void {
    const { told, violation } = judgeEnd(end, mayBeKilled);
    this.lines.push(`${args[1]}, ${how} -> ${told}`);
    this.hasLost ||= end === null || end.signal !== null || end.code === 143;
    if (told.includes("STOP_NOTHING_TO_ADOPT")) {
      this.#adopting = null;
      this.#isTakenBack = end?.stderr.includes("its drafts are withdrawn") ?? false;
    }
    const [, over] = /adopt \S+ --over (\d+)/.exec(end?.stderr ?? "") ?? [];
    if (args[1] === "adopt" && over !== undefined)
      this.#adopting = [...adopting(args[2] ?? ""), "--over", over];
    if (violation !== null) this.violations.push(`${violation} of ${args.join(" ")}, ${how}`);
  }

  otherOf(machine: Machine): Machine {
    const [first, second] = this.world.machines;
    return machine === first ? second : first;
  }

  /** The message at this part of what a command usually says. */
  messageAt(part: number): number {
    const gate = this.#standing?.waiting?.gate ?? "cut";
    const usual = MESSAGES[this.world.sidecar][gate] * (this.#scene.story === "batch" ? 2 : 1);
    return 1 + Math.floor(part * usual);
  }

  /** The named point at this part of those up to the next wait. */
  pointAt(part: number): string {
    const points = pointsBehind(this.#standing?.waiting?.gate ?? null);
    const all = this.#scene.story === "batch" ? [...points, ...BATCH_POINTS] : points;
    return all[Math.floor(part * all.length)] ?? "";
  }
}

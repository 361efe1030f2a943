import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { SETTINGS_FILE } from "../../../src/config/settings.ts";
import type { CutterEnd } from "../../support/cutter.ts";
import type { TestSetup } from "../../support/test-setup.ts";
import { type FaultDoor, openFaultDoor } from "./fault-door.ts";
import { startWarmCutter, type WarmCutter } from "./warm-cutter.ts";

/** Longest time of one command; whatever takes longer hangs. */
const BOUND_MS = 90_000;

interface Places {
  readonly root: string;
  readonly temporary: string;
}

/** A runner: a folder, a process of the command line, and a door of its own to the server. */
export class Machine implements AsyncDisposable {
  readonly root: string;
  readonly door: FaultDoor;
  readonly #setup: TestSetup;
  #cutter: Promise<WarmCutter>;
  #living: WarmCutter | null = null;
  #isAsked = false;
  #work: Promise<unknown> = Promise.resolve();

  readonly #temporary: string;

  private constructor(setup: TestSetup, { root, temporary }: Places, door: FaultDoor) {
    this.#setup = setup;
    this.root = root;
    this.#temporary = temporary;
    this.door = door;
    this.#cutter = this.#start();
  }

  static async open(setup: TestSetup, places: Places): Promise<Machine> {
    const { DOT_CUTTER_DB_HOST: host = "", DOT_CUTTER_DB_PORT: port } = setup.variables;
    return new Machine(setup, places, await openFaultDoor({ host, port: Number(port) }));
  }

  get pid(): number {
    return this.#living?.pid ?? 0;
  }

  /** Runs a command to its end; null where it hangs. */
  async run(args: readonly string[], crashAt: string | null = null): Promise<CutterEnd | null> {
    const cutter = await this.#cutter;
    const { host, port } = this.door;
    const work = cutter.run(args, {
      ...this.#setup.variables,
      CUTTER_ROOT: this.root,
      DOT_CUTTER_DB_HOST: host,
      DOT_CUTTER_DB_PORT: String(port),
      ...(crashAt === null ? {} : { CUTTER_CRASH_AT: crashAt }),
    });
    this.#work = work;
    const bound = new AbortController();
    const hung = sleep(BOUND_MS, null, { signal: bound.signal }).catch(() => null);
    const end = await Promise.race([work, hung]);
    bound.abort();
    if (end === null) {
      const said = cutter.said();
      this.signal("SIGCONT");
      this.signal("SIGKILL");
      await work;
      process.stderr.write(`hangs: ${args.join(" ")}: ${said.slice(-400)}\n`);
    }
    // Who was asked to end keeps that for good, and ends a little later by itself.
    if (this.#isAsked) cutter.signal("SIGKILL");
    if (this.#isAsked || cutter.isGone()) this.#cutter = this.#start();
    this.#isAsked = false;
    return end;
  }

  /** Asks the command to end, as the one who cancels a job does. */
  askToEnd(): void {
    this.#isAsked = true;
    this.signal("SIGTERM");
  }

  signal(name: NodeJS.Signals): void {
    this.#living?.signal(name);
  }

  /** Whatever the machine keeps but its configuration. */
  async loseFolder(keepsBackups: boolean): Promise<void> {
    for (const name of await readdir(this.root))
      if (name !== SETTINGS_FILE && !(keepsBackups && name === "backups"))
        await rm(join(this.root, name), { recursive: true });
  }

  #start(): Promise<WarmCutter> {
    const { variables, codeFolder } = this.#setup;
    return startWarmCutter(codeFolder, { ...variables, HOME: "/nonexistent", TMPDIR: this.#temporary }).then(
      (cutter) => {
        this.#living = cutter;
        return cutter;
      },
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.signal("SIGCONT");
    await (await this.#cutter)[Symbol.asyncDispose]();
    await this.#work;
    await this.door[Symbol.asyncDispose]();
  }
}

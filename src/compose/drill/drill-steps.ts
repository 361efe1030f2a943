import type { DrillStep } from "../../domain/drill.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Progress } from "../../ports/progress.ts";

/** What a step gives, and what of it is told. */
export interface Taken<T> {
  readonly value: T;
  readonly found: string;
}

/** The steps of a drill, each told as it begins and with how long it took. */
export class DrillSteps {
  readonly done: DrillStep[] = [];
  readonly #clock: Clock;
  readonly #progress: Progress;

  constructor(clock: Clock, progress: Progress) {
    this.#clock = clock;
    this.#progress = progress;
  }

  async take<T>(step: string, work: () => Promise<Taken<T>>): Promise<T> {
    this.#progress.step(step);
    const from = this.#clock.now().getTime();
    const { value, found } = await work();
    const seconds = Math.round((this.#clock.now().getTime() - from) / 100) / 10;
    this.done.push({ step, seconds, found });
    return value;
  }
}

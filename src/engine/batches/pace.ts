import { countOf } from "../../domain/text-forms.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Progress } from "../../ports/progress.ts";

/** How often a long work says how far it is. */
const TELL_MS = 5000;

/** Tells how many of the members a work has come through, at most every five seconds, with an estimate of what is left. */
export class Pace {
  readonly #what: string;
  readonly #all: number;
  readonly #clock: Clock;
  readonly #progress: Progress;
  readonly #begun: number;
  #told: number;
  #done = 0;

  constructor(parts: { readonly clock: Clock; readonly progress: Progress }, what: string, all: number) {
    this.#clock = parts.clock;
    this.#progress = parts.progress;
    this.#what = what;
    this.#all = all;
    this.#begun = this.#clock.now().getTime();
    this.#told = this.#begun;
    if (all > 0) this.#progress.step(`${what}: ${countOf(all, "member")}`);
  }

  /** Counts one member as done. */
  count(): void {
    this.#done += 1;
    const now = this.#clock.now().getTime();
    if (now - this.#told < TELL_MS || this.#done === this.#all) return;
    this.#told = now;
    const left = ((now - this.#begun) / this.#done) * (this.#all - this.#done);
    this.#progress.note(`${this.#what}: ${this.#done} of ${this.#all}, about ${inWords(left)} left`);
  }
}

function inWords(ms: number): string {
  const seconds = Math.max(1, Math.round(ms / 1000));
  return seconds < 90 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
}

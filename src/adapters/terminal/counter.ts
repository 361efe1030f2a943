/** How far long work over many like things is. */
export interface Count {
  readonly judged: number;
  readonly of: number;
  readonly refused: number;
  readonly elapsedMs: number;
}

/** How often a line of its own is written where nothing can be written over: a job's log. */
const LOG_EVERY_MS = 10_000;
const TERMINAL_EVERY_MS = 200;
/** An estimate from less work is none. */
const LEAST_FOR_ESTIMATE_MS = 2_000;

/** `1 200 of 6 600 judged (18 %), 3 refused, about 25 s left` */
export function showCount({ judged, of, refused, elapsedMs }: Count): string {
  const share = Math.floor((judged / Math.max(of, 1)) * 100);
  const left = Math.ceil((elapsedMs / Math.max(judged, 1)) * (of - judged) * 0.001);
  const wrong = refused === 0 ? "" : `, ${showNumber(refused)} refused`;
  const estimate = elapsedMs < LEAST_FOR_ESTIMATE_MS || left === 0 ? "" : `, about ${showTime(left)} left`;
  return `${showNumber(judged)} of ${showNumber(of)} judged (${share} %)${wrong}${estimate}`;
}

/** 94 000: groups of three, so that large counts can be read. */
export function showNumber(count: number): string {
  return String(count).replace(/\B(?=(?:\d{3})+$)/g, " ");
}

function showTime(seconds: number): string {
  return seconds < 120 ? `${seconds} s` : `${Math.ceil(seconds / 60)} min`;
}

/** Tells counts: on a terminal in one line that is written over, elsewhere a line every ten seconds. `end` leaves the line as it stands. */
export function createCounter(options: {
  readonly isTerminal: boolean;
  readonly write: (text: string) => void;
}): { readonly tell: (count: Count) => void; readonly end: () => void } {
  const { isTerminal, write } = options;
  const every = isTerminal ? TERMINAL_EVERY_MS : LOG_EVERY_MS;
  let last = 0;
  let stands = false;
  return {
    tell(count) {
      const isLast = count.judged === count.of;
      if (count.elapsedMs - last < every && !(isLast && (isTerminal ? stands : last > 0))) return;
      last = count.elapsedMs;
      stands = isTerminal;
      write(isTerminal ? `\r\u001b[K    ${showCount(count)}` : `    ${showCount(count)}\n`);
    },
    end() {
      if (stands) write("\n");
      stands = false;
    },
  };
}

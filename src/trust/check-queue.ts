import { GATE_NAMES, GATES } from "../domain/gates.ts";
import type { QueueFacts, WaitingStart } from "../domain/queue-facts.ts";
import type { RepositoryCheck } from "./repository-check.ts";

/** A workflow whose job runs on the bot's own runner. */
export interface BotWorkflow {
  /** Its path in the repository. */
  readonly path: string;
  /** What `run-phases` does in it. */
  readonly command: string;
  /** Whether a start that waits is kept when another one comes. */
  readonly keepsWaiting: boolean;
}

/** Longer than this no job waits for a runner that is there, or that is started for it. */
const PATIENCE_HOURS = 2;
/** After so long GitHub gives up a job that no runner of one's own has taken. */
const GIVEN_UP_HOURS = 24;
/** So many jobs, each on a runner that did no other, are not the work of a few machines. */
const ENOUGH_JOBS = 5;
/** Each start of these does all that an earlier one would have done. */
const ALIKE: readonly string[] = ["reconcile", "doctor"];
const NOT_READ = "not read: the token lacks `actions: read`";

/** Whether the bot's jobs come to their turn while an approval lives, on machines that find the journals. */
export function checkQueue(asked: {
  readonly facts: QueueFacts;
  readonly workflows: readonly BotWorkflow[];
  readonly sidecar: "folder" | "postgresql";
  readonly now: Date;
}): readonly RepositoryCheck[] {
  return [checkRunners(asked), checkMissing(asked), checkWait(asked), checkGivenUp(asked)];
}

type Asked = Parameters<typeof checkQueue>[0];

function judged(name: string, expected: string, found: string, bad: string, wayOut: string): RepositoryCheck {
  const passed = bad === "";
  return { name, expected, actual: passed ? found : bad, passed, wayOut: passed ? "" : wayOut };
}

/** A folder on a machine that is thrown away after its job is the end of every run that waits for an approval. */
function checkRunners({ facts, sidecar }: Asked): RepositoryCheck {
  const kind = kindOfRunners(facts);
  const isTrap = sidecar === "folder" && kind.isEphemeral;
  const place = sidecar === "folder" ? "journals in a folder" : "journals in the database";
  const one = sidecar === "folder" && !kind.isEphemeral && kind.names.length > 1;
  const names = kind.names.slice(0, 3).join(", ");
  const some = kind.names.length === 0 ? "" : ` (${names}${kind.names.length > 3 ? ", …" : ""})`;
  return judged(
    "runners and journals",
    "journals where the next job finds them",
    `${place}, ${kind.words}${some}${one ? ", which have to be on one machine" : ""}`,
    isTrap ? `${place}, ${kind.words}${some}: a run is lost with its machine` : "",
    'Keep the journals in the database: `"sidecar": "postgresql"` in the configuration of every runner, the password of its lane in the environment `cutter`, and `cutter sidecar move` where the folder still is; or take runners that stay.',
  );
}

function kindOfRunners({ runners, done }: QueueFacts): {
  readonly isEphemeral: boolean;
  readonly names: readonly string[];
  readonly words: string;
} {
  const listed = runners ?? [];
  const jobs = done ?? [];
  const ids = new Set(jobs.map(({ runnerId }) => runnerId));
  const isEphemeral =
    listed.some((runner) => runner.isEphemeral === true) ||
    (jobs.length >= ENOUGH_JOBS && ids.size === jobs.length);
  const names = [
    ...new Set([...listed, ...jobs.map((job) => ({ name: job.runnerName }))].map(({ name }) => name)),
  ];
  if (isEphemeral) return { isEphemeral, names, words: "ephemeral runners" };
  if (runners === null && done === null) return { isEphemeral, names, words: `runners ${NOT_READ}` };
  return { isEphemeral, names, words: names.length === 0 ? "no runner seen yet" : "runners that stay" };
}

/** A job that no runner takes. */
function checkMissing({ facts, now }: Asked): RepositoryCheck {
  const late = oldest(
    facts.waiting?.filter(({ waitsFor }) => waitsFor === "runner") ?? [],
    ({ since }) => since,
  );
  const hours = late === null ? 0 : hoursBetween(late.since, now);
  return judged(
    "jobs that no runner takes",
    `none for more than ${PATIENCE_HOURS} h`,
    facts.waiting === null ? NOT_READ : late === null ? "none" : `${late.workflow} for ${inHours(hours)}`,
    late !== null && hours > PATIENCE_HOURS ? `${late.workflow} for ${inHours(hours)}: ${late.url}` : "",
    `Start a runner with the label \`cutter\`, or find out why none is started (Settings, Actions, Runners). GitHub gives a job up after ${GIVEN_UP_HOURS} h; start it again then, \`resume\` starts itself.`,
  );
}

/** Whether what waits now comes to its turn before an approval that is given now ends. */
function checkWait({ facts, now }: Asked): RepositoryCheck {
  const [shortest] = GATE_NAMES.map((gate) => ({ gate, hours: GATES[gate].lifetimeHours })).sort(
    (a, b) => a.hours - b.hours,
  );
  const limit = shortest?.hours ?? GIVEN_UP_HOURS;
  const { waiting, done } = facts;
  const count = waiting?.length ?? 0;
  const longest = Math.max(0, ...(done ?? []).map(({ minutes }) => minutes)) / 60;
  const ahead = Math.ceil(count / atOnce(facts, count)) * longest;
  const first = oldest(waiting ?? [], ({ createdAt }) => createdAt);
  const waited = first === null ? 0 : hoursBetween(first.createdAt, now);
  const found = `${count} waiting${first === null ? "" : `, the first for ${inHours(waited)}`}; the longest job took ${inHours(longest)}`;
  const gates = GATE_NAMES.filter((gate) => GATES[gate].lifetimeHours < Math.max(ahead, waited));
  return judged(
    "time in the queue",
    `less than an approval lives (${limit} h at ${shortest?.gate ?? "each gate"})`,
    waiting === null ? NOT_READ : found,
    gates.length === 0 ? "" : `${found}: longer than an approval of ${gates.join(", ")} lives`,
    "Start more runners, or let people approve when the queue is shorter. An approval that ends while its job waits is `STOP_APPROVAL_STALE`: renew the request, and it is answered anew.",
  );
}

/** How many jobs run beside each other: of runners that are made for each job, as many as there are jobs. */
function atOnce(facts: QueueFacts, waiting: number): number {
  if (kindOfRunners(facts).isEphemeral) return Math.max(1, waiting);
  const online = facts.runners?.filter(({ isOnline }) => isOnline).length ?? 0;
  return Math.max(1, online, new Set((facts.done ?? []).map(({ runnerId }) => runnerId)).size);
}

/** Without `queue: max` GitHub keeps one start of a concurrency group waiting, and cancels it for the next. */
function checkGivenUp({ facts, workflows }: Asked): RepositoryCheck {
  const lossy = new Set(
    workflows.filter((one) => !one.keepsWaiting && !ALIKE.includes(one.command)).map(({ path }) => path),
  );
  const lost = (facts.givenUp ?? []).filter(({ workflow }) => lossy.has(workflow));
  const files = [...new Set(lost.map(({ workflow }) => workflow))];
  const last = lost
    .map(({ createdAt }) => createdAt.toISOString().slice(0, 16))
    .sort()
    .at(-1);
  return judged(
    "starts cancelled before they began",
    "none in 7 days",
    facts.givenUp === null ? NOT_READ : "none",
    lost.length === 0 ? "" : `${lost.length} of ${files.join(", ")}, the last of ${last}Z`,
    "Set `queue: max` under `concurrency` of these workflows, as `cutter init control` writes it, so that the next start cancels none that waits; then start again what is still wanted.",
  );
}

function oldest(starts: readonly WaitingStart[], time: (start: WaitingStart) => Date): WaitingStart | null {
  return starts.toSorted((a, b) => time(a).getTime() - time(b).getTime())[0] ?? null;
}

function hoursBetween(from: Date, to: Date): number {
  return (to.getTime() - from.getTime()) / 3_600_000;
}

function inHours(hours: number): string {
  return hours >= 1 ? `${Math.round(hours)} h` : `${Math.round(hours * 60)} min`;
}

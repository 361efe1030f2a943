import { type Environment, readActors } from "../config/environment.ts";
import { type Initiator, joinInitiators, renderInitiator } from "../domain/initiator.ts";
import { accepted, type Result } from "../domain/result.ts";
import type { EngineSettings } from "../engine/session/engine-parts.ts";

/** Names who starts and who moves runs by this process; GitHub is asked for the ids that the job was not told. */
export async function nameActors(
  environment: Environment,
  findAccountId: ((login: string) => Promise<Result<number>>) | null,
): Promise<Result<Pick<EngineSettings, "initiator" | "mover">>> {
  const actors = readActors(environment);
  if (!actors.ok) return actors;
  const { starters, movers } = actors.value;
  const named = new Map<Initiator, string>();
  for (const each of new Set([...starters, ...movers])) {
    const isAsked = each.system === "github" && each.id === null && findAccountId !== null;
    const id = isAsked ? await findAccountId(each.name) : accepted(each.id);
    if (!id.ok) return id;
    named.set(each, renderInitiator({ ...each, id: id.value }));
  }
  const name = (accounts: readonly Initiator[]): string =>
    joinInitiators(accounts.map((each) => named.get(each) ?? ""));
  return accepted({ initiator: name(starters), mover: movers.length === 0 ? null : name(movers) });
}

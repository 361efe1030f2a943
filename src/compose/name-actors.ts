import { type Environment, readActors } from "../config/environment.ts";
import { type Initiator, joinInitiators, renderInitiator } from "../domain/initiator.ts";
import { accepted, type Result } from "../domain/result.ts";
import type { EngineSettings } from "../engine/session/engine-parts.ts";

/** Names who starts and who moves runs by this process; only the id of who started a job again has to be asked of GitHub. */
export async function nameActors(
  environment: Environment,
  findAccountId: ((login: string) => Promise<Result<number | null>>) | null,
): Promise<Result<Pick<EngineSettings, "initiator" | "mover">>> {
  const { starters, movers, again } = readActors(environment);
  const asked = again === null || findAccountId === null ? accepted(null) : await findAccountId(again.name);
  if (!asked.ok) return asked;
  const id = asked.value;
  const name = (accounts: readonly Initiator[]): string =>
    joinInitiators(accounts.map((each) => renderInitiator(each === again ? { ...each, id } : each)));
  return accepted({ initiator: name(starters), mover: movers.length === 0 ? null : name(movers) });
}

import { type Environment, readActors } from "../config/environment.ts";
import { type Initiator, joinInitiators, renderInitiator } from "../domain/initiator.ts";
import type { EngineSettings } from "../engine/session/engine-parts.ts";

/** Names who starts and who moves runs by this process; the id of who started a job again is asked of GitHub. */
export async function nameActors(
  environment: Environment,
  findAccountId: ((login: string) => Promise<number | null>) | null,
): Promise<Pick<EngineSettings, "initiator" | "mover">> {
  const identify = async (account: Initiator): Promise<Initiator> =>
    account.system === "github" && account.id === null && findAccountId !== null
      ? { ...account, id: await findAccountId(account.name) }
      : account;
  const name = async (accounts: readonly Initiator[]): Promise<string> =>
    joinInitiators((await Promise.all(accounts.map(identify))).map(renderInitiator));
  const { starters, movers } = readActors(environment);
  return { initiator: await name(starters), mover: movers.length === 0 ? null : await name(movers) };
}

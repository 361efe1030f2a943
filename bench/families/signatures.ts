import { type Family, type Measured, renderMs, type Scale } from "../row.ts";
import { makeOpenPgpHistory, makeSshHistory, openChecker, type SignedHistory } from "../signed-history.ts";
import { asSpeedUp, timeMs, timePairs } from "../timing.ts";
import { runWatched } from "../watched-process.ts";

const COMMITS = { full: 1000, tiny: 2 } as const;
const ROUNDS = { full: 25, tiny: 1 } as const;

/** The product's verification, in its own process, compared with git's, which starts gpg or ssh-keygen for every commit. */
export const signatures: Family = {
  rows: [
    {
      name: "verify-openpgp",
      what: "one approval commit, OpenPGP, warm",
      against: "git verify-commit",
      target: "<= 0.15x",
    },
    {
      name: "verify-ssh",
      what: "one approval commit, SSH, warm",
      against: "git verify-commit",
      target: "<= 0.05x",
    },
    {
      name: "verify-1000-openpgp",
      what: "1000 approval commits, OpenPGP",
      against: "git log --pretty=%G?",
      target: ">= 4x",
    },
    {
      name: "verify-1000-ssh",
      what: "1000 approval commits, SSH",
      against: "git log --pretty=%G?",
      target: ">= 20x",
    },
  ],
  async measure(scale) {
    await using openpgp = await makeOpenPgpHistory(COMMITS[scale]);
    await using ssh = await makeSshHistory(COMMITS[scale]);
    return {
      "verify-openpgp": await measureOne(openpgp, scale),
      "verify-ssh": await measureOne(ssh, scale),
      "verify-1000-openpgp": await measureAll(openpgp),
      "verify-1000-ssh": await measureAll(ssh),
    };
  },
};

async function measureOne(history: SignedHistory, scale: Scale): Promise<Measured> {
  await using checker = await openChecker(history);
  const commit = (round: number) => history.commits[round % history.commits.length] ?? "";
  const pair = await timePairs({
    rounds: ROUNDS[scale],
    warmUp: 3,
    own: (round) => checker.check(commit(round)),
    other: (round) => git(history, ["verify-commit", commit(round)]),
  });
  return {
    own: renderMs(pair.ownMs),
    other: renderMs(pair.otherMs),
    figure: pair.ownMs / pair.otherMs,
  };
}

/** Measured once: a thousand commits need no repetition. */
async function measureAll(history: SignedHistory): Promise<Measured> {
  await using checker = await openChecker(history);
  const ownMs = await timeMs(async () => {
    for (const commit of history.commits) await checker.check(commit);
  });
  let said = "";
  const otherMs = await timeMs(async () => {
    said = await git(history, ["log", "--pretty=%G?"]);
  });
  const good = said.split("\n").filter((line) => line === "G" || line === "U").length;
  if (good !== history.commits.length) throw new Error(`git calls ${good} commits good`);
  return asSpeedUp({ ownMs, otherMs });
}

async function git(history: SignedHistory, args: readonly string[]): Promise<string> {
  const { stdout } = await runWatched({
    command: "git",
    args: ["-C", history.repository, ...args],
    env: history.environment,
  });
  return stdout;
}

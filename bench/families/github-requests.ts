import { makeGitHubSetup } from "../../test/acceptance/github-setup.ts";
import {
  allowMerging,
  byLinks,
  bySignature,
  type Opening,
  tellRun,
} from "../../test/acceptance/github-story.ts";
import type { Family, Measured } from "../row.ts";

/** Requests that the runner sends for a whole run, from dispatch to closeout, by the proof that opens the gates; nothing is timed. */
export const githubRequests: Family = {
  rows: [
    {
      name: "github-requests",
      what: "a whole run, gates opened by signed commits",
      against: null,
      target: "<= 40 requests",
    },
    {
      name: "github-requests-merged",
      what: "a whole run, gates opened by merged pull requests",
      against: null,
      target: "<= 40 requests",
    },
  ],
  async measure() {
    await using setup = await makeGitHubSetup();
    const count = async (open: Opening): Promise<Measured> => {
      const before = setup.runnerRequests();
      await tellRun(setup, `counted ${open.name}`, open);
      const figure = setup.runnerRequests() - before;
      return { own: `${figure} requests`, other: null, figure };
    };
    const signed = await count(bySignature);
    await allowMerging(setup);
    return { "github-requests": signed, "github-requests-merged": await count(byLinks) };
  },
};

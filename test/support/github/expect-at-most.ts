import assert from "node:assert/strict";
import type { Limits } from "./limits.ts";

/** How many requests there may be: in all, of those that generate content, and of single routes. */
export interface MostRequests {
  readonly total?: number;
  readonly content?: number;
  readonly byRoute?: Readonly<Record<string, number>>;
}

/** What the requests cost that a test has its eye on, since it began to look. */
export function countRequests(limits: Limits): { expectAtMost(most: MostRequests): void } {
  const before = { total: limits.total, content: limits.content, refused: limits.refused };
  const routes = new Map(limits.byRoute);
  return {
    /** Fails with the count of every route where there were more, or where GitHub would have refused one for a limit. */
    expectAtMost(most) {
      const made = [...limits.byRoute].map(
        ([route, count]) => [route, count - (routes.get(route) ?? 0)] as const,
      );
      const told = made
        .filter(([, count]) => count > 0)
        .map(([route, count]) => `${count} ${route}`)
        .join("\n");
      const isWithin = (found: number, allowed = Number.POSITIVE_INFINITY) => found <= allowed;
      const routesWithin = made.every(([route, count]) => isWithin(count, most.byRoute?.[route]));
      const total = limits.total - before.total;
      const content = limits.content - before.content;
      const within = isWithin(total, most.total) && isWithin(content, most.content) && routesWithin;
      assert.ok(
        within,
        `${total} requests, ${content} of them content; at most ${JSON.stringify(most)}:\n${told}`,
      );
      assert.equal(limits.refused - before.refused, 0, `GitHub refused requests for a limit:\n${told}`);
    },
  };
}

import { readFileSync } from "node:fs";

/**
 * Refuses a Node that is older than `package.json` asks for, as a refusal's fields; null where it may run. Written for any Node that knows
 * modules: an older one has to get as far as to be told.
 *
 * @returns {import("./tell-refusal.js").Told | null}
 */
export function refuseOldNode() {
  const { engines } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
  const expected = engines.node.replace(/^>=/, "");
  if (!isOlder(process.versions.node, expected)) return null;
  return {
    reason: "STOP_TOOL_MISSING",
    message: "A required program is missing or too old.",
    field: `Node, ${process.execPath}`,
    expected: `${expected} or later`,
    actual: process.versions.node,
    wayOut: `Install Node ${expected} or later.`,
  };
}

/**
 * @param {string} version
 * @param {string} lowest
 */
function isOlder(version, lowest) {
  const [ours, least] = [version, lowest].map((text) => text.split(".").map(Number));
  for (const part of [0, 1, 2]) {
    const [have = 0, need = 0] = [ours?.[part], least?.[part]];
    if (have !== need) return have < need;
  }
  return false;
}

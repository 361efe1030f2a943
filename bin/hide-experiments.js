/**
 * Keeps Node from telling people that something it offers is experimental, such as Ed25519 in Node 20: they can do nothing about it. Other
 * warnings are told in one line.
 */
export function hideExperiments() {
  process.removeAllListeners("warning");
  process.on("warning", ({ name, message }) => {
    if (name !== "ExperimentalWarning") process.stderr.write(`${name}: ${message}\n`);
  });
}

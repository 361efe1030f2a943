/** For `test(title, { skip: NEEDS_ROOT }, …)` of what only root can arrange: another owner, a mounted disk. `npm test` tells what it left out. */
export const NEEDS_ROOT =
  process.getuid?.() === 0 ? false : "it needs root, to give files to other accounts or to mount a disk";

/**
 * Shell text that makes the tree of its first argument (`--empty`: of nothing), changed by the entries on standard input as
 * `git update-index -z --index-info` takes them, in the index of the environment. One process to start instead of three, because starting
 * one from a large process takes longer than all that git does.
 */
export const TREE_SCRIPT = 'git read-tree "$1" && git update-index -z --index-info && git write-tree';

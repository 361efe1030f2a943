/** The id of a run or batch says when it was started. */
export function startOf(id: string): string {
  return id.slice(5, 21).replace(/^(....)(..)(..)T(..)(..)(..)Z$/, "$1-$2-$3T$4:$5:$6Z");
}

/** What a time stamp (RFC 3161) says, and whether its authority is the one that was named. */
export type TimeStampFacts =
  | { readonly kind: "unreadable"; readonly why: string }
  | {
      readonly kind: "read";
      readonly at: Date;
      /** Name of the hash over what was stamped: `sha256` … */
      readonly hash: string;
      /** That hash, in lower-case hex. */
      readonly imprint: string;
      /** Why the token does not hold under the authority's certificates at the time that it names; null where it does. */
      readonly distrusted: string | null;
    };

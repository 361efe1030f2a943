/** What a decision may be about that more persons may have to approve, by the policy. */
export const CONCERNS = ["retire", "correct", "retroactive", "lineage", "batch"] as const;

export type Concern = (typeof CONCERNS)[number];

/** A concern in words that follow "because". */
export const CONCERN_WORDS: Readonly<Record<Concern, string>> = {
  retire: "it repeals text",
  correct: "it says that enacted text was wrong",
  retroactive: "it changes what was in force in the past",
  lineage: "a person has stated which units are the same",
  batch: "it decides about many documents at once",
};

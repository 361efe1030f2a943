/** Marks that close a sentence, and stand behind a number, in scripts without the Latin full stop: dandas, and those of Urdu, Burmese and Ethiopic. */
export const FULL_STOPS = "।॥۔။።";

/** Scripts that end no sentence with a mark. */
export const UNSTOPPED = /[\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}]/u;

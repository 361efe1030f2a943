/** Words with which a line in brackets below the title of an annex tells the act to which it is annexed. */
export const ANNEX_NOTES: readonly string[] = ["kèm theo", "ban hành kèm theo", "ban hành theo"];

import type { DatedVersion, DaysPlan, EnactedSet, OpenDays } from "../domain/days-plan.ts";
import type { Result } from "../domain/result.ts";
import type { PhaseReceipt, WriteOrder } from "./knowledge-base.ts";

/** The part of the knowledge base by which enacted versions get the day from which they are in force. */
export interface DaysOfEffect {
  /** The enacted change sets of a document, oldest first. */
  enactedSets(documentId: string): Promise<readonly EnactedSet[]>;
  /** The versions of a change set in order, with the days that they have apart from what this run has set. */
  datedVersions(changeSetId: string, butRun: string): Promise<readonly DatedVersion[]>;
  /** The days after this one from which enacted versions of the document are in force, earliest first. */
  boundaryDays(documentId: string, after: string): Promise<readonly string[]>;
  /** Enacted text whose day is open, of every document. */
  openDays(): Promise<readonly OpenDays[]>;
  /** Consumes SG_2 of a run that sets days, records the decision, and from which day each version is in force. */
  setEffect(command: DaysCommand): Promise<Result<PhaseReceipt>>;
}

/** A write that sets the days of enacted versions. */
export interface DaysCommand extends WriteOrder {
  readonly plan: DaysPlan;
  readonly reviewDecisionId: string;
  readonly why: string;
}

package dev.stackwright.run;

/** How a stage ended, with words for people. */
public record StageResult(Outcome outcome, String message) {

    /** What whoever started the stage should make of it. */
    public enum Outcome {
        /** Done, now or before. */
        DONE,
        /** Not done; another try may help. */
        FAILED,
        /** Not begun: this stage cannot be asked of this run. */
        REFUSED,
        /** Another try will not help; the run has failed. */
        FAILED_FOR_GOOD,
        /** The run was cancelled; nothing is left to do. */
        CANCELLED
    }
}

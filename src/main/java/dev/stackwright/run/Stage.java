package dev.stackwright.run;

import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A part of a run that may be done by a process of its own. What it makes lies in the store; done again, it is done. */
public enum Stage {
    /** Decides what is left open, once, and looks whether the dataset will do. */
    PREPARE,
    /** Trains one member; members in any order, or at once. */
    MEMBER,
    /** Fits the stack on what all members say. */
    STACK,
    /** Publishes, promotes where asked, and ends the run. */
    PUBLISH,
    /** Ends the run as failed, for whoever starts the stages and sees one fail. */
    FAIL;

    /** As on the command line. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The stage of that name.
     *
     * @throws IllegalArgumentException when the text names none
     */
    public static Stage parse(String text) {
        return Arrays.stream(values())
                .filter(stage -> stage.text().equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "expected a stage of prepare, member, stack, publish or fail, found '" + text + "'"));
    }

    /**
     * One stage as it is asked for.
     *
     * @param member the network, for the stage member and no other
     * @param message why, for people, for the stage fail and no other
     */
    public record Request(
            Stage stage, @Nullable String member, @Nullable String message) {

        /** @throws IllegalArgumentException when a stage lacks what it needs, or is given what it has no use for */
        public Request {
            if ((stage == MEMBER) != (member != null)) {
                throw new IllegalArgumentException(
                        stage == MEMBER
                                ? "the stage member needs the name of a member, found none"
                                : "only the stage member takes the name of a member, found '" + member + "' for "
                                        + stage.text());
            }
            if (stage != FAIL && message != null) {
                throw new IllegalArgumentException(
                        "only the stage fail takes a message, found one for " + stage.text());
            }
        }

        /** Names the stage among those of its run, e.g. {@code member-mobilenet-v2}. */
        String name() {
            return member == null ? stage.text() : stage.text() + "-" + member;
        }
    }

    /** How a stage ended, with words for people. */
    public record Result(Outcome outcome, String message) {

        /** Of a run that has ended. */
        static Result ended(RunId run, RunState state) {
            Outcome outcome = switch (state.phase()) {
                case SUCCEEDED -> Outcome.DONE;
                case CANCELLED -> Outcome.CANCELLED;
                case QUEUED, RUNNING, FAILED -> Outcome.FAILED_FOR_GOOD;
            };
            return new Result(outcome, told(run, state));
        }

        static String told(RunId run, RunState state) {
            return "run " + run + " " + state.phase().text()
                    + (state.version() == null ? "" : ": published " + state.version())
                    + (state.message() == null ? "" : ": " + state.message());
        }
    }

    /** What whoever started a stage should make of its end. */
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

    /** A stage was begun before one that it needs; begun after it, it will do. */
    static final class OrderException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        OrderException(String message) {
            super(message);
        }
    }
}

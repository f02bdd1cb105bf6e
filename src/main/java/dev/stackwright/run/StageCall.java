package dev.stackwright.run;

import org.jspecify.annotations.Nullable;

/**
 * One stage as it is asked for.
 *
 * @param member the network, for the stage member and no other
 * @param message why, for people, for the stage fail and no other
 */
public record StageCall(
        Stage stage, @Nullable String member, @Nullable String message) {

    /** @throws IllegalArgumentException when a stage lacks what it needs, or is given what it has no use for */
    public StageCall {
        if ((stage == Stage.MEMBER) != (member != null)) {
            throw new IllegalArgumentException(
                    stage == Stage.MEMBER
                            ? "the stage member needs the name of a member, found none"
                            : "only the stage member takes the name of a member, found '" + member + "' for "
                                    + stage.text());
        }
        if (stage != Stage.FAIL && message != null) {
            throw new IllegalArgumentException("only the stage fail takes a message, found one for " + stage.text());
        }
    }

    /** Names the stage among those of its run, e.g. {@code member-mobilenet-v2}. */
    String name() {
        return member == null ? stage.text() : stage.text() + "-" + member;
    }
}

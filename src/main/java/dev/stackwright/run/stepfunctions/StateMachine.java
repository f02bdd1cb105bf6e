package dev.stackwright.run.stepfunctions;

import dev.stackwright.run.RunId;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The ARN of a state machine, {@code arn:aws:states:<region>:<account>:stateMachine:<name>}.
 *
 * @param partition e.g. {@code aws}
 */
public record StateMachine(String partition, String region, String account, String name) {

    private static final Pattern ARN =
            Pattern.compile("arn:([a-z0-9-]+):states:([a-z0-9-]+):([0-9]{12}):stateMachine:([A-Za-z0-9_-]{1,80})");

    /**
     * Reads the ARN of a state machine.
     *
     * @throws IllegalArgumentException when the text is none; a version or an alias is none, either
     */
    public static StateMachine parse(String arn) {
        Matcher parts = ARN.matcher(arn);
        if (!parts.matches()) {
            throw new IllegalArgumentException("expected the ARN of a state machine, such as"
                    + " arn:aws:states:eu-central-1:123456789012:stateMachine:training, found '" + arn + "'");
        }
        return new StateMachine(parts.group(1), parts.group(2), parts.group(3), parts.group(4));
    }

    public String arn() {
        return "arn:" + partition + ":states:" + region + ":" + account + ":stateMachine:" + name;
    }

    /** The ARN that the execution of a run has, begun or not: executions are named by their run. */
    public String execution(RunId run) {
        return "arn:" + partition + ":states:" + region + ":" + account + ":execution:" + name + ":" + run;
    }
}

package dev.stackwright.cli;

import dev.stackwright.run.RunId;
import dev.stackwright.run.Stage;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of {@code train} that do one stage of a run. */
final class StageOptions {

    @Option(
            names = "--run",
            paramLabel = "RUN",
            description = "Does one stage of this run, which was submitted with --launch stages or by a server with a"
                    + " state machine.")
    private @Nullable RunId run;

    @Option(
            names = "--stage",
            paramLabel = "STAGE",
            description = "Of --run: prepare, member, stack, publish, or fail, which ends the run as failed.")
    private @Nullable Stage stage;

    @Option(names = "--member", paramLabel = "NETWORK", description = "Of --stage member: which one.")
    private @Nullable String member;

    @Option(names = "--message", paramLabel = "TEXT", description = "Of --stage fail: why, for people.")
    private @Nullable String message;

    boolean given() {
        return run != null || stage != null || member != null || message != null;
    }

    /** @throws IllegalArgumentException when it was not given */
    RunId run() {
        if (run == null) {
            throw new IllegalArgumentException("--stage, --member and --message need --run=RUN");
        }
        return run;
    }

    /** @throws IllegalArgumentException when the options do not go together */
    Stage.Request call() {
        if (stage == null) {
            throw new IllegalArgumentException("--run needs --stage=STAGE: prepare, member, stack, publish or fail");
        }
        return new Stage.Request(stage, member, message);
    }
}

package dev.stackwright.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.stackwright.common.KebabCase;
import dev.stackwright.network.Network;
import dev.stackwright.run.Launcher.LaunchDocument.LaunchType;
import dev.stackwright.train.Recipe;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Has runs carried out. Thread-safe. */
public interface Launcher {

    /** Which runs are its own. */
    LaunchType how();

    /**
     * What is written down of a run before it is launched.
     *
     * @param plan resolved, where the run goes to where no worker takes it up
     */
    LaunchDocument describe(RunId run, RunPlan plan);

    /**
     * Sees to it that the run is begun; asked again, nothing more happens.
     *
     * @param launch as {@link #describe} made it, perhaps in another process
     * @throws LaunchEndedException when an earlier launch went through and is over; the run's state says whether it was begun
     * @throws LaunchException when that is not possible now; to be asked again later
     */
    void launch(RunId run, LaunchDocument launch);

    /**
     * Stops what was launched; nothing happens where that has ended or never began. Where nothing is to be stopped, the
     * mark in the store does it.
     *
     * @throws LaunchException when that is not possible now; to be asked again later
     */
    default void stop(RunId run, LaunchDocument launch) {}

    /**
     * Leaves runs to the workers of all processes that share the store.
     *
     * @param wake tells the worker of this process
     */
    static Launcher workers(Consumer<RunId> wake) {
        return new InStore(LaunchType.WORKER, null, wake);
    }

    /** Leaves runs to whoever runs the command of each stage: a script, or a scheduler that is not known here. */
    static Launcher stages() {
        return new InStore(LaunchType.STAGES, null, run -> {});
    }

    /**
     * Leaves a run to the command that asks for it, which carries it out itself.
     *
     * @param weights what it was told to start from, for whoever goes on with the run should the command die
     */
    static Launcher command(String weights) {
        return new InStore(LaunchType.COMMAND, weights, run -> {});
    }

    /** Launches by nothing but what lies in the store. */
    record InStore(LaunchType how, @Nullable String weights, Consumer<RunId> wake) implements Launcher {

        @Override
        public LaunchDocument describe(RunId run, RunPlan plan) {
            return how.isElsewhere()
                    ? LaunchDocument.elsewhere(how, plan, null)
                    : new LaunchDocument(how, null, null, null, null, weights);
        }

        @Override
        public void launch(RunId run, LaunchDocument launch) {
            wake.accept(run);
        }
    }

    /** What carries runs out could not be reached, or refused. The run stays as it is, to be launched again. */
    public static class LaunchException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        public LaunchException(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /** What an earlier launch began is over and cannot be begun again. Asking again is in vain where the run still waits. */
    public static final class LaunchEndedException extends LaunchException {

        private static final long serialVersionUID = 1L;

        public LaunchEndedException(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /**
     * The document {@code runs/<run>/launch.json}, create-only and older than the run's first state: who carries the run out.
     * What a request leaves open is decided here where the run goes elsewhere, for the machines there may differ.
     *
     * @param recipe never auto; absent where a worker decides
     * @param members names of networks; absent where a worker decides
     * @param gpu whether the recipe wants one; absent where a worker decides
     * @param execution the name that the launcher's service knows it by; absent where there is none
     * @param weights what a command was told to start from, as a setting names it; absent where each process has its own
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record LaunchDocument(
            LaunchType how,
            @Nullable Recipe recipe,
            @Nullable List<String> members,
            @Nullable Boolean gpu,
            @Nullable String execution,
            @Nullable String weights) {

        /** Who carries a run out. */
        public enum LaunchType {
            /** A worker in a process takes it up. */
            WORKER,
            /** The command that asked for it; a worker takes it up where that has died. */
            COMMAND,
            /** Someone runs the command of each stage. */
            STAGES,
            /** A state machine runs the command of each stage. */
            STATE_MACHINE;

            /** Whether no worker may take the run up, so that what is left open is decided before it is launched. */
            boolean isElsewhere() {
                return this == STAGES || this == STATE_MACHINE;
            }

            @JsonValue
            public String text() {
                return KebabCase.of(this);
            }
        }

        public LaunchDocument {
            members = members == null ? null : List.copyOf(members);
            if (how.isElsewhere()
                    && (recipe == null || recipe == Recipe.AUTO || members == null || members.isEmpty())) {
                throw new IllegalArgumentException("expected a recipe and members for a run that is launched as "
                        + how.text() + ", found " + recipe + " and " + members);
            }
        }

        /** For a worker, who decides. */
        public static LaunchDocument worker() {
            return new LaunchDocument(LaunchType.WORKER, null, null, null, null, null);
        }

        /** For processes elsewhere, as planned. */
        public static LaunchDocument elsewhere(LaunchType how, RunPlan plan, @Nullable String execution) {
            List<String> members = plan.members().stream().map(Network::name).toList();
            return new LaunchDocument(how, plan.recipe(), members, plan.recipe() != Recipe.PROBE, execution, null);
        }

        /** Why this stage cannot be asked for, following the name of the run; or empty. */
        Optional<String> refuses(Stage.Request call) {
            if (members == null) {
                return Optional.of(
                        "is for a worker, which does all stages; for single stages, submit it with 'stackwright"
                                + " train … --launch stages'");
            }
            return call.member() == null || members.contains(call.member())
                    ? Optional.empty()
                    : Optional.of(
                            "has no member '" + call.member() + "': expected one of " + String.join(", ", members));
        }

        /** The request with what was decided here. */
        TrainRequest decide(TrainRequest request) {
            return how.isElsewhere() ? request.with(recipe, members) : request;
        }
    }
}

package dev.stackwright.run;

import dev.stackwright.run.LaunchDocument.LaunchType;
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
    public static final class LaunchException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        public LaunchException(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }
}

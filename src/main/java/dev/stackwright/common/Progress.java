package dev.stackwright.common;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/** Receives what long work tells: stages, each with a known number of steps. Implementations are thread-safe. */
public interface Progress {

    /** Ignores everything. */
    Progress NONE = (name, total) -> new Task() {
        @Override
        public void advance(long steps) {}

        @Override
        public void close() {}
    };

    /**
     * Begins a stage.
     *
     * @param name short and lower case, e.g. {@code features mobilenet-v2}
     * @param total the number of steps that are expected, fewer than there may be, or 0 where it is not known
     */
    Task stage(String name, long total);

    /** A remark for people, e.g. that an image was set aside. */
    default void note(String text) {}

    /** Tells two of everything. */
    static Progress both(Progress one, Progress other) {
        return new Progress() {
            @Override
            public Task stage(String name, long total) {
                Task first = one.stage(name, total);
                Task second = other.stage(name, total);
                return new Task() {
                    @Override
                    public void advance(long steps) {
                        first.advance(steps);
                        second.advance(steps);
                    }

                    @Override
                    public void measured(String training, Epoch epoch) {
                        first.measured(training, epoch);
                        second.measured(training, epoch);
                    }

                    @Override
                    public void close() {
                        first.close();
                        second.close();
                    }
                };
            }

            @Override
            public void note(String text) {
                one.note(text);
                other.note(text);
            }
        };
    }

    /**
     * One pass of a training over its examples.
     *
     * @param epoch from 1
     * @param loss mean over the pass, in nats
     * @param accuracy likewise, 0 to 1
     * @param validationLoss after the pass, on examples that are not trained on; null where none are watched
     * @param validationAccuracy likewise
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Epoch(
            int epoch,
            double loss,
            double accuracy,
            @Nullable Double validationLoss,
            @Nullable Double validationAccuracy) {}

    /** A stage under way; close it when it is over, whether it succeeded or not. */
    interface Task extends AutoCloseable {

        /** Counts {@code steps} more steps as done. */
        void advance(long steps);

        /**
         * Tells how a training went so far, an epoch after the other.
         *
         * @param training which of the stage's trainings, short, e.g. {@code fold 2}
         */
        default void measured(String training, Epoch epoch) {}

        @Override
        void close();
    }
}

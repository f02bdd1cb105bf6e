package dev.stackwright.common;

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
     * @param total the number of steps, or 0 where it is not known
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

    /** A stage under way; close it when it is over, whether it succeeded or not. */
    interface Task extends AutoCloseable {

        /** Counts {@code steps} more steps as done. */
        void advance(long steps);

        @Override
        void close();
    }
}

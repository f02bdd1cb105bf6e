package dev.stackwright.run;

/** Leaves runs to the workers of all processes that share the store; wakes the one of this process. */
final class WorkerLauncher implements Launcher {

    private final RunSignal signal;

    WorkerLauncher(RunSignal signal) {
        this.signal = signal;
    }

    @Override
    public LaunchDocument.LaunchType how() {
        return LaunchDocument.LaunchType.WORKER;
    }

    @Override
    public LaunchDocument describe(RunId run, RunPlan plan) {
        return LaunchDocument.worker();
    }

    @Override
    public void launch(RunId run, LaunchDocument launch) {
        signal.wake();
    }

    /** The mark in the store does it. */
    @Override
    public void stop(RunId run, LaunchDocument launch) {}
}

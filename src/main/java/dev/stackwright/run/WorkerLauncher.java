package dev.stackwright.run;

/** Leaves runs to the workers of all processes that share the store; wakes the one of this process. */
final class WorkerLauncher implements Launcher {

    private final RunSignal signal;

    WorkerLauncher(RunSignal signal) {
        this.signal = signal;
    }

    @Override
    public Launch.How how() {
        return Launch.How.WORKER;
    }

    @Override
    public Launch describe(RunId run, RunPlan plan) {
        return Launch.worker();
    }

    @Override
    public void launch(RunId run, Launch launch) {
        signal.wake();
    }

    /** The mark in the store does it. */
    @Override
    public void stop(RunId run, Launch launch) {}
}

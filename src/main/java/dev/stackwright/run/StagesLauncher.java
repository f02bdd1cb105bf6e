package dev.stackwright.run;

/** Leaves runs to whoever runs the command of each stage: a script, or another scheduler than those known here. */
public final class StagesLauncher implements Launcher {

    @Override
    public LaunchDocument.LaunchType how() {
        return LaunchDocument.LaunchType.STAGES;
    }

    @Override
    public LaunchDocument describe(RunId run, RunPlan plan) {
        return LaunchDocument.elsewhere(LaunchDocument.LaunchType.STAGES, plan, null);
    }

    /** Nothing to do. */
    @Override
    public void launch(RunId run, LaunchDocument launch) {}

    /** Stages look for the mark in the store. */
    @Override
    public void stop(RunId run, LaunchDocument launch) {}
}

package dev.stackwright.run;

/** Leaves runs to whoever runs the command of each stage: a script, or another scheduler than those known here. */
public final class StagesLauncher implements Launcher {

    @Override
    public Launch.How how() {
        return Launch.How.STAGES;
    }

    @Override
    public Launch describe(RunId run, RunPlan plan) {
        return Launch.elsewhere(Launch.How.STAGES, plan, null);
    }

    /** Nothing to do. */
    @Override
    public void launch(RunId run, Launch launch) {}

    /** Stages look for the mark in the store. */
    @Override
    public void stop(RunId run, Launch launch) {}
}

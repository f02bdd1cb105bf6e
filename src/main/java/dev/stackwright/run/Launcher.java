package dev.stackwright.run;

/** Has runs carried out. Thread-safe. */
public interface Launcher {

    /** Which runs are its own. */
    LaunchDocument.LaunchType how();

    /** What is written down of a run before it is launched. */
    LaunchDocument describe(RunId run, RunPlan plan);

    /**
     * Sees to it that the run is begun; asked again, nothing more happens.
     *
     * @param launch as {@link #describe} made it, perhaps in another process
     * @throws LaunchException when that is not possible now; to be asked again later
     */
    void launch(RunId run, LaunchDocument launch);

    /**
     * Stops what was launched; nothing happens where that has ended or never began.
     *
     * @throws LaunchException when that is not possible now; to be asked again later
     */
    void stop(RunId run, LaunchDocument launch);
}

package dev.stackwright.run;

import java.util.Optional;

class WorkerLauncherTest extends LauncherContract {

    private final Launcher launcher = new WorkerLauncher(new RunSignal());

    @Override
    protected Launcher launcher() {
        return launcher;
    }

    @Override
    protected Optional<Integer> begun() {
        return Optional.empty();
    }
}

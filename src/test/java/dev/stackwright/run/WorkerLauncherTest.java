package dev.stackwright.run;

import java.util.Optional;

class WorkerLauncherTest extends LauncherContract {

    private final Launcher launcher = Launcher.workers(run -> {});

    @Override
    protected Launcher launcher() {
        return launcher;
    }

    @Override
    protected Optional<Integer> begun() {
        return Optional.empty();
    }
}

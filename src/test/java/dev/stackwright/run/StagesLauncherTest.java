package dev.stackwright.run;

import java.util.Optional;

class StagesLauncherTest extends LauncherContract {

    @Override
    protected Launcher launcher() {
        return Launcher.stages();
    }

    @Override
    protected Optional<Integer> begun() {
        return Optional.empty();
    }
}

package dev.stackwright.app;

import dev.stackwright.app.Configuration.ConfigurationException;
import dev.stackwright.app.Configuration.SettingsCheck;
import dev.stackwright.run.stepfunctions.StepFunctionsLauncher;
import dev.stackwright.run.stepfunctions.StepFunctionsLauncher.StateMachine;
import dev.stackwright.train.Recipe;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Who carries runs out, by the settings. */
final class Launching {

    private Launching() {}

    /** The state machine, where one is configured; the caller closes it. */
    static Optional<StepFunctionsLauncher> launcher(StackwrightConfig config) {
        return machine(config.launch())
                .map(machine -> StepFunctionsLauncher.open(
                        machine, config.launch().endpoint(), OpenStore.credentials(config.store())));
    }

    /**
     * Whether recipe {@code auto} fine-tunes. With a state machine the settings say so: this process sees nothing of the
     * machines that train, and a GPU there costs money.
     */
    static BooleanSupplier tunes(StackwrightConfig config) {
        return config.launch().stateMachine().isPresent()
                ? () -> config.launch().recipe() == Recipe.FINETUNE
                : Gpu.present(config.gpu());
    }

    static void check(StackwrightConfig.Launch launch) {
        SettingsCheck.checked("launch.state-machine", () -> machine(launch));
        if (launch.recipe() != Recipe.PROBE && launch.recipe() != Recipe.FINETUNE) {
            throw ConfigurationException.of(
                    "launch.recipe",
                    "expected probe or finetune, found " + launch.recipe().text());
        }
        if (launch.endpoint().isPresent() && launch.stateMachine().isEmpty()) {
            throw ConfigurationException.of("launch.endpoint", "expected launch.state-machine with it, found none");
        }
    }

    private static Optional<StateMachine> machine(StackwrightConfig.Launch launch) {
        return launch.stateMachine().map(StateMachine::parse);
    }
}

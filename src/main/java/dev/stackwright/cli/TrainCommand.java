package dev.stackwright.cli;

import dev.stackwright.app.Services;
import dev.stackwright.common.Cancellation;
import dev.stackwright.common.Progress;
import dev.stackwright.ensemble.EnsembleName;
import dev.stackwright.ensemble.EnsembleVersion;
import dev.stackwright.ensemble.Manifest;
import dev.stackwright.ensemble.Manifest.ValidationScores;
import dev.stackwright.run.RunId;
import dev.stackwright.run.RunState;
import dev.stackwright.run.RunView;
import dev.stackwright.run.Stage;
import dev.stackwright.run.TrainRequest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code train}: from labelled photos to a published ensemble, in this process; or one stage of such a run. */
@Command(
        name = "train",
        sortOptions = false,
        description = {
            "Trains an ensemble on labelled photos and publishes it.",
            "The version goes to the store and is promoted. Photos lie in folders by label:",
            "<label>/<photo>, or train/<label>/<photo> and validation/<label>/<photo>.",
            "Ctrl-C cancels the run.",
            "",
            "With --launch stages, prints the id of a run whose stages are commands of their own:",
            "train --run RUN --stage prepare; --stage member --member NETWORK for each, also at",
            "once and on several machines that share the store; --stage stack; --stage publish.",
            "Exit codes of a stage: 0 done (also before), 1 failed and worth another try, 2 wrong",
            "usage, 3 failed for good (the run has failed), 4 the run was cancelled.",
            ""
        })
final class TrainCommand extends StackwrightCommand {

    /** How a run that is asked for here is carried out. */
    enum How {
        PROCESS,
        STAGES
    }

    @Mixin
    private TrainOptions request = new TrainOptions();

    @Option(
            names = "--launch",
            paramLabel = "HOW",
            description = "process (the default: trains here and now), or stages (see above).")
    private How launch = How.PROCESS;

    @Mixin
    private StageOptions stage = new StageOptions();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    TrainCommand(CommandContext context) {
        super(context);
    }

    @Override
    public Integer call() {
        List<String> missing = stage.given() ? List.of() : request.missing();
        if (!missing.isEmpty()) {
            throw usage("Missing required options: '" + String.join("', '", missing) + "'");
        }
        if (stage.given()) {
            if (request.given() || launch != How.PROCESS) {
                throw usage(
                        "--run does a stage of a run that was asked for before: it goes without the options of a new"
                                + " one (--weights and those common to all commands may stand)");
            }
            var unused = Errors.read(spec, "", () -> List.of(stage.run(), stage.call()));
        }
        return super.call();
    }

    private ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    @Override
    Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>(TrainOptions.settings(super.settings(), request.weights()));
        if (!stage.given() && launch == How.PROCESS) {
            // whoever sits at this terminal reaches these networks anyway; stages are for machines
            settings.put("stackwright.datasets.allow-private-addresses", "true");
        }
        return settings;
    }

    @Override
    int work(Services services) {
        if (!stage.given() && launch == How.STAGES) {
            RunView run = services.submitForStages(request());
            show(run, run.run().value());
            return DONE;
        }
        services.withoutGpu().ifPresent(why -> context.console().say("stackwright: " + why));
        return stage.given() ? stage(services) : train(services);
    }

    private int stage(Services services) {
        Stage.Result result = Interrupt.during(cancellation -> services.stage(
                stage.run(), stage.call(), new TerminalProgress(context.console(), context.clock()), cancellation));
        if (json) {
            context.console().json(result);
        } else if (result.outcome() == Stage.Outcome.DONE) {
            context.console().print(result.message());
        } else {
            context.console().say("stackwright: " + result.message());
        }
        return Errors.code(result.outcome());
    }

    private int train(Services services) {
        Progress progress = new TerminalProgress(context.console(), context.clock());
        RunView run = Interrupt.during(cancellation -> untilEnd(services, request(), progress, cancellation));
        if (run.state().phase() != RunState.Phase.SUCCEEDED) {
            context.console()
                    .say("stackwright: the run " + run.run() + " "
                            + run.state().phase().text()
                            + Optional.ofNullable(run.state().message())
                                    .map(m -> ": " + m)
                                    .orElse(""));
            if (json) {
                context.console().json(run);
            }
            return Errors.FAILED;
        }
        show(run, json ? "" : outcome(services, run));
        return DONE;
    }

    /** Trains here, or follows the run where another process took it up, until it has ended. */
    static RunView untilEnd(Services services, TrainRequest request, Progress progress, Cancellation cancellation) {
        RunView begun = services.train(request, progress, cancellation);
        // it may wait for its next try
        return new RunWatcher(progress, RunWatcher.PAUSE).untilEnd(begun, () -> {
            if (cancellation.requested()) {
                services.runs().cancel(begun.run());
            }
            return services.resume(begun.run(), progress, cancellation);
        });
    }

    private String outcome(Services services, RunView run) {
        EnsembleVersion version = Objects.requireNonNull(run.state().version(), "a run that succeeded has a version");
        EnsembleName ensemble = request.ensemble();
        Optional<Manifest> manifest = services.ensembles().manifest(ensemble, version);
        String curves = manifest.map(m -> Curves.text(services.ensembles(), m))
                .filter(text -> !text.isEmpty())
                .map(text -> text + "\n\n")
                .orElse("");
        return curves + published(ensemble, version, manifest.map(Manifest::figures), request.promotes());
    }

    /** What people read after a run that succeeded. */
    static String published(
            EnsembleName name, EnsembleVersion version, Optional<ValidationScores> figures, boolean promoted) {
        String table = figures.map(f -> Tables.accuracies(f) + "\n\n").orElse("");
        String published = table + "published " + name + " " + version;
        if (!promoted) {
            return published + "\n\nNext:\n  stackwright ensembles promote " + name + " " + version;
        }
        return published + ", and promoted it\n\n"
                + "Next:\n"
                + "  stackwright classify " + name + " photo.jpg\n"
                + "  stackwright ensembles report " + name + "\n"
                + "  stackwright serve";
    }

    TrainRequest request() {
        return request.request();
    }

    /** The options of {@code train} that do one stage of a run. */
    static final class StageOptions {

        @Option(
                names = "--run",
                paramLabel = "RUN",
                description =
                        "Does one stage of this run, which was submitted with --launch stages or by a server with a"
                                + " state machine.")
        private @Nullable RunId run;

        @Option(
                names = "--stage",
                paramLabel = "STAGE",
                description = "Of --run: prepare, member, stack, publish, or fail, which ends the run as failed.")
        private @Nullable Stage stage;

        @Option(names = "--member", paramLabel = "NETWORK", description = "Of --stage member: which one.")
        private @Nullable String member;

        @Option(names = "--message", paramLabel = "TEXT", description = "Of --stage fail: why, for people.")
        private @Nullable String message;

        boolean given() {
            return run != null || stage != null || member != null || message != null;
        }

        /** @throws IllegalArgumentException when it was not given */
        RunId run() {
            if (run == null) {
                throw new IllegalArgumentException("--stage, --member and --message need --run=RUN");
            }
            return run;
        }

        /** @throws IllegalArgumentException when the options do not go together */
        Stage.Request call() {
            if (stage == null) {
                throw new IllegalArgumentException(
                        "--run needs --stage=STAGE: prepare, member, stack, publish or fail");
            }
            return new Stage.Request(stage, member, message);
        }
    }

    /** Makes Ctrl-C a request to stop: the JVM waits until the work has stopped cleanly, for a while. */
    static final class Interrupt {

        /** After this the JVM ends anyway; a store that is told nothing sees a run that died and can be resumed. */
        private static final long PATIENCE_SECONDS = 60;

        private Interrupt() {}

        /** Does {@code work}, which is asked to stop when the JVM is. */
        static <T> T during(Function<Cancellation, T> work) {
            AtomicBoolean asked = new AtomicBoolean();
            CountDownLatch over = new CountDownLatch(1);
            Thread hook = new Thread(
                    () -> {
                        asked.set(true);
                        await(over);
                    },
                    "cancel");
            Runtime.getRuntime().addShutdownHook(hook);
            try {
                return work.apply(asked::get);
            } finally {
                over.countDown();
                forget(hook);
            }
        }

        private static void await(CountDownLatch over) {
            try {
                if (!over.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                    System.err.println("stackwright: the work did not stop in time; ending without it");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private static void forget(Thread hook) {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException shuttingDown) {
                // the hook is what is running
            }
        }
    }
}

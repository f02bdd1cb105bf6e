package dev.stackwright.run;

import dev.stackwright.common.Cancellation;
import dev.stackwright.common.Progress;
import dev.stackwright.common.Sha256;
import dev.stackwright.dataset.Dataset;
import dev.stackwright.dataset.Dataset.DatasetException;
import dev.stackwright.dataset.DatasetIndex;
import dev.stackwright.network.weights.WeightSource;
import dev.stackwright.network.weights.WeightSource.RememberedWeights;
import dev.stackwright.run.Launcher.LaunchDocument;
import dev.stackwright.train.TrainingContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One process at work on one run: its documents, and what is opened when it is first needed. {@link TrainingStages} and {@link
 * PublishStage} work with it. For one thread; close it.
 */
final class RunContext implements AutoCloseable {

    final TrainingPipeline parts;
    final RunId run;
    final TrainRequest request;
    final Progress progress;
    final Cancellation cancellation;
    final RunArtifacts folder;
    final LaunchDocument launch;

    private RunArtifacts.@Nullable Prepared prepared;
    private @Nullable RunPlan plan;
    private @Nullable DatasetIndex index;
    private @Nullable WeightSource weights;
    private @Nullable Dataset dataset;
    private @Nullable ScratchFolder scratch;

    /** @param request as it was given */
    RunContext(TrainingPipeline parts, RunId run, TrainRequest request, Progress progress, Cancellation cancellation) {
        this.parts = parts;
        this.run = run;
        this.request = request;
        this.progress = progress;
        this.cancellation = cancellation;
        this.folder = new RunArtifacts(parts.store(), run);
        this.launch = folder.launch();
    }

    /** @throws Stage.OrderException when the run was not prepared yet */
    RunArtifacts.Prepared prepared() {
        if (prepared == null) {
            prepared = folder.prepared()
                    .orElseThrow(() -> new Stage.OrderException("run " + run
                            + " was not prepared yet: expected runs/" + run + "/plan.json, which the stage prepare"
                            + " writes, found none. Run that stage first"));
        }
        return prepared;
    }

    /** The plan as prepared. */
    RunPlan plan() {
        if (plan == null) {
            plan = planned(prepared().request());
        }
        return plan;
    }

    /** Checked and resolved for this machine; whose files may be read was asked where the run was asked for. */
    RunPlan planned(TrainRequest of) {
        return parts.planner().plan(of, RunPlanner.Origin.RUN).resolve(parts.gpu());
    }

    DatasetIndex index() {
        if (index == null) {
            index = folder.index(prepared());
        }
        return index;
    }

    WeightSource weights() {
        if (weights == null) {
            String configured = Objects.requireNonNullElse(launch.weights(), parts.configured());
            String origin = plan().randomWeights() ? RunPlanner.RANDOM_WEIGHTS : configured;
            weights = new RememberedWeights(parts.weights().parse(origin, plan().seed(), progress, cancellation));
        }
        return weights;
    }

    /** The dataset of {@code request}, opened; whatever it holds. */
    Dataset open(RunPlan of) {
        if (dataset == null) {
            dataset = parts.datasets().open(of.dataset(), progress, cancellation);
        }
        return dataset;
    }

    /** The dataset that was prepared, where this process has it open. */
    Optional<Dataset> opened() {
        return dataset == null ? Optional.empty() : Optional.of(dataset());
    }

    /**
     * What the stage prepare left to train on.
     *
     * @throws DatasetException when the dataset is no longer the one that the run was prepared with
     */
    Dataset dataset() {
        Dataset open = open(plan());
        Sha256 expected = prepared().dataset();
        if (!open.digest().equals(expected)) {
            throw new DatasetException(
                    Dataset.Fault.CHANGED,
                    open.origin() + " has changed since the run was prepared: expected the digest " + expected
                            + ", found " + open.digest()
                            + ". Members must train on the same images; submit a new run",
                    null);
        }
        return open.with(index());
    }

    TrainingContext training() {
        if (scratch == null) {
            scratch = ScratchFolder.create(parts.scratch(), run.value());
        }
        return new TrainingContext(
                parts.store(),
                weights(),
                parts.imageLimits(),
                parts.devices(),
                parts.features(),
                parts.clock(),
                progress,
                cancellation,
                scratch.path(),
                Optional.of(folder.checkpoints()));
    }

    @Override
    public void close() {
        try (ScratchFolder last = scratch;
                Dataset first = dataset) {
            // closed by being named
        }
    }

    /** A folder for the temporary files of one run; gone on close. */
    private record ScratchFolder(Path path) implements AutoCloseable {

        /** Creates an empty folder {@code parent/name-…}, {@code parent} where it is missing. */
        static ScratchFolder create(Path parent, String name) {
            try {
                Files.createDirectories(parent);
                return new ScratchFolder(Files.createTempDirectory(parent, name + "-"));
            } catch (IOException e) {
                throw new UncheckedIOException(
                        "cannot make a temporary folder in " + parent + "; is it writable, is the disk full?", e);
            }
        }

        @Override
        public void close() {
            try {
                Files.walkFileTree(path, new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                        Files.delete(file);
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException e) throws IOException {
                        Files.delete(folder);
                        return FileVisitResult.CONTINUE;
                    }
                });
            } catch (IOException e) {
                System.getLogger(RunContext.class.getName())
                        .log(System.Logger.Level.WARNING, "temporary files of a run were left in " + path, e);
            }
        }
    }
}

package dev.stackwright.run;

import dev.stackwright.common.Cancellation;
import dev.stackwright.common.Progress;
import dev.stackwright.ensemble.EnsembleVersion;
import java.util.Objects;
import java.util.Optional;

/**
 * Training for real: every stage after the other in one process, or one stage of them. Both go through the same code and
 * the same documents, so that whoever begins a run again goes on where the last one ended. Thread-safe as far as its
 * parts are.
 */
public final class EnsembleTraining implements TrainingJob, StageJob {

    private final TrainingParts parts;

    public EnsembleTraining(TrainingParts parts) {
        this.parts = parts;
    }

    @Override
    public EnsembleVersion run(RunId run, TrainRequest request, Progress progress, Cancellation cancellation) {
        try (RunContext work = new RunContext(parts, run, request, progress, cancellation)) {
            PrepareStage.run(work);
            MemberStage.runAll(work);
            StackStage.run(work);
            return PublishStage.run(work);
        }
    }

    @Override
    public Optional<EnsembleVersion> stage(
            RunId run, TrainRequest request, StageCall call, Progress progress, Cancellation cancellation) {
        try (RunContext work = new RunContext(parts, run, request, progress, cancellation)) {
            switch (call.stage()) {
                case PREPARE -> PrepareStage.run(work);
                case MEMBER -> MemberStage.run(work, Objects.requireNonNull(call.member()));
                case STACK -> StackStage.run(work);
                case PUBLISH -> {
                    return Optional.of(PublishStage.run(work));
                }
                case FAIL -> throw new IllegalArgumentException("the stage fail is no training");
            }
            return Optional.empty();
        }
    }
}

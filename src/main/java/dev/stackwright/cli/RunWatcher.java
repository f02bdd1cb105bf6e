package dev.stackwright.cli;

import dev.stackwright.common.Progress;
import dev.stackwright.run.RunState;
import dev.stackwright.run.RunView;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Looks at a run again and again, and shows its stages, until it has ended. For one thread. */
final class RunWatcher {

    static final Duration PAUSE = Duration.ofMillis(500);

    private final Progress progress;
    private final Duration pause;

    private @Nullable String stageName;
    private Progress.@Nullable Task stage;
    private long done;
    private long total;

    RunWatcher(Progress progress, Duration pause) {
        this.progress = progress;
        this.pause = pause;
    }

    /**
     * @return the run as it ended
     * @throws IllegalStateException when the thread was interrupted
     */
    RunView untilEnd(Supplier<RunView> look) {
        return untilEnd(look.get(), look);
    }

    /** As {@link #untilEnd(Supplier)}, where one look was taken before. */
    RunView untilEnd(RunView first, Supplier<RunView> look) {
        try {
            RunView view = first;
            while (!view.state().phase().ended()) {
                tell(view.progress());
                Thread.sleep(pause.toMillis());
                view = look.get();
            }
            if (view.state().phase() == RunState.Phase.SUCCEEDED) {
                finishStage();
            }
            return view;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while watching a run", e);
        } finally {
            closeStage();
        }
    }

    private void tell(RunView.@Nullable ProgressView seen) {
        if (seen == null) {
            return;
        }
        if (!seen.stage().equals(stageName) || seen.done() < done) {
            finishStage();
            stageName = seen.stage();
            total = seen.total();
            stage = progress.stage(seen.stage(), seen.total());
            done = 0;
        }
        if (stage != null) {
            stage.advance(seen.done() - done);
            done = seen.done();
        }
    }

    /** What was over between two looks was not seen to its end. */
    private void finishStage() {
        if (stage != null && total > done) {
            stage.advance(total - done);
        }
        closeStage();
    }

    private void closeStage() {
        if (stage != null) {
            stage.close();
            stage = null;
        }
    }
}

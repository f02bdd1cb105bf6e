package dev.stackwright.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stackwright.common.Progress;
import dev.stackwright.ensemble.EnsembleName;
import dev.stackwright.run.RunState;
import dev.stackwright.run.RunState.Phase;
import dev.stackwright.run.RunView;
import dev.stackwright.run.TrainRequest;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RunWatcherTest {

    private final List<String> told = new ArrayList<>();
    private final RunWatcher watcher = new RunWatcher(new Notes(), Duration.ZERO);

    @Test
    void stagesAreFollowedToTheEnd() {
        RunView end = watch(
                look(Phase.QUEUED, null, 0, 0),
                look(Phase.RUNNING, "read", 0, 10),
                look(Phase.RUNNING, "read", 7, 10),
                look(Phase.RUNNING, "fit", 1, 3),
                look(Phase.SUCCEEDED, "fit", 1, 3));
        assertThat(end.state().phase()).isEqualTo(Phase.SUCCEEDED);
        assertThat(told).containsExactly("read/10", "+7", "+3", "end", "fit/3", "+1", "+2", "end");
    }

    @Test
    void aFailedRunsStageStandsWhereItStopped() {
        RunView end = watch(look(Phase.RUNNING, "fit", 1, 3), look(Phase.FAILED, "fit", 1, 3));
        assertThat(end.state().phase()).isEqualTo(Phase.FAILED);
        assertThat(told).containsExactly("fit/3", "+1", "end");
    }

    @Test
    void aStageThatBeginsAgainIsAnotherOne() {
        watch(look(Phase.RUNNING, "fit", 2, 3), look(Phase.RUNNING, "fit", 1, 3), look(Phase.CANCELLED, null, 0, 0));
        assertThat(told).containsExactly("fit/3", "+2", "+1", "end", "fit/3", "+1", "end");
    }

    @Test
    void aRunThatHasEndedIsLookedAtOnce() {
        watch(look(Phase.SUCCEEDED, null, 0, 0));
        assertThat(told).isEmpty();
    }

    @Test
    void aLookThatFailsLeavesNoStageOpen() {
        Deque<RunView> looks = new ArrayDeque<>(List.of(look(Phase.RUNNING, "fit", 0, 3)));
        assertThatThrownBy(() -> watcher.untilEnd(looks::removeFirst))
                .isInstanceOf(java.util.NoSuchElementException.class);
        assertThat(told).endsWith("end");
    }

    private RunView watch(RunView... looks) {
        Deque<RunView> left = new ArrayDeque<>(List.of(looks));
        RunView end = watcher.untilEnd(left::removeFirst);
        assertThat(left).as("looks not taken").isEmpty();
        return end;
    }

    private static RunView look(Phase phase, @Nullable String stage, long done, long total) {
        TrainRequest request = TrainRequest.of(new EnsembleName("a"), "s3://b/c.zip");
        return new RunView(
                FakeServices.RUN,
                request,
                new RunState(1, phase, FakeServices.NOW, "t", null, null),
                stage == null ? null : new RunView.ProgressView(stage, done, total, FakeServices.NOW));
    }

    private final class Notes implements Progress {
        @Override
        public Task stage(String name, long total) {
            told.add(name + "/" + total);
            return new Task() {
                @Override
                public void advance(long steps) {
                    if (steps != 0) {
                        told.add("+" + steps);
                    }
                }

                @Override
                public void close() {
                    told.add("end");
                }
            };
        }
    }
}

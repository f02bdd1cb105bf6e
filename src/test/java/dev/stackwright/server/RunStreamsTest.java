package dev.stackwright.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stackwright.ensemble.EnsembleName;
import dev.stackwright.run.RunId;
import dev.stackwright.run.RunState;
import dev.stackwright.run.RunState.Phase;
import dev.stackwright.run.TrainRequest;
import io.smallrye.mutiny.helpers.test.AssertSubscriber;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RunStreamsTest {

    private static final Instant AT = Instant.parse("2026-11-28T09:00:00Z");

    private final RunStreams streams = new RunStreams(2, Duration.ofMillis(1));

    @Test
    void aRunIsSentWhenItChangesAndForTheLastTimeWhenItEnded() {
        List<RunEvent> looks =
                List.of(event(Phase.QUEUED), event(Phase.QUEUED), event(Phase.RUNNING), event(Phase.SUCCEEDED));
        var next = looks.iterator();
        assertThat(streams.watch(next::next).collect().asList().await().indefinitely())
                .containsExactly(event(Phase.QUEUED), event(Phase.RUNNING), event(Phase.SUCCEEDED));
        assertThat(streams.watching()).isZero();
    }

    @Test
    void oneMoreThanMayWatchIsRefusedUntilAnotherLeaves() throws InterruptedException {
        BlockingQueue<RunEvent> taken = new ArrayBlockingQueue<>(1);
        var first = streams.watch(() -> event(Phase.RUNNING)).subscribe().with(taken::offer);
        assertThat(taken.take()).isEqualTo(event(Phase.RUNNING));
        streams.watch(() -> event(Phase.RUNNING));
        assertThatThrownBy(() -> streams.watch(() -> event(Phase.RUNNING)))
                .isInstanceOfSatisfying(ProblemException.class, e -> {
                    assertThat(e.problem().type()).isEqualTo(ProblemKind.OVERLOADED.type());
                    assertThat(e).hasMessageContaining("at most 2");
                });
        first.cancel();
        assertThat(streams.watching()).isOne();
        streams.watch(() -> event(Phase.RUNNING));
    }

    @Test
    void oneWhoseRunCannotBeReadAnyMoreIsToldAndMakesRoom() {
        var watcher = streams.watch(() -> {
                    throw new IllegalStateException("gone");
                })
                .subscribe()
                .withSubscriber(AssertSubscriber.create(9));
        watcher.awaitFailure(failure -> assertThat(failure).hasMessage("gone"));
        assertThat(streams.watching()).isZero();
    }

    @Test
    void theServersEndIsTheEndOfAllStreams() {
        var watcher = streams.watch(() -> event(Phase.RUNNING)).subscribe().withSubscriber(AssertSubscriber.create(9));
        watcher.awaitItems(1);
        streams.stop();
        watcher.awaitCompletion();
        assertThat(streams.watching()).isZero();
    }

    private static RunEvent event(Phase phase) {
        return new RunEvent(
                new RunId("20261128t090000z-00000001"),
                TrainRequest.of(new EnsembleName("pets"), "s3://stackwright/uploads/pets.zip"),
                new RunState(1, phase, AT, "here", null, null),
                null,
                null,
                List.of(),
                List.of());
    }
}

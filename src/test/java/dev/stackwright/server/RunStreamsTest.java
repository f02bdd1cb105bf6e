package dev.stackwright.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stackwright.ensemble.EnsembleName;
import dev.stackwright.run.RunId;
import dev.stackwright.run.RunState;
import dev.stackwright.run.RunState.Phase;
import dev.stackwright.run.TrainRequest;
import io.smallrye.mutiny.Multi;
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
        var unasked = streams.watch(() -> event(Phase.RUNNING));
        var second = running().subscribe().with(event -> {});
        assertThatThrownBy(() -> running().toUni().await().indefinitely())
                .isInstanceOfSatisfying(ProblemException.class, e -> {
                    assertThat(e.problem().type()).isEqualTo(ProblemKind.OVERLOADED.type());
                    assertThat(e).hasMessageContaining("at most 2");
                });
        first.cancel();
        assertThat(streams.watching()).isOne();
        assertThat(unasked.toUni().await().indefinitely()).isEqualTo(event(Phase.RUNNING));
        second.cancel();
    }

    @Test
    void oneWhoseRunCannotBeReadAnyMoreIsToldAndMakesRoom() {
        Multi<RunEvent> gone = streams.watch(() -> {
            throw new IllegalStateException("gone");
        });
        assertThatThrownBy(() -> gone.collect().asList().await().indefinitely()).hasMessage("gone");
        assertThat(streams.watching()).isZero();
    }

    @Test
    void theServersEndIsTheEndOfAllStreams() {
        Multi<RunEvent> endless = streams.watch(() -> {
            streams.stop();
            return event(Phase.RUNNING);
        });
        assertThat(endless.collect().asList().await().indefinitely()).containsExactly(event(Phase.RUNNING));
        assertThat(streams.watching()).isZero();
    }

    private Multi<RunEvent> running() {
        return streams.watch(() -> event(Phase.RUNNING));
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

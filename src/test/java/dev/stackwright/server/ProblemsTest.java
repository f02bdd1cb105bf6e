package dev.stackwright.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stackwright.common.Json.MalformedJsonException;
import dev.stackwright.common.RecordedLog;
import dev.stackwright.ensemble.EnsembleName;
import dev.stackwright.ensemble.EnsembleRepository.PromotedMeanwhileException;
import dev.stackwright.run.Launcher.LaunchEndedException;
import dev.stackwright.run.Launcher.LaunchException;
import io.vertx.core.http.HttpClosedException;
import java.io.IOException;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

class ProblemsTest {

    @Test
    void aRunThatCouldNotBeLaunchedIsAnAnswerOfTheServiceBehindAndSaysWhatToDo() {
        Problem problem = Problems.of(new LaunchException("run x is queued; launch it again", null));
        assertThat(problem.status()).isEqualTo(503);
        assertThat(problem.type()).isEqualTo("urn:stackwright:problem:launch-failed");
        assertThat(problem.detail()).isEqualTo("run x is queued; launch it again");
        assertThat(problem.field()).isEqualTo("run");
    }

    @Test
    void aRunThatNoLaunchCanBeginIsAConflictAndNothingToBeTriedAgain() {
        Problem problem = Problems.of(new LaunchEndedException("cancel it and ask for it again", null));
        assertThat(problem.status()).isEqualTo(409);
        assertThat(problem.detail()).isEqualTo("cancel it and ask for it again");
        assertThat(problem.field()).isEqualTo("run");
    }

    @Test
    void aRollbackThatMetAPromotionIsAConflictAndSaysThatNothingWasDone() {
        Problem problem = Problems.of(new PromotedMeanwhileException(new EnsembleName("cells")));
        assertThat(problem.status()).isEqualTo(409);
        assertThat(problem.type()).isEqualTo("urn:stackwright:problem:conflict");
        assertThat(problem.detail()).contains("nothing was rolled back", "cells");
    }

    @Test
    void aStoredDocumentThatCannotBeReadIsNamedWithWhatToDo() {
        Problem problem = Problems.of(new MalformedJsonException("runs/x/state/1.json: put it back as it was", null));
        assertThat(problem.status()).isEqualTo(500);
        assertThat(problem.type()).isEqualTo("urn:stackwright:problem:damaged-object");
        assertThat(problem.detail()).isEqualTo("runs/x/state/1.json: put it back as it was");
    }

    /** As Quarkus REST throws it for an answer of megabytes; that of {@code POST /classify} is written elsewhere. */
    @Test
    void aClientThatHangsUpWhileAnAnswerIsWrittenIsNoErrorOfTheServer() {
        IOException writing =
                new IOException("Failed to write", new IOException(new HttpClosedException("Connection was closed")));
        try (RecordedLog log = new RecordedLog("dev.stackwright.server")) {
            assertThat(Problems.of(new IOException(writing)).status()).isEqualTo(500);
            assertThat(log.records()).extracting(LogRecord::getMessage).isEmpty();
            assertThat(Problems.of(new IOException("the disk is full")).status())
                    .isEqualTo(500);
            assertThat(log.records()).hasSize(1);
        }
    }
}

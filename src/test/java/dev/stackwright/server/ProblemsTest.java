package dev.stackwright.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stackwright.common.Json.MalformedJsonException;
import dev.stackwright.ensemble.EnsembleName;
import dev.stackwright.ensemble.EnsembleRepository.PromotedMeanwhileException;
import dev.stackwright.run.Launcher.LaunchEndedException;
import dev.stackwright.run.Launcher.LaunchException;
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
}

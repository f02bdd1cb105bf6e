package dev.stackwright.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stackwright.run.LaunchException;
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
}

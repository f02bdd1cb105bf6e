package dev.stackwright.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stackwright.classify.Classifier.OverloadedException;
import dev.stackwright.common.Json;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class OverloadedProblemTest {

    private final OverloadedException overloaded = new OverloadedException("no memory", Duration.ofSeconds(4));

    @Test
    void aRequestForWhichThereIsNoMemoryIsAnsweredWith503AndWhenToTryAgain() {
        Problem problem = Problems.of(overloaded);
        assertThat(problem.status()).isEqualTo(503);
        assertThat(problem.retryAfter()).isEqualTo(Duration.ofSeconds(4));
        assertThat(new String(Json.bytes(problem), UTF_8))
                .contains("urn:stackwright:problem:overloaded", "no memory")
                .doesNotContain("retryAfter");
    }

    @Test
    void restSaysSoInAHeader() {
        Response answer = new ProblemMapper().toResponse(overloaded);
        assertThat(answer.getHeaderString("Retry-After")).isEqualTo("4");
    }
}

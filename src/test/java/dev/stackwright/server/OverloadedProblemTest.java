package dev.stackwright.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stackwright.classify.Classifier.OverloadedException;
import dev.stackwright.common.Json;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class OverloadedProblemTest {

    private static final OverloadedException OVERLOADED = new OverloadedException("no memory", Duration.ofSeconds(4));

    @Test
    void aRequestForWhichThereIsNoMemoryIsAnsweredWith503AndWhenToTryAgain() {
        Problem problem = Problems.of(OVERLOADED);
        assertThat(problem.status()).isEqualTo(503);
        assertThat(problem.retryAfter()).isEqualTo(Duration.ofSeconds(4));
        assertThat(new String(Json.bytes(problem)))
                .contains("urn:stackwright:problem:overloaded", "no memory")
                .doesNotContain("retryAfter");
    }

    @Test
    void restSaysSoInAHeader() {
        Response answer = new ProblemMapper().toResponse(OVERLOADED);
        assertThat(answer.getHeaderString("Retry-After")).isEqualTo("4");
    }
}

package dev.stackwright.classify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stackwright.classify.Admission.Deadline;
import dev.stackwright.classify.Classifier.OverloadedException;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class AdmissionTest {

    private static final Duration NONE = Duration.ZERO;
    private final Deadline deadline = Deadline.after(Duration.ofHours(1), Clock.systemUTC());

    @Test
    void requestsOfManyImagesLeaveRoomForThoseOfFew() {
        Admission admission = new Admission(64, 1 << 20, NONE);
        try (Admission.Place many = admission.enter(56, 1, deadline)) {
            assertThatThrownBy(() -> admission.enter(5, 1, deadline))
                    .isInstanceOfSatisfying(
                            OverloadedException.class,
                            e -> assertThat(e.retryAfter()).isEqualTo(Duration.ofSeconds(1)))
                    .hasMessageContaining("stackwright.classify.max-images")
                    .hasMessageContaining("send fewer images at once");
            for (int i = 0; i < 8; i++) {
                admission.enter(1, 1, deadline);
            }
            assertThatThrownBy(() -> admission.enter(1, 1, deadline))
                    .isInstanceOf(OverloadedException.class)
                    .as("one image cannot be fewer")
                    .hasMessageNotContaining("fewer");
        }
    }

    @Test
    void aRequestOfFewDoesNotWaitBehindOneOfManyThatWaits() throws InterruptedException {
        Admission admission = new Admission(64, 1 << 20, Duration.ofHours(1));
        Deadline none = Deadline.after(Duration.ZERO, Clock.systemUTC());
        Admission.Place many = admission.enter(56, 1, deadline);
        Thread next = new Thread(() -> admission.enter(56, 1, deadline).close());
        next.start();
        while (next.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        admission.enter(1, 1, none).close();
        many.close();
        next.join();
        admission.enter(56, 1, none).close();
    }

    @Test
    void whatWasHeldIsGivenBackAlsoByARequestThatFoundNoMemory() {
        Admission admission = new Admission(8, 2048, NONE);
        for (int round = 0; round < 10; round++) {
            try (Admission.Place all = admission.enter(4, 2048, deadline)) {
                assertThatThrownBy(() -> admission.enter(3, 1, deadline)).hasMessageContaining("2048");
            }
            admission.enter(7, 1024, deadline).close();
        }
    }

    @Test
    void aRequestOfMoreThanAllHasItToItself() {
        Admission admission = new Admission(2, 1, NONE);
        try (Admission.Place all = admission.enter(64, 1 << 20, deadline)) {
            assertThatThrownBy(() -> admission.enter(1, 1, deadline)).isInstanceOf(OverloadedException.class);
        }
        admission.enter(1, 1, deadline).close();
    }
}

package dev.stackwright.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stackwright.common.Progress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class TerminalProgressTest {

    private final TestConsole console = new TestConsole();
    private Instant now = FakeServices.NOW;
    private final Progress progress = new TerminalProgress(console.screen, () -> now);

    @Test
    void withoutATerminalEachStageIsOneLineOnStandardErrorWhenItIsOver() {
        try (Progress.Task stage = progress.stage("features", 10)) {
            stage.advance(4);
            stage.advance(6);
            now = now.plus(Duration.ofSeconds(75));
            assertThat(console.err()).isEmpty();
        }
        assertThat(console.err().lines()).containsExactly("  features: 10 of 10, 1 min 15 s");
        assertThat(console.out()).isEmpty();
    }

    @Test
    void aStageWithoutAKnownTotalCountsWhatWasDone() {
        try (Progress.Task stage = progress.stage("list", 0)) {
            stage.advance(3);
        }
        assertThat(console.err()).contains("list: 3, 0.0 s");
    }

    @Test
    void stepsBeyondTheExpectedOnesAreExpectedThen() {
        try (Progress.Task stage = progress.stage("head", 11)) {
            stage.advance(16);
        }
        assertThat(console.err()).contains("head: 16 of 16, 0.0 s");
    }

    @Test
    void aStageClosedTwiceIsToldOnce() {
        Progress.Task stage = progress.stage("stack", 0);
        stage.close();
        stage.close();
        assertThat(console.err().lines()).hasSize(1);
    }

    @Test
    void outputThatIsNoTerminalHasNoColoursAndIsNotDrawnOver() {
        try (Progress.Task stage = progress.stage("features", 10)) {
            stage.advance(10);
            progress.note("set aside: broken.jpg");
        }
        assertThat(console.err()).isNotEmpty().doesNotContain("\u001b", "\r");
        for (String command : List.of("--help", "networks", "nonsense")) {
            console.run(command);
            assertThat(console.out() + console.err()).isNotEmpty().doesNotContain("\u001b", "\r");
        }
    }

    @Test
    void aRemarkIsALine() {
        progress.note("set aside: broken.jpg");
        assertThat(console.err().lines()).containsExactly("set aside: broken.jpg");
    }

    @Test
    void onATerminalABarIsDrawnAndARemarkKeepsALineOfItsOwn() {
        Console terminal = new Console(console.screen.out(), console.screen.err(), true);
        Progress bars = new TerminalProgress(terminal, () -> now);
        try (Progress.Task outer = bars.stage("outer", 2)) {
            try (Progress.Task inner = bars.stage("inner", 0)) {
                inner.advance(1);
                bars.note("a remark");
            }
            outer.advance(2);
        }
        assertThat(console.err()).contains("outer", "2/2", "\ra remark ");
        assertThat(console.out()).isEmpty();
    }
}

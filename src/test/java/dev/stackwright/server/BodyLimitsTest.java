package dev.stackwright.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BodyLimitsTest {

    private final BodyLimits limits = new BodyLimits(60 << 20, Path.of("unused"));

    @Test
    void longBodiesShareTheMemoryAndLetItGo() {
        Optional<Runnable> first = limits.hold(10 << 20);
        assertThat(first).isPresent();
        assertThat(limits.hold(10 << 20)).isPresent();
        assertThat(limits.hold(10 << 20)).isEmpty();
        first.get().run();
        assertThat(limits.hold(10 << 20)).isPresent();
    }

    @Test
    void oneBodyIsLetInAloneHoweverLittleMemoryThereIs() {
        Optional<Runnable> alone = limits.hold(BodyLimits.WITH_IMAGES);
        assertThat(alone).isPresent();
        assertThat(limits.hold(1)).isEmpty();
        alone.get().run();
        assertThat(limits.hold(1)).isPresent();
    }
}

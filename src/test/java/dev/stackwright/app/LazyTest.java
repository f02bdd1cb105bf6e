package dev.stackwright.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LazyTest {

    private final List<String> released = new ArrayList<>();

    @Test
    void whatWasMadeIsReleasedAndNotMadeAgain() {
        Lazy<String> lazy = new Lazy<>(() -> "model", released::add);
        assertThat(lazy.get()).isSameAs(lazy.get());
        lazy.close();
        lazy.close();
        assertThat(released).containsExactly("model");
        assertThatThrownBy(lazy::get).isInstanceOf(IllegalStateException.class).hasMessageContaining("closed");
    }

    @Test
    void whatWasNeverMadeIsNotMadeAfterClose() {
        Lazy<String> lazy = new Lazy<>(() -> "model", released::add);
        lazy.close();
        assertThatThrownBy(lazy::get).isInstanceOf(IllegalStateException.class);
        assertThat(released).isEmpty();
    }
}

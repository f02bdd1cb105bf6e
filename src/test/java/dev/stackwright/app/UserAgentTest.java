package dev.stackwright.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stackwright.common.Product;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UserAgentTest {

    @Test
    void itNamesTheProductAndTheContactWhereThereIsOne() {
        assertThat(StackwrightFactory.userAgent(Optional.empty())).isEqualTo("stackwright/" + Product.version());
        assertThat(StackwrightFactory.userAgent(Optional.of("https://example.org/bot")))
                .isEqualTo("stackwright/" + Product.version() + " (https://example.org/bot)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\r\nCookie: b", "a) (b", "ä@example.org", "a\\b"})
    void whatNoHeaderTakesIsRefused(String contact) {
        assertThatThrownBy(() -> StackwrightFactory.userAgent(Optional.of(contact)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("ASCII");
    }
}

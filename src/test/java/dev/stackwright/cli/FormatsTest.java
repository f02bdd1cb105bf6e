package dev.stackwright.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stackwright.common.Percent;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FormatsTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0.0 s",
        "440, 0.4 s",
        "9400, 9.4 s",
        "9600, 10 s",
        "59400, 59 s",
        "59600, 1 min 00 s",
        "185000, 3 min 05 s",
        "7620000, 2 h 07 min"
    })
    void durationsHaveTheUnitThatFits(long millis, String words) {
        assertThat(Formats.duration(Duration.ofMillis(millis))).isEqualTo(words);
    }

    @ParameterizedTest
    @CsvSource({"0, -", "-1, -", "500, 0.5 kB", "999949, 999.9 kB", "999999, 1.0 MB", "9406464, 9.4 MB"})
    void bytesHaveTheUnitThatFits(long bytes, String words) {
        assertThat(Formats.bytes(bytes)).isEqualTo(words);
    }

    @Test
    void figuresAreTheSameInEveryLocale() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.GERMANY);
            assertThat(Percent.of(0.987)).isEqualTo("98.7 %");
            assertThat(Formats.duration(Duration.ofMillis(1500))).isEqualTo("1.5 s");
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void instantsAreToTheSecond() {
        assertThat(Formats.instant(Instant.parse("2026-11-24T08:15:00.795512136Z")))
                .isEqualTo("2026-11-24T08:15:00Z");
    }
}

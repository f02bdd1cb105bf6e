package dev.stackwright.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What shows a page on which machine. */
class DesktopTest {

    @Test
    void linuxNeedsAScreenAndOthersHaveOne() {
        assertThat(Desktop.command("Linux", Map.of(), "a.html")).isEmpty();
        assertThat(Desktop.command("Linux", Map.of("DISPLAY", ":0"), "a.html")).hasValue(List.of("xdg-open", "a.html"));
        assertThat(Desktop.command("Mac OS X", Map.of(), "a.html")).hasValue(List.of("open", "a.html"));
        assertThat(Desktop.command("Windows 11", Map.of(), "a.html")).isPresent();
    }
}

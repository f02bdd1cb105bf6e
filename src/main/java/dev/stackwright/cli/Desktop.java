package dev.stackwright.cli;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Shows files and pages where there is a screen. Not {@code java.awt.Desktop}: the program runs without AWT's screen. */
final class Desktop {

    private Desktop() {}

    /** What opens a file or an address on this kind of machine; empty where it has no desktop. Pure. */
    static Optional<List<String>> command(String system, Map<String, String> environment, String target) {
        String name = system.toLowerCase(Locale.ROOT);
        if (name.contains("mac")) {
            return Optional.of(List.of("open", target));
        }
        if (name.contains("windows")) {
            return Optional.of(List.of("rundll32", "url.dll,FileProtocolHandler", target));
        }
        return environment.containsKey("DISPLAY") || environment.containsKey("WAYLAND_DISPLAY")
                ? Optional.of(List.of("xdg-open", target))
                : Optional.empty();
    }

    /** Shows it. @return whether something was started to do so */
    static boolean open(String target) {
        Optional<List<String>> command = command(System.getProperty("os.name", ""), System.getenv(), target);
        if (command.isEmpty()) {
            return false;
        }
        try {
            var unused = new ProcessBuilder(command.get())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return true;
        } catch (IOException none) {
            return false;
        }
    }
}

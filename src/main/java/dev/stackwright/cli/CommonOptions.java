package dev.stackwright.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options that every command has. */
final class CommonOptions {

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description = "Folder of the embedded store (key stackwright.data-directory).")
    private @Nullable Path dataDir;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Sets a configuration key, e.g. --set stackwright.store.bucket=photos; may be repeated.")
    private Map<String, String> settings = new LinkedHashMap<>();

    @Option(
            names = {"-v", "--verbose"},
            description = "Shows stack traces of errors and more of the log.")
    private boolean verbose;

    /** Configuration given on the command line; it wins over environment and files. */
    Map<String, String> settings() {
        Map<String, String> all = new LinkedHashMap<>(settings);
        if (dataDir != null) {
            all.put(
                    "stackwright.data-directory",
                    dataDir.toAbsolutePath().normalize().toString());
        }
        return all;
    }

    boolean verbose() {
        return verbose;
    }
}

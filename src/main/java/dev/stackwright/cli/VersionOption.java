package dev.stackwright.cli;

import dev.stackwright.ensemble.EnsembleVersion;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which version of an ensemble. */
final class VersionOption {

    @Option(
            names = "--of",
            paramLabel = "VERSION",
            description = "The version, e.g. 20261124t081500z-3f2a9c1b; the promoted one unless told otherwise.")
    @Nullable
    EnsembleVersion version;
}

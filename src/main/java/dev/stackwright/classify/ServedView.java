package dev.stackwright.classify;

import dev.stackwright.ensemble.EnsembleName;
import dev.stackwright.ensemble.EnsembleVersion;
import java.time.Instant;
import java.util.Optional;

/**
 * What is served under one name, at one moment.
 *
 * @param since when this version took over in this process
 * @param requests how many requests use it now
 * @param loading the version that is being loaded to take over
 * @param problem why the promoted version, or the look for one, failed; this version is served until that is mended
 */
public record ServedView(
        EnsembleName ensemble,
        EnsembleVersion version,
        Instant since,
        int requests,
        Optional<EnsembleVersion> loading,
        Optional<String> problem) {}

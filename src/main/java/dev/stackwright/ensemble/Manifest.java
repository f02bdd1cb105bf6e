package dev.stackwright.ensemble;

import dev.stackwright.digest.Sha256;
import dev.stackwright.image.ImageSpec;
import dev.stackwright.prediction.Labels;
import dev.stackwright.prediction.Temperature;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * The document that makes a version: written last, create-only. A version without it does not exist.
 *
 * @param schema 1
 * @param files every other file of the version with size and digest
 * @param software names and versions: stackwright, tensorflow, java
 */
public record Manifest(
        int schema,
        EnsembleName ensemble,
        EnsembleVersion version,
        Instant createdAt,
        Labels labels,
        ImageSpec imageSpec,
        List<MemberEntry> members,
        String stack,
        Temperature temperature,
        Figures figures,
        Map<String, Object> configuration,
        long seed,
        String run,
        Map<String, String> software,
        List<FileEntry> files) {

    public static final int SCHEMA = 1;

    public Manifest {
        if (schema != SCHEMA) {
            throw new IllegalArgumentException("expected manifest schema " + SCHEMA + ", found " + schema
                    + "; this version of Stackwright cannot read it");
        }
        members = List.copyOf(members);
        configuration = Map.copyOf(configuration);
        software = Map.copyOf(software);
        files = List.copyOf(files);
    }

    public record MemberEntry(String network, String origin, Sha256 weights) {}

    /** @param path below the version, e.g. {@code saved_model.pb} */
    public record FileEntry(String path, long size, Sha256 sha256) {}
}

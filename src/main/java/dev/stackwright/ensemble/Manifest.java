package dev.stackwright.ensemble;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import dev.stackwright.common.Json;
import dev.stackwright.common.MalformedJsonException;
import dev.stackwright.common.Sha256;
import dev.stackwright.image.ImageSpec;
import dev.stackwright.prediction.Labels;
import dev.stackwright.prediction.Temperature;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

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
        ValidationScores figures,
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
        Fields.given("ensemble", ensemble);
        Fields.given("version", version);
        Fields.given("createdAt", createdAt);
        Fields.given("labels", labels);
        Fields.given("imageSpec", imageSpec);
        members = List.copyOf(Fields.given("members", members));
        Fields.given("stack", stack);
        Fields.given("temperature", temperature);
        Fields.given("figures", figures);
        configuration = Fields.copy(Fields.given("configuration", configuration));
        Fields.given("run", run);
        software = Map.copyOf(Fields.given("software", software));
        files = List.copyOf(Fields.given("files", files));
    }

    /**
     * Reads the document. Its schema is looked at first, so that one of a newer Stackwright is called newer rather than
     * blamed for a field that is not known here.
     *
     * @param what names the document in the error
     * @throws MalformedJsonException when the bytes are no manifest of this schema
     */
    static Manifest read(byte[] utf8, String what) {
        int schema = Json.read(utf8, SchemaOnly.class, what).schema();
        if (schema > SCHEMA) {
            throw new MalformedJsonException(
                    what + ": expected manifest schema " + SCHEMA + ", found " + schema
                            + "; it was written by a newer Stackwright. Use that one to read it.",
                    null);
        }
        return Json.read(utf8, Manifest.class, what);
    }

    @JsonIgnoreProperties(ignoreUnknown = true)
    private record SchemaOnly(int schema) {}

    public record MemberEntry(String network, String origin, Sha256 weights) {
        public MemberEntry {
            Fields.given("network", network);
            Fields.given("origin", origin);
            Fields.given("weights", weights);
        }
    }

    /**
     * A file of the version.
     *
     * @param path below the version, e.g. {@code saved_model.pb}; never out of it, nor the manifest itself
     */
    public record FileEntry(String path, long size, Sha256 sha256) {

        private static final Pattern SEGMENTS = Pattern.compile("[^/\\\\:]+(/[^/\\\\:]+)*");

        public FileEntry {
            Fields.given("sha256", sha256);
            List<String> segments = List.of(Fields.given("path", path).split("/", -1));
            if (!SEGMENTS.matcher(path).matches()
                    || segments.contains(".")
                    || segments.contains("..")
                    || path.equals(Keys.MANIFEST)) {
                throw new IllegalArgumentException(
                        "expected the path of a file below the version, such as saved_model.pb, found '" + path + "'");
            }
            if (size < 0) {
                throw new IllegalArgumentException(path + ": expected a size of 0 or more, found " + size);
            }
        }
    }
}

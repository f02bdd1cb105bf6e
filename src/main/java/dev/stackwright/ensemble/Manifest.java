package dev.stackwright.ensemble;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.stackwright.common.DocumentSchema;
import dev.stackwright.common.Json.MalformedJsonException;
import dev.stackwright.common.Sha256;
import dev.stackwright.image.ImageSpec;
import dev.stackwright.prediction.Calibration;
import dev.stackwright.prediction.Labels;
import dev.stackwright.prediction.Temperature;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The document that makes a version: written last, create-only. A version without it does not exist.
 *
 * @param schema 1
 * @param calibration of how sure answers are; absent in what older versions wrote
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
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Calibration calibration,
        Map<String, Object> configuration,
        long seed,
        String run,
        Map<String, String> software,
        List<FileEntry> files) {

    public static final int SCHEMA = 1;

    private static final DocumentSchema<Manifest> DOCUMENT = new DocumentSchema<>(Manifest.class, SCHEMA);

    public Manifest {
        if (schema != SCHEMA) {
            throw new IllegalArgumentException("expected manifest schema " + SCHEMA + ", found " + schema
                    + "; this version of Stackwright cannot read it");
        }
        given("ensemble", ensemble);
        given("version", version);
        given("createdAt", createdAt);
        given("labels", labels);
        given("imageSpec", imageSpec);
        members = List.copyOf(given("members", members));
        given("stack", stack);
        given("temperature", temperature);
        given("figures", figures);
        configuration = inOrder(given("configuration", configuration));
        given("run", run);
        software = Map.copyOf(given("software", software));
        files = List.copyOf(given("files", files));
    }

    /**
     * Reads the document; one of a newer Stackwright is called newer rather than blamed for what is not known here.
     *
     * @param what names the document in the error
     * @throws MalformedJsonException when the bytes are no manifest of this schema
     */
    static Manifest read(byte[] utf8, String what) {
        return DOCUMENT.read(utf8, what);
    }

    public record MemberEntry(String network, String origin, Sha256 weights) {
        public MemberEntry {
            given("network", network);
            given("origin", origin);
            given("weights", weights);
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
            given("sha256", sha256);
            List<String> segments = List.of(given("path", path).split("/", -1));
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

    /** A part of the configuration, such as {@code resolved}; empty where there is none. */
    public Optional<Map<String, Object>> configuration(String part) {
        if (!(configuration.get(part) instanceof Map<?, ?> found)) {
            return Optional.empty();
        }
        Map<String, Object> named = new LinkedHashMap<>();
        found.forEach((key, value) -> named.put(String.valueOf(key), value));
        return Optional.of(named);
    }

    /** Checks a field of a document, where any may be missing. */
    static <T> T given(String field, @Nullable T value) {
        if (value == null) {
            throw new IllegalArgumentException("expected the field '" + field + "', found none");
        }
        return value;
    }

    /** As {@link Map#copyOf}, but in the order given and with nulls: JSON has them. */
    static Map<String, Object> inOrder(Map<String, Object> map) {
        return Collections.unmodifiableMap(new LinkedHashMap<>(map));
    }

    /**
     * The manifest's figures, all on the validation part.
     *
     * @param gains of the ensemble over the members that it is compared with; none in what older versions wrote
     * @param byLabel absent in what older versions wrote
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record ValidationScores(
            int validationImages,
            Score ensemble,
            List<MemberScore> members,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Gain> gains,
            @Nullable ByLabel byLabel) {

        public ValidationScores {
            members = List.copyOf(members);
            gains = List.copyOf(Objects.requireNonNullElse(gains, List.of()));
        }

        /** Whether there were photos to measure on; the figures mean nothing otherwise. */
        public boolean measured() {
            return validationImages > 0;
        }

        /** Without figures of labels. */
        public ValidationScores(int validationImages, Score ensemble, List<MemberScore> members, List<Gain> gains) {
            this(validationImages, ensemble, members, gains, null);
        }

        /**
         * What an accuracy hides where labels are of unequal size; of the ensemble.
         *
         * @param balancedAccuracy the mean of the recalls, so that small labels count as much as large ones
         * @param labels where there are at most {@value #FEW}, else none
         * @param neverFound labels with validation images, none of which is found; at most {@value #FEW}
         */
        public record ByLabel(double balancedAccuracy, List<LabelScore> labels, List<String> neverFound) {

            /** So many labels are few. */
            public static final int FEW = 20;

            public ByLabel {
                labels = List.copyOf(labels);
                neverFound = List.copyOf(neverFound);
            }

            /** Of all labels that have validation images, one or more. */
            public static ByLabel of(List<LabelScore> all) {
                return new ByLabel(
                        all.stream().mapToDouble(LabelScore::recall).average().orElse(0),
                        all.size() > FEW ? List.of() : all,
                        all.stream()
                                .filter(score -> score.recall() == 0)
                                .map(LabelScore::label)
                                .limit(FEW)
                                .toList());
            }
        }

        /** The share of a label's {@code images} that is found. */
        public record LabelScore(String label, int images, double recall) {}

        /**
         * accuracy in [0, 1] with its 95 % Wilson interval; log-loss in nats; expected calibration error in [0, 1].
         *
         * @param calibrationErrorByChance what a calibrated model shows; absent in what older versions wrote
         */
        @JsonInclude(JsonInclude.Include.NON_NULL)
        public record Score(
                double accuracy,
                double low,
                double high,
                double logLoss,
                double calibrationError,
                @Nullable Double calibrationErrorByChance) {}

        /** As {@link Score}. */
        @JsonInclude(JsonInclude.Include.NON_NULL)
        public record MemberScore(
                String network,
                double accuracy,
                double low,
                double high,
                double logLoss,
                double calibrationError,
                @Nullable Double calibrationErrorByChance) {}

        /**
         * The ensemble against one member on the same images.
         *
         * @param accuracy of the ensemble less that of the member, with its 95 % interval
         * @param pValue two-sided, adjusted where there are several members
         */
        public record Gain(String member, double accuracy, double low, double high, double pValue) {}
    }
}

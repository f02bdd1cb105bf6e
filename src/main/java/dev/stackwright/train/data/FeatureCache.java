package dev.stackwright.train.data;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.stackwright.common.DocumentSchema;
import dev.stackwright.common.DocumentSchema.NewerSchemaException;
import dev.stackwright.common.Json.MalformedJsonException;
import dev.stackwright.common.Progress;
import dev.stackwright.common.Sha256;
import dev.stackwright.dataset.Dataset;
import dev.stackwright.dataset.Dataset.RejectedImage;
import dev.stackwright.image.ImageDecoder.ImageLimits;
import dev.stackwright.image.ImageSpec;
import dev.stackwright.network.FeatureEngine.Computation;
import dev.stackwright.network.FeatureMatrix;
import dev.stackwright.network.NetworkWeights;
import dev.stackwright.store.BucketLayout;
import dev.stackwright.store.ObjectKey;
import dev.stackwright.store.ObjectStore;
import dev.stackwright.train.ImageFindings;
import dev.stackwright.train.NearCopy;
import dev.stackwright.train.NumberFile;
import dev.stackwright.train.data.FeatureComputation.PretrainedNetwork;
import java.nio.file.Files;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Features kept in the store by what they depend on. An entry may vanish or be damaged at any time: then it is as if it
 * were not there. Thread-safe; two writers of one key write the same.
 */
final class FeatureCache {

    /** @param values training rows, then validation rows */
    record Entry(FeatureMatrix values, int trainingRows, ImageFindings findings) {}

    /**
     * What features depend on: the images, the network with its weights, the way from bytes to pixels, and what is refused.
     *
     * @param dataset digest of its content
     * @param weights digest of the network's weights
     * @param spec {@link ImageSpec#id()}, and what the network sees of it where that is less
     * @param computed what they were computed by: a GPU's are off by a thousandth; absent in what older versions wrote
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Key(
            Sha256 dataset,
            String network,
            Sha256 weights,
            String spec,
            ImageLimits limits,
            @Nullable Computation computed) {

        static Key of(
                Dataset dataset,
                PretrainedNetwork pretrained,
                ImageSpec spec,
                ImageLimits limits,
                Computation computed) {
            NetworkWeights weights = pretrained.weights();
            Integer sees = pretrained.network().sees();
            String seen = sees == null ? spec.id() : spec.id() + "-seen-at-" + sees;
            return new Key(dataset.digest(), weights.network(), weights.digest(), seen, limits, computed);
        }

        /**
         * {@code features/<dataset>/<network>-<weights>-<spec>-<computation>}; digests in brief, whole ones stand in the
         * index.
         */
        ObjectKey folder() {
            return new ObjectKey(BucketLayout.FEATURES + dataset.brief() + "/" + network + "-" + weights.brief() + "-"
                    + spec + (computed == null ? "" : "-" + computed.brief()));
        }

        ObjectKey index() {
            return folder().resolve("index.json");
        }

        ObjectKey values() {
            return folder().resolve("features.f32");
        }
    }

    /**
     * The document beside kept features: what they are of and how to tell that they are whole.
     *
     * @param trainingRows the first rows of the matrix; the dataset's training images less those set aside, in order
     * @param validationRows the rows after them
     * @param setAside images that could not be decoded
     * @param nearCopies among the others; absent in what older versions wrote, which did not look for them
     * @param remarks of how pixels were read; absent where there are none
     * @param values digest of the matrix, float32 little-endian, row by row
     */
    record Index(
            Key of,
            int channels,
            int trainingRows,
            int validationRows,
            List<RejectedImage> setAside,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            List<NearCopy> nearCopies,

            @JsonInclude(JsonInclude.Include.NON_EMPTY) @Nullable
            List<String> remarks,

            Sha256 values) {

        Index {
            setAside = List.copyOf(setAside);
            nearCopies = nearCopies == null ? null : List.copyOf(nearCopies);
            remarks = remarks == null ? List.of() : List.copyOf(remarks);
        }
    }

    private static final DocumentSchema<Index> SCHEMA = new DocumentSchema<>(Index.class, 1);

    private final ObjectStore store;
    private final Progress progress;

    FeatureCache(ObjectStore store, Progress progress) {
        this.store = store;
        this.progress = progress;
    }

    Optional<Entry> find(Key key) {
        Optional<byte[]> document = store.read(key.index());
        if (document.isEmpty()) {
            return Optional.empty();
        }
        try {
            Index index = SCHEMA.read(document.get(), key.index().value());
            if (!index.of().equals(key)) {
                return Optional.empty();
            }
            Optional<FeatureMatrix> values = values(key, index);
            if (values.isPresent()) {
                List<NearCopy> copies = index.nearCopies();
                if (copies == null) {
                    progress.note("kept features of " + key.network() + " are of a version that looked for no near"
                            + " copies; delete features/ in the store to have them looked for");
                }
                ImageFindings findings = new ImageFindings(
                        index.setAside(),
                        Objects.requireNonNullElse(copies, List.of()),
                        Objects.requireNonNullElse(index.remarks(), List.of()));
                return values.map(matrix -> new Entry(matrix, index.trainingRows(), findings));
            }
            progress.note("kept features of " + key.network() + " are missing or damaged: computing them again");
        } catch (NewerSchemaException e) {
            progress.note("kept features of " + key.network()
                    + " were written by a newer Stackwright and stay: computing them for this run");
        } catch (MalformedJsonException | IllegalArgumentException e) {
            progress.note("kept features of " + key.network() + " cannot be read: computing them again");
        }
        return Optional.empty();
    }

    /** By way of a file, as a large matrix is more than an array of bytes can hold. */
    private Optional<FeatureMatrix> values(Key key, Index index) {
        int rows = Math.addExact(index.trainingRows(), index.validationRows());
        long bytes = (long) rows * index.channels() * Float.BYTES;
        return NumberFile.with(file -> {
            boolean whole = store.download(key.values(), file.path())
                    && Files.size(file.path()) == bytes
                    && file.digest().equals(index.values());
            return whole
                    ? Optional.of(new FeatureMatrix(
                            rows, index.channels(), file.floats(Math.multiplyExact(rows, index.channels()))))
                    : Optional.empty();
        });
    }

    /** Values first, index last, so that an index never speaks of values that are not there. What is newer stays. */
    void keep(Key key, Entry entry) {
        if (isNewer(key)) {
            return;
        }
        FeatureMatrix matrix = entry.values();
        Sha256 values = NumberFile.with(file -> {
            file.write(matrix.values());
            store.put(key.values(), file.path());
            return file.digest();
        });
        Index index = new Index(
                key,
                matrix.channels(),
                entry.trainingRows(),
                matrix.rows() - entry.trainingRows(),
                entry.findings().setAside(),
                entry.findings().nearCopies(),
                entry.findings().remarks(),
                values);
        store.put(key.index(), SCHEMA.write(index));
    }

    private boolean isNewer(Key key) {
        try {
            store.read(key.index())
                    .ifPresent(json -> SCHEMA.read(json, key.index().value()));
            return false;
        } catch (NewerSchemaException e) {
            return true;
        } catch (MalformedJsonException e) {
            return false;
        }
    }
}

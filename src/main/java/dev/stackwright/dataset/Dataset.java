package dev.stackwright.dataset;

import dev.stackwright.common.KebabCase;
import dev.stackwright.common.Sha256;
import dev.stackwright.download.DownloadException;
import dev.stackwright.prediction.Labels;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Labelled images with a training and a validation part, indexed but not decoded. Both parts are sorted by path; where
 * the dataset has no validation part, a stratified fifth was split off by content hash. Reading is thread-safe. Holds
 * an open zip or a temporary file: close it.
 */
public interface Dataset extends AutoCloseable {

    /** For people: the location's text. */
    String origin();

    /** All that is known of it without its bytes. */
    DatasetIndex index();

    default Labels labels() {
        return index().labels();
    }

    default List<Example> training() {
        return index().training();
    }

    default List<Example> validation() {
        return index().validation();
    }

    /** True where the validation part was split off and not given. */
    default boolean validationWasSplitOff() {
        return index().validationWasSplitOff();
    }

    /** Files that were left out on indexing, e.g. damaged, empty, outside the layout; of each kind the first thousand. */
    default List<RejectedImage> setAside() {
        return index().setAside();
    }

    /** For people: what was left out and why, and what makes figures doubtful, e.g. images under two labels. */
    default List<String> remarks() {
        return index().remarks();
    }

    /** Over every example's path, label and digest, both parts: names the content, not the place. */
    default Sha256 digest() {
        return index().digest();
    }

    /** The encoded bytes of one example. */
    byte[] read(Example example) throws IOException;

    /** The same images by another index, which holds some or all of this one's examples. Closing it closes this. */
    default Dataset with(DatasetIndex other) {
        return other.equals(index()) ? this : new Narrowed(this, other);
    }

    @Override
    void close();

    /** A dataset of which only a part is used. */
    public record Narrowed(Dataset whole, DatasetIndex index) implements Dataset {

        @Override
        public String origin() {
            return whole.origin();
        }

        @Override
        public byte[] read(Example example) throws IOException {
            return whole.read(example);
        }

        @Override
        public void close() {
            whole.close();
        }
    }

    /**
     * One labelled image.
     *
     * @param path inside the dataset, e.g. {@code train/cats/cat.1.jpg}; unique
     * @param label index into the dataset's labels
     * @param digest of the encoded bytes
     */
    public record Example(String path, int label, Sha256 digest) {}

    /** An image that was set aside (quarantined) and why; never fatal. */
    public record RejectedImage(String path, String reason) {}

    /** A dataset that cannot be used: what was expected, what was found, what to do. */
    final class DatasetException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final String code;
        private final boolean mayPass;

        public DatasetException(Fault fault, String message, @Nullable Throwable cause) {
            super(message, cause);
            code = fault.code();
            mayPass = fault == Fault.UNREADABLE;
        }

        /** One that did not come here. */
        DatasetException(String message, DownloadException cause) {
            super(message, cause);
            code = cause.reason().code();
            mayPass = cause.mayPass();
        }

        /** That of a {@link Fault}, or of why a download failed. */
        public String code() {
            return code;
        }

        /** Whether it tells of a disk or a network, and not of the dataset: then another try may help. */
        public boolean mayPass() {
            return mayPass;
        }
    }

    /** What is wrong with a dataset. {@code docs/http-api.md} says what each means; callers may depend on {@link #code}. */
    enum Fault {
        NOT_FOUND,
        WRONG_BUCKET,
        UNREADABLE,
        NOT_A_ZIP,
        DAMAGED_ZIP,
        ENCRYPTED_ZIP,
        ZIP_BOMB,
        OVERLAPPING_ENTRIES,
        UNSAFE_NAME,
        TOO_MANY_FILES,
        TOO_MANY_BYTES,
        NO_IMAGES,
        TOO_FEW_LABELS,
        TOO_FEW_PHOTOS,
        CHANGED;

        /** In kebab case, e.g. {@code zip-bomb}. */
        public String code() {
            return KebabCase.of(this);
        }
    }
}

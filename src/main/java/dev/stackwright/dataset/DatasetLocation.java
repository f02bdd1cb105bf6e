package dev.stackwright.dataset;

import dev.stackwright.store.ObjectKey;
import java.net.URI;
import java.nio.file.Path;

/** Where a dataset lies. {@link #parse} reads what a person or a request writes. */
public sealed interface DatasetLocation {

    /** {@code s3://bucket/key.zip}. */
    record StoreZip(String bucket, ObjectKey key) implements DatasetLocation {
        @Override
        public String text() {
            throw new UnsupportedOperationException("skeleton");
        }
    }

    /** {@code s3://bucket/prefix/}. */
    record StorePrefix(String bucket, ObjectKey prefix) implements DatasetLocation {
        @Override
        public String text() {
            throw new UnsupportedOperationException("skeleton");
        }
    }

    /** {@code https://…/x.zip}. */
    record HttpsZip(URI address) implements DatasetLocation {
        @Override
        public String text() {
            throw new UnsupportedOperationException("skeleton");
        }
    }

    record LocalZip(Path file) implements DatasetLocation {
        @Override
        public String text() {
            throw new UnsupportedOperationException("skeleton");
        }
    }

    record LocalFolder(Path folder) implements DatasetLocation {
        @Override
        public String text() {
            throw new UnsupportedOperationException("skeleton");
        }
    }

    /** @throws IllegalArgumentException saying which forms there are */
    static DatasetLocation parse(String text) {
        throw new UnsupportedOperationException("skeleton");
    }

    /** The form that {@link #parse} reads back. */
    String text();
}

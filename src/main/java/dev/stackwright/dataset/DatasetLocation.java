package dev.stackwright.dataset;

import dev.stackwright.download.AddressRules;
import dev.stackwright.download.DownloadPolicy;
import dev.stackwright.store.ObjectKey;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a dataset lies. {@link #parse} reads what a person or a request writes. */
public sealed interface DatasetLocation {

    /** {@code s3://bucket/key.zip}. */
    record StoreZip(String bucket, ObjectKey key) implements DatasetLocation {
        public StoreZip {
            Forms.requireBucket(bucket);
            if (!Forms.isZip(key.value())) {
                throw new IllegalArgumentException("expected a key that ends in .zip, found '" + key + "'");
            }
        }

        @Override
        public String text() {
            return "s3://" + bucket + "/" + key;
        }
    }

    /** {@code s3://bucket/prefix/}. */
    record StorePrefix(String bucket, ObjectKey prefix) implements DatasetLocation {
        public StorePrefix {
            Forms.requireBucket(bucket);
        }

        @Override
        public String text() {
            return "s3://" + bucket + "/" + prefix + "/";
        }
    }

    /** {@code https://…/x.zip}; plain http only from this machine itself, where {@link Datasets} allows it. */
    record HttpsZip(URI address) implements DatasetLocation {
        public HttpsZip {
            if (!Forms.isHttps(address) && !DownloadPolicy.isHttpOnLoopback(address)) {
                throw new IllegalArgumentException("expected an https address with a host, found '" + address + "'");
            }
        }

        /**
         * Why a stranger's may not be asked, as far as its text tells; names are looked up later.
         *
         * @param privateAddresses whether it may be of a private network
         */
        public Optional<String> refusal(boolean privateAddresses) {
            if (!Forms.isHttps(address) && !privateAddresses) {
                return Optional.of("plain http");
            }
            return AddressRules.refusal(address.getHost(), privateAddresses).map(kind -> "an address of kind " + kind);
        }

        @Override
        public String text() {
            return address.toString();
        }
    }

    /** A zip on this machine. */
    record LocalZip(Path file) implements DatasetLocation {
        public LocalZip {
            if (!Forms.isZip(file.toString())) {
                throw new IllegalArgumentException("expected a file that ends in .zip, found '" + file + "'");
            }
        }

        @Override
        public String text() {
            return file.toString();
        }
    }

    /** A folder on this machine. */
    record LocalFolder(Path folder) implements DatasetLocation {
        @Override
        public String text() {
            return Forms.isZip(folder.toString()) ? folder + "/" : folder.toString();
        }
    }

    /**
     * Reads a location as people write it.
     *
     * @throws IllegalArgumentException saying which forms there are
     */
    static DatasetLocation parse(String text) {
        return Forms.parse(text);
    }

    /** The form that {@link #parse} reads back. */
    String text();

    /** The written forms. */
    final class Forms {

        private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*)://.*", Pattern.DOTALL);
        private static final Pattern S3 = Pattern.compile("s3://([^/]+)/(.+)", Pattern.DOTALL);
        private static final Pattern BUCKET = Pattern.compile("[A-Za-z0-9._-]{1,255}");
        private static final String EXPECTED =
                "expected s3://bucket/key.zip, s3://bucket/prefix/, https://host/file.zip, a local .zip or a local"
                        + " folder";

        private Forms() {}

        private static DatasetLocation parse(String text) {
            if (text.isBlank()) {
                throw new IllegalArgumentException(EXPECTED + ", found nothing");
            }
            Matcher scheme = SCHEME.matcher(text);
            try {
                if (!scheme.matches()) {
                    return local(text);
                }
                return switch (scheme.group(1).toLowerCase(Locale.ROOT)) {
                    case "s3" -> store(text);
                    case "http", "https" -> new HttpsZip(URI.create(text));
                    default -> throw new IllegalArgumentException("there is no such scheme");
                };
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(EXPECTED + ", found '" + text + "': " + e.getMessage(), e);
            }
        }

        private static DatasetLocation store(String text) {
            Matcher parts = S3.matcher(text);
            if (!parts.matches()) {
                throw new IllegalArgumentException("a bucket and a key or prefix are needed");
            }
            String key = parts.group(2);
            return isZip(key)
                    ? new StoreZip(parts.group(1), new ObjectKey(key))
                    : new StorePrefix(
                            parts.group(1),
                            new ObjectKey(key.endsWith("/") ? key.substring(0, key.length() - 1) : key));
        }

        private static DatasetLocation local(String text) {
            try {
                return isZip(text) ? new LocalZip(Path.of(text)) : new LocalFolder(Path.of(text));
            } catch (InvalidPathException e) {
                throw new IllegalArgumentException(e.getMessage(), e);
            }
        }

        private static boolean isZip(String name) {
            return name.toLowerCase(Locale.ROOT).endsWith(".zip");
        }

        static boolean isHttps(URI address) {
            return "https".equalsIgnoreCase(address.getScheme()) && address.getHost() != null;
        }

        private static void requireBucket(String bucket) {
            if (!BUCKET.matcher(bucket).matches()) {
                throw new IllegalArgumentException("'" + bucket + "' is no name of a bucket");
            }
        }
    }
}

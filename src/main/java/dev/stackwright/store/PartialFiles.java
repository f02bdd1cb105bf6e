package dev.stackwright.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a killed process leaves of an object it was writing. s3proxy writes {@code KEY-<uuid>} and renames it when it is
 * whole; after a kill that file would be listed as an object. None of the product's own keys ends so. A user's upload
 * may, so only what is below {@link BucketLayout#OWN} is swept: half an image elsewhere is named and set aside when it is
 * decoded.
 */
final class PartialFiles {

    private static final Pattern PARTIAL =
            Pattern.compile(".*-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

    private PartialFiles() {}

    /** @param data a folder a bucket */
    static void sweep(Path data) throws IOException {
        try (Stream<Path> tree = Files.walk(data)) {
            for (Path file : tree.filter(Files::isRegularFile).toList()) {
                if (PARTIAL.matcher(String.valueOf(file.getFileName())).matches() && isOwn(data.relativize(file))) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    private static boolean isOwn(Path bucketAndKey) {
        return bucketAndKey.getNameCount() > 1 && BucketLayout.OWN.contains(bucketAndKey.getName(1) + "/");
    }
}

package dev.stackwright.server;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;

/**
 * A house of its own for the tests of the server: nothing configured but folders, so the store is embedded. They are empty
 * but for what a server left long ago that was killed while a file was sent.
 */
public final class StackwrightTestResource implements QuarkusTestResourceLifecycleManager {

    @Override
    public Map<String, String> start() {
        try {
            Path folder = Files.createTempDirectory("stackwright-test-");
            Path left = new UploadFolder(folder.resolve("cache").resolve("uploads")).file();
            Files.setLastModifiedTime(left, FileTime.from(Instant.EPOCH));
            return Map.of(
                    "stackwright.data-directory", folder.resolve("data").toString(),
                    "stackwright.cache-directory", folder.resolve("cache").toString(),
                    "stackwright.weights", "random",
                    "stackwright.gpu", "off",
                    "stackwright.watch.enabled", "off",
                    "stackwright.classify.refresh-interval", "0s");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void stop() {}
}

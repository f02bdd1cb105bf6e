package dev.stackwright.ensemble;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What stays in the cache of versions. */
class VersionCleaningTest {

    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");

    @TempDir
    Path cache;

    private final VersionCleaning cleaning = new VersionCleaning(() -> NOW);

    @Test
    void theVersionsThatWereAskedForLastStay() throws IOException {
        version("pets", "one", Duration.ofHours(3));
        version("pets", "two", Duration.ofHours(1));
        version("pets", "three", Duration.ofHours(2));
        cleaning.clean(cache, cache.resolve("pets"));
        assertThat(names(cache.resolve("pets"))).containsExactlyInAnyOrder("two", "three");
    }

    @Test
    void aUseKeepsAnOldVersion() throws IOException {
        Path first = version("pets", "one", Duration.ofHours(3));
        version("pets", "two", Duration.ofHours(1));
        version("pets", "three", Duration.ofHours(2));
        cleaning.used(first);
        cleaning.clean(cache, cache.resolve("pets"));
        assertThat(names(cache.resolve("pets"))).containsExactlyInAnyOrder("one", "two");
    }

    @Test
    void otherEnsemblesKeepTheirs() throws IOException {
        for (String version : new String[] {"one", "two", "three"}) {
            version("birds", version, Duration.ofDays(100));
        }
        cleaning.clean(cache, cache.resolve("pets"));
        assertThat(names(cache.resolve("birds"))).hasSize(3);
    }

    @Test
    void whatAKilledProcessLeftGoesAfterADayAndWhatIsUnderWayStays() throws IOException {
        aged(cache.resolve(".fetch-17"), Duration.ofHours(25));
        aged(cache.resolve(".publish-18"), Duration.ofHours(23));
        version("fetch-19", "one", Duration.ofDays(100)); // an ensemble may be called so
        cleaning.clean(cache, cache.resolve("pets"));
        assertThat(names(cache)).containsExactlyInAnyOrder(".publish-18", "fetch-19");
    }

    @Test
    void anEmptyCacheIsNoFault() {
        cleaning.clean(cache.resolve("none"), cache.resolve("none/pets"));
        assertThat(cache.resolve("none")).doesNotExist();
    }

    private Path version(String ensemble, String version, Duration age) throws IOException {
        return aged(cache.resolve(ensemble).resolve(version), age);
    }

    private static Path aged(Path folder, Duration age) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("saved_model.pb"), "graph");
        return Files.setLastModifiedTime(folder, FileTime.from(NOW.minus(age)));
    }

    private static String[] names(Path folder) throws IOException {
        try (Stream<Path> children = Files.list(folder)) {
            return children.map(child -> child.getFileName().toString()).toArray(String[]::new);
        }
    }
}

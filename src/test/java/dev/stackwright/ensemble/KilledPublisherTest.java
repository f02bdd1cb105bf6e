package dev.stackwright.ensemble;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stackwright.common.ChildJvm;
import dev.stackwright.common.Progress;
import dev.stackwright.store.EmbeddedStore;
import dev.stackwright.store.S3ObjectStore;
import dev.stackwright.tensorflow.Devices;
import dev.stackwright.tensorflow.SavedModelFormat;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SIGKILL at random moments of publication and promotion, store and all. */
class KilledPublisherTest {

    /** {@code -Dstackwright.test.kills=20} for the long run. */
    private static final int KILLS = Integer.getInteger("stackwright.test.kills", 3);

    private static final int NUMBERS_A_CHILD = 100_000;
    private static final int LONGEST_MILLIS = 1500;
    private static final EnsembleName NAME = new EnsembleName("killed");

    @TempDir
    Path directory;

    @Test
    void afterEachKillTheOldOrTheNewEnsembleIsServedWholeAndTheNextIsPublished() throws Exception {
        Random random = new Random(20261124);
        List<EnsembleVersion> promotedSoFar = new ArrayList<>();
        for (int kill = 0; kill < KILLS; kill++) {
            List<String> said = runAndKill(kill * NUMBERS_A_CHILD, random.nextInt(LONGEST_MILLIS));
            said.stream()
                    .filter(line -> line.startsWith("promoted "))
                    .forEach(line -> promotedSoFar.add(version(line)));
            Set<EnsembleVersion> oldOrNew = new TreeSet<>(Set.of(promotedSoFar.get(promotedSoFar.size() - 1)));
            if (said.get(said.size() - 1).startsWith("promoting ")) {
                oldOrNew.add(version(said.get(said.size() - 1)));
            }
            try (EmbeddedStore embedded = EmbeddedStore.connectOrStart(directory, "photos");
                    S3ObjectStore store = S3ObjectStore.open(embedded.settings())) {
                assertThat(embedded.isServer()).isTrue();
                EnsembleRepository repository = new EnsembleRepository(
                        store, Clock.systemUTC(), directory.resolve("cache"), new SavedModelFormat(Devices.AUTO));
                EnsembleVersion served = repository.promoted(NAME).orElseThrow().version();
                assertThat(oldOrNew).as("served after kill %d", kill).contains(served);
                assertWhole(repository);
                repository.load(NAME, served).close();

                EnsembleVersion next = repository
                        .publish(NAME, Drafts.numbered(-1 - kill), Progress.NONE)
                        .version();
                repository.promote(NAME, next, "parent", "");
                assertThat(repository.promoted(NAME).orElseThrow().version()).isEqualTo(next);
                assertThat(repository.verify(NAME, next)).isEmpty();
                List<EnsembleVersion> all = repository.promotions(NAME).stream()
                        .map(Promotion::version)
                        .toList();
                if (!promotedSoFar.contains(served)) {
                    promotedSoFar.add(served);
                }
                promotedSoFar.add(next);
                assertThat(all).as("no promotion is lost").containsExactlyElementsOf(promotedSoFar);
            }
        }
    }

    private static void assertWhole(EnsembleRepository repository) {
        for (EnsembleVersion version : repository.versions(NAME)) {
            assertThat(repository.verify(NAME, version)).as("%s", version).isEmpty();
        }
        assertThat(repository.names()).containsExactly(NAME);
    }

    /** What the child said, whole lines only: it is killed {@code millis} after its first promotion. */
    private List<String> runAndKill(int firstNumber, int millis) throws Exception {
        Path errors = directory.resolve("child.err");
        Process child = ChildJvm.of(
                        List.of(),
                        PublishForever.class,
                        directory.toString(),
                        NAME.value(),
                        String.valueOf(firstNumber))
                .redirectError(errors.toFile())
                .start();
        List<String> said = new ArrayList<>();
        try (BufferedReader lines = child.inputReader()) {
            String line = lines.readLine();
            while (line != null && !line.startsWith("promoted ")) {
                said.add(line);
                line = lines.readLine();
            }
            assertThat(line).as(() -> "the child's errors: " + text(errors)).isNotNull();
            said.add(line);
            assertThat(child.waitFor(millis, TimeUnit.MILLISECONDS))
                    .as("ended by itself")
                    .isFalse();
            child.toHandle().destroyForcibly(); // unlike its own, leaves what it said to be read
            for (line = lines.readLine(); line != null; line = lines.readLine()) {
                said.add(line);
            }
        } finally {
            child.destroyForcibly().waitFor();
        }
        return said;
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static EnsembleVersion version(String line) {
        return new EnsembleVersion(line.substring(line.indexOf(' ') + 1));
    }
}

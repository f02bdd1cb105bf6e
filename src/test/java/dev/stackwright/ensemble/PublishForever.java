package dev.stackwright.ensemble;

import dev.stackwright.common.Progress;
import dev.stackwright.store.EmbeddedStore;
import dev.stackwright.store.S3ObjectStore;
import dev.stackwright.tensorflow.Devices;
import dev.stackwright.tensorflow.SavedModelFormat;
import java.nio.file.Path;
import java.time.Clock;

/**
 * A process that owns an embedded store and publishes and promotes until it is killed. It prints
 * {@code promoting <version>} before each promotion and {@code promoted <version>} after it.
 */
final class PublishForever {

    private PublishForever() {}

    public static void main(String[] arguments) {
        Path directory = Path.of(arguments[0]);
        EnsembleName name = new EnsembleName(arguments[1]);
        int number = Integer.parseInt(arguments[2]);
        EmbeddedStore embedded = EmbeddedStore.connectOrStart(directory, "photos");
        if (!embedded.isServer()) {
            throw new IllegalStateException("another process serves " + directory);
        }
        EnsembleRepository repository = new EnsembleRepository(
                S3ObjectStore.open(embedded.settings()),
                Clock.systemUTC(),
                directory.resolve("cache"),
                new SavedModelFormat(Devices.AUTO));
        while (true) {
            EnsembleVersion version = repository
                    .publish(name, Drafts.numbered(number++), Progress.NONE)
                    .version();
            System.out.println("promoting " + version);
            repository.promote(name, version, "child", "");
            System.out.println("promoted " + version);
        }
    }
}

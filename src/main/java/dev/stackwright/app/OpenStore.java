package dev.stackwright.app;

import dev.stackwright.app.Configuration.ConfigurationException;
import dev.stackwright.store.BucketLayout;
import dev.stackwright.store.EmbeddedObjects;
import dev.stackwright.store.ObjectKey;
import dev.stackwright.store.ObjectStore;
import dev.stackwright.store.S3ObjectStore;
import dev.stackwright.store.StoreSettings;
import dev.stackwright.store.StoreSettings.Credentials;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The store that the settings mean: with an endpoint, that; with a bucket alone, Amazon S3; with neither, the embedded
 * one. Close it.
 *
 * @param described as {@link #description}
 * @param embedded the same store, where the embedded one is meant
 */
record OpenStore(
        ObjectStore store,
        Supplier<String> described,
        @Nullable EmbeddedObjects embedded) implements AutoCloseable {

    static final String DEFAULT_BUCKET = "stackwright";

    /**
     * Never written; looking for it needs the bucket and the right to read ensembles, which a server has and needs. The
     * function's role may read nothing outside of the product's own prefixes.
     */
    private static final ObjectKey ANY = new ObjectKey(BucketLayout.ENSEMBLES + "readiness-probe");

    /** @throws ConfigurationException naming the key at fault */
    static OpenStore open(StackwrightConfig.Store config, Path data) {
        if (config.endpoint().isEmpty() && config.bucket().isEmpty()) {
            return embedded(data);
        }
        StoreSettings settings = settings(config);
        S3ObjectStore store = S3ObjectStore.open(settings);
        try {
            store.ensureBucket();
        } catch (RuntimeException e) {
            store.close();
            throw e;
        }
        String where = config.endpoint().map(Object::toString).orElse("Amazon S3, " + config.region());
        String description = "s3://" + settings.bucket() + "/ at " + where;
        return new OpenStore(store, () -> description, null);
    }

    static StoreSettings settings(StackwrightConfig.Store config) {
        try {
            StoreSettings settings = StoreSettings.aws(config.bucket().orElse(DEFAULT_BUCKET), config.region());
            if (config.endpoint().isPresent()) {
                settings = settings.withEndpoint(config.endpoint().get());
            }
            Optional<Credentials> given = credentials(config);
            return given.isPresent() ? settings.withCredentials(given.get()) : settings;
        } catch (IllegalArgumentException e) {
            throw ConfigurationException.of("store", String.valueOf(e.getMessage()));
        }
    }

    /** Those that are configured; empty for the SDK's own search. */
    static Optional<Credentials> credentials(StackwrightConfig.Store config) {
        return config.accessKey().flatMap(key -> config.secretKey().map(secret -> new Credentials(key, secret)));
    }

    private static OpenStore embedded(Path data) {
        EmbeddedObjects embedded = EmbeddedObjects.open(data, DEFAULT_BUCKET);
        return new OpenStore(embedded, () -> description(embedded, data), embedded);
    }

    private static String description(EmbeddedObjects embedded, Path data) {
        String served = embedded.isServer() ? "embedded" : "embedded, served by another process";
        return "s3://" + DEFAULT_BUCKET + "/ at " + embedded.endpoint() + " (" + served + ", " + data + ")";
    }

    /** Where the store is by now, for people; holds no secret. */
    String description() {
        return described.get();
    }

    /**
     * Whether the store answers, and takes what is written where this machine can tell without a right to write.
     *
     * @throws dev.stackwright.store.ObjectStore.StoreException when it does not
     */
    void check() {
        var unused = store.head(ANY);
        if (embedded != null) {
            embedded.checkWritable();
        }
    }

    /** Whether no other process can have worked on the store before this one opened it. */
    boolean alone() {
        return embedded != null && embedded.alone();
    }

    @Override
    public void close() {
        store.close();
    }
}

package dev.stackwright.app;

import dev.stackwright.store.ObjectStore;
import java.nio.file.Path;

/** Placeholder until the embedded endpoint lands. */
record OpenStore(ObjectStore store, String description, boolean alone) implements AutoCloseable {
    static OpenStore open(StackwrightConfig.Store config, Path data) {
        throw new UnsupportedOperationException("skeleton");
    }

    @Override
    public void close() {
        store.close();
    }
}

package dev.stackwright.store;

import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Another process's look at a lock. */
final class LockProbe {

    static final int FREE = 10;
    static final int TAKEN = 11;

    private LockProbe() {}

    public static void main(String[] arguments) throws Exception {
        try (FileChannel file = FileChannel.open(Path.of(arguments[0]), StandardOpenOption.WRITE)) {
            System.exit(file.tryLock() == null ? TAKEN : FREE);
        }
    }
}

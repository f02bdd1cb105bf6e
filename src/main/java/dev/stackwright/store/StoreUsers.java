package dev.stackwright.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * That this process uses an embedded store, whoever serves it: a shared lock of {@code store.users}. The serving process
 * alone does not tell, as others may have outlived the one that served before.
 *
 * <p>Meant for one a process: of two, the second holds no lock, and the first that is closed gives the lock away.
 */
final class StoreUsers implements AutoCloseable {

    private final FileChannel channel;
    private final boolean first;

    private StoreUsers(FileChannel channel, boolean first) {
        this.channel = channel;
        this.first = first;
    }

    /** @param directory that of the store, which is there */
    static StoreUsers join(Path directory) throws IOException {
        FileChannel channel = FileChannel.open(
                directory.resolve("store.users"),
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE);
        try {
            return new StoreUsers(channel, isFirst(channel));
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static boolean isFirst(FileChannel channel) throws IOException {
        try {
            FileLock all = channel.tryLock();
            if (all != null) {
                all.release();
            }
            var unused = channel.lock(0, Long.MAX_VALUE, true);
            return all != null;
        } catch (OverlappingFileLockException e) {
            return false; // held by this very process
        }
    }

    /** Whether no other process used the store when this one joined. */
    boolean first() {
        return first;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}

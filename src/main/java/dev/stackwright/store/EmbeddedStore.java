package dev.stackwright.store;

import dev.stackwright.common.Json;
import dev.stackwright.common.Json.MalformedJsonException;
import dev.stackwright.store.ObjectStore.StoreException;
import dev.stackwright.store.StoreSettings.Credentials;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An S3 endpoint on loopback with its data in a folder, for whoever has neither account nor Docker. It belongs to one
 * process at a time, which holds {@code store.lock} and leaves its address in {@code store.address} beside the data; a
 * second process finds it there and uses it. {@link EmbeddedObjects} outlives the process that serves. An address left by
 * a killed process is harmless: its lock is free.
 *
 * <p>Thread-safe. The one who opened it closes it; where another process serves the data, closing does nothing.
 */
public final class EmbeddedStore implements AutoCloseable {

    private static final String DATA = "store";
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final int MOST_TRIES = 200;
    private static final Duration GREETING = Duration.ofSeconds(10);
    /** A block of most file systems. */
    private static final int PROBE_BYTES = 4096;

    private final Path data;
    private final StoreSettings settings;
    private final @Nullable EmbeddedServer server;
    private final @Nullable FileChannel lock;

    private EmbeddedStore(
            Path data, StoreSettings settings, @Nullable EmbeddedServer server, @Nullable FileChannel lock) {
        this.data = data;
        this.settings = settings;
        this.server = server;
        this.lock = lock;
    }

    /**
     * Serves the data in {@code directory}, or connects to the process that does.
     *
     * <p>One caller at a time, and the lock file is opened only where nobody answers: POSIX drops a process's lock when
     * the process closes any handle of that file, so a second caller in the serving process would give it away.
     *
     * @param directory made when missing; holds {@code store/}, {@code store.lock} and {@code store.address}
     * @throws StoreException when the folder cannot be used, or its owner does not answer
     */
    public static synchronized EmbeddedStore connectOrStart(Path directory, String bucket) {
        Path lockFile = directory.resolve("store.lock");
        try {
            Files.createDirectories(directory);
            for (int tries = 0; tries < MOST_TRIES; tries++) {
                Optional<EmbeddedStore> running = connect(directory, bucket);
                if (running.isPresent()) {
                    return running.get();
                }
                FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                if (isLocked(channel)) {
                    return start(directory, bucket, channel);
                }
                channel.close();
                Thread.sleep(PAUSE.toMillis());
            }
        } catch (IOException e) {
            throw cannotUse(directory, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException("interrupted while waiting for the embedded store in " + directory, e);
        }
        throw new StoreException(
                "another process holds " + lockFile + " and does not answer at the address in "
                        + StoreAddress.file(directory) + ". End it, or name another data directory.",
                null);
    }

    /** How to reach it; holds a secret that is good on this machine only, while the endpoint runs. */
    public StoreSettings settings() {
        return settings;
    }

    /**
     * Looks whether the data can still be written, by a file that is there for a moment: a folder may be mounted anew as
     * read-only, be taken away or be full, while reading goes on to work. A full disk still takes an empty file, so it has
     * content.
     *
     * @throws StoreException when it cannot
     */
    public void checkWritable() {
        try {
            Path probe = Files.createTempFile(data, "probe", "");
            try {
                Files.write(probe, new byte[PROBE_BYTES]);
            } finally {
                Files.delete(probe);
            }
        } catch (IOException e) {
            throw cannotUse(data, e);
        }
    }

    static StoreException cannotUse(Path directory, IOException why) {
        return new StoreException(
                "cannot use " + directory + " for the embedded store: " + why
                        + ". Set stackwright.data-directory (or --data-dir) to a folder that can be written",
                why);
    }

    /** Whether this process serves the data. */
    public boolean isServer() {
        return server != null;
    }

    public URI endpoint() {
        return settings.endpoint().orElseThrow();
    }

    @Override
    public void close() {
        try (FileChannel released = lock;
                EmbeddedServer stopped = server) {
            // stopped first, then released, even where stopping fails
        } catch (IOException e) {
            throw new StoreException("cannot release the embedded store's lock: " + e, e);
        }
    }

    /** Empty where nobody listens at the address, or another program does: the port may have been given away since. */
    private static Optional<EmbeddedStore> connect(Path directory, String bucket) throws IOException {
        Optional<StoreAddress> address = StoreAddress.read(directory).filter(StoreAddress::answers);
        if (address.isEmpty()) {
            return Optional.empty();
        }
        StoreSettings settings = address.get().settings(bucket);
        try (S3ObjectStore store = S3ObjectStore.open(settings.withTimeouts(GREETING, GREETING))) {
            store.ensureBucket();
            return Optional.of(new EmbeddedStore(directory.resolve(DATA), settings, null, null));
        } catch (StoreException e) {
            return Optional.empty();
        }
    }

    private static boolean isLocked(FileChannel channel) throws IOException {
        try {
            FileLock taken = channel.tryLock();
            return taken != null;
        } catch (OverlappingFileLockException e) {
            return false; // held by this very process
        }
    }

    private static EmbeddedStore start(Path directory, String bucket, FileChannel lock) throws IOException {
        EmbeddedServer server = null;
        try {
            StoreAddress.remove(directory);
            Path data = Files.createDirectories(directory.resolve(DATA));
            PartialFiles.sweep(data);
            Credentials credentials = StoreAddress.randomCredentials();
            server = EmbeddedServer.start(data, credentials);
            StoreAddress address = new StoreAddress(server.endpoint(), credentials);
            StoreSettings settings = address.settings(bucket);
            try (S3ObjectStore store = S3ObjectStore.open(settings)) {
                store.ensureBucket();
            }
            address.write(directory);
            EmbeddedStore started = new EmbeddedStore(data, settings, server, lock);
            started.checkWritable();
            return started;
        } catch (IOException | RuntimeException e) {
            if (server != null) {
                server.close();
            }
            lock.close();
            throw e;
        }
    }

    /**
     * What a killed process leaves of an object it was writing. s3proxy writes {@code KEY-<uuid>} and renames it when it is
     * whole; after a kill that file would be listed as an object. None of the product's own keys ends so. A user's upload
     * may, so only what is below {@link BucketLayout#OWN} is swept: half an image elsewhere is named and set aside when it is
     * decoded.
     */
    private static final class PartialFiles {

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

    /** Where a running embedded store is found and how to sign in; kept in a file that only its owner may read. */
    record StoreAddress(URI endpoint, Credentials credentials) {

        private static final int CONNECT_MILLIS = 2000;

        static Path file(Path directory) {
            return directory.resolve("store.address");
        }

        /** Empty where there is none, or a half-made one. */
        static Optional<StoreAddress> read(Path directory) throws IOException {
            Path file = file(directory);
            try {
                return Optional.of(Json.read(Files.readAllBytes(file), StoreAddress.class, file.toString()));
            } catch (NoSuchFileException | MalformedJsonException e) {
                return Optional.empty();
            }
        }

        static void remove(Path directory) throws IOException {
            Files.deleteIfExists(file(directory));
        }

        static Credentials randomCredentials() {
            SecureRandom random = new SecureRandom();
            return new Credentials(hex(random, 8), hex(random, 24));
        }

        void write(Path directory) throws IOException {
            Path fresh = directory.resolve("store.address.new");
            Files.deleteIfExists(fresh);
            if (fresh.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                Files.createFile(
                        fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            }
            Files.write(fresh, Json.bytes(this));
            Files.move(fresh, file(directory), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }

        /** Whether something listens there. */
        boolean answers() {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(endpoint.getHost(), endpoint.getPort()), CONNECT_MILLIS);
                return true;
            } catch (IOException e) {
                return false;
            }
        }

        StoreSettings settings(String bucket) {
            return StoreSettings.at(endpoint, bucket).withCredentials(credentials);
        }

        private static String hex(SecureRandom random, int bytes) {
            byte[] value = new byte[bytes];
            random.nextBytes(value);
            return HexFormat.of().formatHex(value);
        }
    }
}

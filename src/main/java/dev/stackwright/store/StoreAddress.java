package dev.stackwright.store;

import dev.stackwright.common.Json;
import dev.stackwright.common.MalformedJsonException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;

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
            Files.createFile(fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
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

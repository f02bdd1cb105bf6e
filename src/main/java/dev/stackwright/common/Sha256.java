package dev.stackwright.common;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A SHA-256 digest as 64 lower-case hexadecimal digits. */
public record Sha256(@JsonValue String hex) implements Comparable<Sha256> {

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public Sha256 {
        if (!hex.matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException("expected 64 lower-case hexadecimal digits, found '" + hex + "'");
        }
    }

    public static Sha256 of(byte[] bytes) {
        return new Sha256(HexFormat.of().formatHex(digest().digest(bytes)));
    }

    public static Sha256 of(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return of(in);
        }
    }

    /** Reads {@code in} to its end; does not close it. */
    public static Sha256 of(InputStream in) throws IOException {
        MessageDigest digest = digest();
        byte[] buffer = new byte[1 << 16];
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            digest.update(buffer, 0, n);
        }
        return new Sha256(HexFormat.of().formatHex(digest.digest()));
    }

    /** The first twelve digits, for keys and names. */
    public String brief() {
        return hex.substring(0, 12);
    }

    /** The first sixteen digits as a number without a sign. */
    public long first64Bits() {
        return Long.parseUnsignedLong(hex, 0, 16, 16);
    }

    @Override
    public int compareTo(Sha256 other) {
        return hex.compareTo(other.hex);
    }

    @Override
    public String toString() {
        return hex;
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}

package dev.stackwright.access;

import dev.stackwright.common.Printable;
import dev.stackwright.common.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What is kept of a key: never the key itself, which is shown once. It is 256 random bits, so that its digest needs
 * neither salt nor a slow function: there is nothing to guess.
 *
 * @param id 12 hexadecimal digits, part of the key
 * @param name whose it is, for people; 1 to 100 characters that show
 * @param roles one or more, each once
 * @param digest of the whole key in ASCII
 */
public record ApiKey(String id, String name, List<Role> roles, Sha256 digest, Instant created) {

    private static final Pattern ID = Pattern.compile("[0-9a-f]{12}");
    private static final int LONGEST_NAME = 100;

    public ApiKey {
        if (!ID.matcher(id).matches()) {
            throw new IllegalArgumentException("id: expected 12 hexadecimal digits, found '" + id + "'");
        }
        name = checkedName(name);
        if (roles.isEmpty()) {
            throw new IllegalArgumentException("roles: expected one or more, found none");
        }
        roles = List.copyOf(EnumSet.copyOf(roles));
    }

    /**
     * The name, where it is one.
     *
     * @throws IllegalArgumentException for one that does not show
     */
    public static String checkedName(String name) {
        if (name.isBlank() || name.length() > LONGEST_NAME || name.chars().anyMatch(Printable::steers)) {
            throw new IllegalArgumentException(
                    "name: expected 1 to " + LONGEST_NAME + " characters that show, found '" + name + "'");
        }
        return name;
    }

    /** Takes as long for a key that is nearly right as for any other. */
    boolean opens(String key) {
        byte[] found = Sha256.of(key.getBytes(StandardCharsets.UTF_8)).hex().getBytes(StandardCharsets.US_ASCII);
        return MessageDigest.isEqual(found, digest.hex().getBytes(StandardCharsets.US_ASCII));
    }

    static boolean isId(String text) {
        return ID.matcher(text).matches();
    }
}

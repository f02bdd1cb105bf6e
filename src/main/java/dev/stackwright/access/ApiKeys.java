package dev.stackwright.access;

import static java.lang.System.Logger.Level.WARNING;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.stackwright.common.DocumentSchema;
import dev.stackwright.common.Json.MalformedJsonException;
import dev.stackwright.common.Sha256;
import dev.stackwright.store.BucketLayout;
import dev.stackwright.store.ObjectKey;
import dev.stackwright.store.ObjectStore;
import dev.stackwright.store.ObjectStore.ObjectSummary;
import dev.stackwright.store.ObjectStore.StoreException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The keys of callers, in the bucket: {@code keys/<id>/key.json} and, for one that was revoked, {@code
 * keys/<id>/revoked.json}. Both are created once and never changed. Who may write to the bucket may make keys. A process
 * looks every few seconds, so a new or revoked key counts everywhere within {@link #KEPT}. Thread-safe.
 */
public final class ApiKeys {

    /** How long what was listed counts. */
    public static final Duration KEPT = Duration.ofSeconds(5);

    /** How every key begins, so that those who look for leaked keys know it. */
    public static final String PREFIX = "sw_";

    private static final System.Logger LOG = System.getLogger(ApiKeys.class.getName());
    private static final DocumentSchema<ApiKey> KEY = new DocumentSchema<>(ApiKey.class, 1);
    private static final DocumentSchema<Revocation> REVOCATION = new DocumentSchema<>(Revocation.class, 1);
    private static final int ID_BYTES = 6;
    private static final int SECRET_BYTES = 32;

    private final ObjectStore store;
    private final Clock clock;
    private final RandomGenerator random;

    /** By id; documents never change. Guarded by this. */
    private final Map<String, Optional<ApiKey>> read = new HashMap<>();

    private Map<String, ApiKey> valid = Map.of();
    private @Nullable Instant listed;

    /** @param random unpredictable, as keys are made of it */
    public ApiKeys(ObjectStore store, Clock clock, RandomGenerator random) {
        this.store = store;
        this.clock = clock;
        this.random = random;
    }

    /** A key that was made. Its text is nowhere else. */
    public record Made(ApiKey key, String text) {}

    /** A key in the list. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Listed(
            String id,
            @Nullable String name,
            @Nullable List<Role> roles,
            @Nullable Instant created,
            @Nullable Instant revoked,
            @Nullable String damaged) {}

    record Revocation(Instant at) {}

    /** Makes a key. @throws IllegalArgumentException for a name that does not show, or no role */
    public Made add(String name, List<Role> roles) {
        byte[] id = new byte[ID_BYTES];
        byte[] secret = new byte[SECRET_BYTES];
        random.nextBytes(id);
        random.nextBytes(secret);
        String hex = HexFormat.of().formatHex(id);
        String text =
                PREFIX + hex + "_" + Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
        ApiKey key = new ApiKey(hex, name, roles, Sha256.of(text.getBytes(StandardCharsets.US_ASCII)), clock.instant());
        if (!store.create(document(hex), KEY.write(key))) {
            throw new StoreException("there is a key " + hex + "; try again", null);
        }
        forget();
        return new Made(key, text);
    }

    /**
     * Revokes a key; nothing happens to one that is revoked.
     *
     * @throws UnknownKeyException when there is none of that id
     */
    public void revoke(String id) {
        if (!ApiKey.isId(id) || store.head(document(id)).isEmpty()) {
            throw new UnknownKeyException(
                    "expected the id of a key, found '" + id + "'; 'stackwright keys list' shows" + " them");
        }
        var unused = store.create(revocation(id), REVOCATION.write(new Revocation(clock.instant())));
        forget();
    }

    /** What this process does itself counts in it at once. */
    private synchronized void forget() {
        listed = null;
    }

    /** All of them, oldest first, those that cannot be read last. */
    public List<Listed> list() {
        return ids().entrySet().stream()
                .map(found -> listed(found.getKey(), found.getValue()))
                .sorted(Comparator.comparing(Listed::created, Comparator.nullsLast(Comparator.naturalOrder())))
                .toList();
    }

    /**
     * Whose key it is; empty for one that is unknown, revoked or no key.
     *
     * @throws StoreException when the store cannot be asked
     */
    public Optional<ApiKey> find(String text) {
        String[] parts = text.split("_", 3);
        if (parts.length != 3 || !ApiKey.isId(parts[1])) {
            return Optional.empty();
        }
        return Optional.ofNullable(valid().get(parts[1])).filter(key -> key.opens(text));
    }

    /** Whether any key would be let in. */
    public boolean any() {
        return !valid().isEmpty();
    }

    private synchronized Map<String, ApiKey> valid() {
        Instant now = clock.instant();
        if (listed == null || !now.isBefore(listed.plus(KEPT))) {
            Map<String, ApiKey> found = new HashMap<>();
            ids().forEach((id, revoked) -> {
                if (!revoked) {
                    read.computeIfAbsent(id, this::readable).ifPresent(key -> found.put(id, key));
                }
            });
            valid = Map.copyOf(found);
            listed = now;
        }
        return valid;
    }

    private Optional<ApiKey> readable(String id) {
        try {
            return read(id);
        } catch (MalformedJsonException e) {
            LOG.log(WARNING, "a key that cannot be read lets nobody in: {0}", e.getMessage());
            return Optional.empty();
        }
    }

    private Optional<ApiKey> read(String id) {
        ObjectKey document = document(id);
        return store.read(document)
                .map(json -> KEY.read(json, document.value()))
                .filter(key -> key.id().equals(id));
    }

    /** Each id, and whether it is revoked. */
    private Map<String, Boolean> ids() {
        Map<String, Boolean> ids = new TreeMap<>();
        try (Stream<ObjectSummary> objects = store.list(BucketLayout.KEYS)) {
            objects.map(object -> object.key().value().split("/", -1))
                    .filter(path -> path.length == 3 && ApiKey.isId(path[1]))
                    .forEach(path -> ids.merge(path[1], path[2].equals("revoked.json"), Boolean::logicalOr));
        }
        return ids;
    }

    private Listed listed(String id, boolean isRevoked) {
        try {
            Instant revoked = isRevoked
                    ? store.read(revocation(id))
                            .map(json -> REVOCATION
                                    .read(json, revocation(id).value())
                                    .at())
                            .orElse(null)
                    : null;
            ApiKey key = read(id).orElseThrow(() -> new MalformedJsonException(document(id) + " is gone", null));
            return new Listed(id, key.name(), key.roles(), key.created(), revoked, null);
        } catch (MalformedJsonException e) {
            return new Listed(id, null, null, null, null, e.getMessage());
        }
    }

    private static ObjectKey document(String id) {
        return new ObjectKey(BucketLayout.KEYS + id + "/key.json");
    }

    private static ObjectKey revocation(String id) {
        return new ObjectKey(BucketLayout.KEYS + id + "/revoked.json");
    }

    /** There is no key of that id. */
    public static final class UnknownKeyException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        UnknownKeyException(String message) {
            super(message);
        }
    }
}

package dev.stackwright.store;

import dev.stackwright.store.ObjectStore.ObjectSummary;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Objects below prefixes, newest first, a page at a time. A store lists by key: to find the newest each is looked at, and no
 * more than a page of them is kept. Thread-safe; holds nothing to close.
 */
public final class NewestObjects {

    /** A hundred requests to S3, each answered in some tens of milliseconds. */
    private static final int MOST_KEYS = 100_000;

    private static final Comparator<Place> NEWEST_FIRST =
            Comparator.comparing(Place::at).reversed().thenComparing(Place::key);
    private static final Comparator<ObjectSummary> ORDER = Comparator.comparing(Place::of, NEWEST_FIRST);

    private final ObjectStore store;
    private final int mostKeys;

    public NewestObjects(ObjectStore store) {
        this(store, MOST_KEYS);
    }

    /** @param mostKeys that are looked at below one prefix */
    public NewestObjects(ObjectStore store, int mostKeys) {
        this.store = store;
        this.mostKeys = mostKeys;
    }

    /**
     * Some of the objects.
     *
     * @param next where the next page comes after; null where this is the last
     */
    public record Page(
            List<ObjectSummary> objects, @Nullable Place next) {

        public Page {
            objects = List.copyOf(objects);
        }
    }

    /** Where an object stands in the order. */
    public record Place(Instant at, String key) {

        static Place of(ObjectSummary object) {
            return new Place(object.lastModified(), object.key().value());
        }

        /**
         * Reads what {@link #text} wrote.
         *
         * @throws IllegalArgumentException when it is something else
         */
        public static Place parse(String text) {
            try {
                String[] parts = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8).split(" ", 2);
                return new Place(Instant.parse(parts[0]), parts[1]);
            } catch (RuntimeException e) {
                throw new IllegalArgumentException(
                        "expected the cursor of a page's header Link, found '" + text + "'", e);
            }
        }

        /** Opaque, of letters, digits, hyphens and underscores. */
        public String text() {
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString((at + " " + key).getBytes(StandardCharsets.UTF_8));
        }
    }

    /**
     * A page of them.
     *
     * @param prefixes of keys, none within another
     * @param wanted which objects count
     * @param after where the page comes after; null for the first
     * @param limit most objects of the page, 1 or more
     * @throws IllegalArgumentException when there are too many to look at
     */
    public Page page(List<String> prefixes, Predicate<ObjectSummary> wanted, @Nullable Place after, int limit) {
        // one more than the page tells whether there is another; the first to go is the oldest
        PriorityQueue<ObjectSummary> newest = new PriorityQueue<>(ORDER.reversed());
        for (String prefix : prefixes) {
            look(prefix, object -> {
                if (wanted.test(object) && (after == null || NEWEST_FIRST.compare(Place.of(object), after) > 0)) {
                    newest.add(object);
                }
                if (newest.size() > limit + 1) {
                    newest.remove();
                }
            });
        }
        List<ObjectSummary> found = newest.stream().sorted(ORDER).toList();
        List<ObjectSummary> page = found.subList(0, Math.min(limit, found.size()));
        return new Page(page, page.size() < found.size() ? Place.of(page.get(page.size() - 1)) : null);
    }

    private void look(String prefix, Consumer<ObjectSummary> each) {
        int seen = 0;
        try (Stream<ObjectSummary> listed = store.list(prefix)) {
            for (ObjectSummary object : (Iterable<ObjectSummary>) listed::iterator) {
                if (++seen > mostKeys) {
                    throw new IllegalArgumentException("expected at most " + mostKeys + " objects below " + prefix
                            + " to find the newest of, found more; list " + prefix + " in the store");
                }
                each.accept(object);
            }
        }
    }
}

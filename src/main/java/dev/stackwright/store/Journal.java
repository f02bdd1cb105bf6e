package dev.stackwright.store;

import dev.stackwright.common.DocumentSchema;
import dev.stackwright.common.DocumentSchema.NewerSchemaException;
import dev.stackwright.common.Json.MalformedJsonException;
import dev.stackwright.store.ObjectStore.ObjectSummary;
import dev.stackwright.store.ObjectStore.StoreException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.function.ToLongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * A numbered log in one folder of the store, {@code <folder><n>.json} from 1 on; the highest number counts. Each number
 * is created once, so that of several writers exactly one gets it, and never changed or deleted. An entry that cannot be
 * read keeps its number and hides no other. Thread-safe, also across processes.
 */
public final class Journal<T> {

    /** Lost races in a row after which something other than other writers is at fault. */
    private static final int MOST_TRIES = 1000;

    private static final int MOST_DIGITS = 9;

    private final ObjectStore store;
    private final String folder;
    private final int digits;
    private final DocumentSchema<T> schema;
    private final ToLongFunction<T> number;
    private final Pattern key;

    /**
     * @param folder ends in {@code /}
     * @param digits numbers have at least so many, with leading zeros: 1 for {@code 1.json}, 10 for {@code
     *     0000000001.json}
     * @param number the number of an entry, which its document holds
     */
    public Journal(ObjectStore store, String folder, int digits, DocumentSchema<T> schema, ToLongFunction<T> number) {
        this.store = store;
        this.folder = folder;
        this.digits = digits;
        this.schema = schema;
        this.number = number;
        this.key = Pattern.compile(
                Pattern.quote(folder) + "([0-9]{" + digits + "," + Math.max(digits, MOST_DIGITS) + "})\\.json");
    }

    /** One entry: its document, or why that cannot be read. */
    public sealed interface Entry<T> {

        long number();

        record Written<T>(long number, T value) implements Entry<T> {}

        /**
         * An entry whose document cannot be read.
         *
         * @param fault names the object, what is wrong with it, and what to do
         */
        record Damaged<T>(long number, String fault) implements Entry<T> {}
    }

    /** The entries that were there at one moment. Their documents are read from the store when they are asked for. */
    public static final class Entries<T> {

        private final List<Long> numbers;
        private final LongFunction<Entry<T>> read;

        private Entries(List<Long> numbers, LongFunction<Entry<T>> read) {
            this.numbers = numbers;
            this.read = read;
        }

        public boolean isEmpty() {
            return numbers.isEmpty();
        }

        /** The number of the entry that may be appended. */
        public long next() {
            return isEmpty() ? 1 : numbers.get(numbers.size() - 1) + 1;
        }

        /** Oldest first. */
        public List<Entry<T>> all() {
            return numbers.stream().map(read::apply).toList();
        }

        /** What can be read, oldest first. */
        public List<T> readable() {
            return all().stream().flatMap(Entries::value).toList();
        }

        /** The entry that counts. */
        public Optional<Entry<T>> latest() {
            return newestFirst().findFirst();
        }

        /** The newest entry that can be read; no older one is looked at. */
        public Optional<T> latestReadable() {
            return newestFirst().flatMap(Entries::value).findFirst();
        }

        /** The oldest entry that can be read; no newer one is looked at. */
        public Optional<T> oldestReadable() {
            return numbers.stream().map(read::apply).flatMap(Entries::value).findFirst();
        }

        private Stream<Entry<T>> newestFirst() {
            return LongStream.rangeClosed(1, numbers.size())
                    .mapToObj(fromEnd -> read.apply(numbers.get((int) (numbers.size() - fromEnd))));
        }

        private static <T> Stream<T> value(Entry<T> entry) {
            return entry instanceof Entry.Written<T> written ? Stream.of(written.value()) : Stream.empty();
        }
    }

    /** What is there now. */
    public Entries<T> entries() {
        return entries(new HashMap<>());
    }

    /** Writes an entry under its number, and answers whether it was this caller who did: false where it is taken. */
    public boolean append(T entry) {
        return store.create(key(number.applyAsLong(entry)), schema.write(entry));
    }

    /**
     * Appends what {@code decide} makes of the entries, or nothing. Where another writer was quicker, it is asked again
     * about what is there then: what is appended was decided on the very entries before it.
     *
     * @param decide without side effects; gives the entry with the next number, or one that is there, or none
     * @return what was decided: a new entry is written, others stand as they are
     * @throws StoreException also when the next number is taken each time
     */
    public Optional<T> update(Function<Entries<T>, Optional<T>> decide) {
        Map<Long, Entry<T>> read = new HashMap<>();
        for (int tries = 0; tries < MOST_TRIES; tries++) {
            Entries<T> entries = entries(read);
            Optional<T> decided = decide.apply(entries);
            if (decided.isEmpty() || number.applyAsLong(decided.get()) < entries.next() || append(decided.get())) {
                return decided;
            }
        }
        throw new StoreException(
                "cannot write to " + folder + ": the next number was taken " + MOST_TRIES
                        + " times in a row; check that the store honours If-None-Match",
                null);
    }

    private Entries<T> entries(Map<Long, Entry<T>> read) {
        try (Stream<ObjectSummary> listed = store.list(folder)) {
            List<Long> numbers = listed.map(object -> key.matcher(object.key().value()))
                    .filter(Matcher::matches)
                    .map(name -> Long.valueOf(name.group(1)))
                    .filter(n -> n > 0)
                    .sorted()
                    .toList();
            return new Entries<>(numbers, n -> read.computeIfAbsent(n, this::read));
        }
    }

    private Entry<T> read(long n) {
        Optional<byte[]> json = store.read(key(n));
        if (json.isEmpty()) {
            return new Entry.Damaged<>(n, key(n) + ": was listed and is gone; what is numbered is never deleted");
        }
        try {
            return new Entry.Written<>(n, schema.read(json.get(), key(n).value()));
        } catch (NewerSchemaException e) {
            return new Entry.Damaged<>(n, String.valueOf(e.getMessage()));
        } catch (MalformedJsonException e) {
            return new Entry.Damaged<>(n, e.getMessage() + ". Restore that object from a copy, if there is one.");
        }
    }

    private ObjectKey key(long n) {
        return new ObjectKey(folder + String.format(Locale.ROOT, "%0" + digits + "d", n) + ".json");
    }
}

package dev.stackwright.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.stackwright.classify.ClassifyReply;
import dev.stackwright.common.DocumentSchema;
import dev.stackwright.common.Json.MalformedJsonException;
import dev.stackwright.ensemble.EnsembleName;
import dev.stackwright.ensemble.EnsembleVersion;
import dev.stackwright.event.ClassifyAction.ResultDocument;
import dev.stackwright.run.InvalidRequestException;
import dev.stackwright.store.BucketLayout;
import dev.stackwright.store.ObjectKey;
import dev.stackwright.store.ObjectStore;
import dev.stackwright.store.ObjectStore.ObjectSummary;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The answers to images below {@code incoming/}, newest first. Thread-safe; holds nothing to close. */
public final class IncomingResults {

    /** A store lists by key, a thousand at a time; to find the newest, each has to be looked at. */
    private static final int MOST_KEYS = 20_000;

    private static final String JSON = ".json";
    private static final DocumentSchema<ResultDocument> DOCUMENT = new DocumentSchema<>(ResultDocument.class, 1);
    private static final Comparator<Place> NEWEST_FIRST =
            Comparator.comparing(Place::at).reversed().thenComparing(Place::key);

    private final ObjectStore store;
    private final int mostKeys;

    public IncomingResults(ObjectStore store) {
        this(store, MOST_KEYS);
    }

    IncomingResults(ObjectStore store, int mostKeys) {
        this.store = store;
        this.mostKeys = mostKeys;
    }

    /**
     * The answer to one image.
     *
     * @param url of the image, as requests name it
     * @param at when the answer was written
     * @param version the version that answered
     * @param result as in the reply of {@code POST /classify}; like the two before absent where it cannot be read
     * @param damaged which object cannot be read, and why
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record IncomingResult(
            String url,
            Instant at,
            @Nullable EnsembleName ensemble,
            @Nullable EnsembleVersion version,
            ClassifyReply.@Nullable Result result,
            @Nullable String damaged) {}

    /**
     * Some of the answers.
     *
     * @param next where the next page comes after; null where this is the last
     */
    public record Page(
            List<IncomingResult> results, @Nullable Place next) {}

    /** Where an answer stands in the order. */
    public record Place(Instant at, String key) {

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
     * @param ensemble of this one alone, or of all
     * @param after where the page comes after; null for the first
     * @param limit most answers of the page, 1 or more; each is read from the store
     * @throws InvalidRequestException when there are too many to put in order
     */
    public Page page(Optional<EnsembleName> ensemble, @Nullable Place after, int limit) {
        String prefix = BucketLayout.RESULTS + ensemble.map(name -> name + "/").orElse("");
        List<Place> places = places(prefix).stream()
                .filter(place -> after == null || NEWEST_FIRST.compare(place, after) > 0)
                .sorted(NEWEST_FIRST)
                .toList();
        List<Place> page = places.subList(0, Math.min(limit, places.size()));
        return new Page(
                page.stream().flatMap(place -> read(place).stream()).toList(),
                page.size() < places.size() ? page.get(page.size() - 1) : null);
    }

    private List<Place> places(String prefix) {
        List<Place> places = new ArrayList<>();
        try (Stream<ObjectSummary> listed = store.list(prefix)) {
            listed.limit(mostKeys + 1L).forEach(object -> {
                if (places.size() == mostKeys) {
                    throw new InvalidRequestException(
                            "ensemble",
                            "expected at most " + mostKeys + " objects below " + prefix
                                    + " to find the newest of, found more; name one ensemble, or list " + prefix
                                    + " in the store");
                }
                places.add(new Place(object.lastModified(), object.key().value()));
            });
        }
        // what classify --prefix writes there has another ending
        places.removeIf(place -> !place.key.endsWith(JSON));
        return places;
    }

    /** Empty where it is gone meanwhile. */
    private Optional<IncomingResult> read(Place place) {
        return store.read(new ObjectKey(place.key)).map(json -> {
            try {
                ResultDocument document = DOCUMENT.read(json, place.key);
                return new IncomingResult(
                        "s3://" + document.object().bucket() + "/"
                                + document.object().key(),
                        place.at,
                        document.ensemble(),
                        document.version(),
                        document.result(),
                        null);
            } catch (MalformedJsonException e) {
                String image = place.key.substring(BucketLayout.RESULTS.length(), place.key.length() - JSON.length());
                return new IncomingResult(
                        "s3://" + store.bucket() + "/" + BucketLayout.INCOMING + image,
                        place.at,
                        null,
                        null,
                        null,
                        String.valueOf(e.getMessage()));
            }
        });
    }
}

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
import dev.stackwright.store.NewestObjects;
import dev.stackwright.store.NewestObjects.Place;
import dev.stackwright.store.ObjectStore;
import dev.stackwright.store.ObjectStore.ObjectSummary;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The answers to images below {@code incoming/}, newest first. Thread-safe; holds nothing to close. */
public final class IncomingResults {

    private static final String JSON = ".json";
    private static final DocumentSchema<ResultDocument> DOCUMENT = new DocumentSchema<>(ResultDocument.class, 1);

    private final ObjectStore store;
    private final NewestObjects newest;

    public IncomingResults(ObjectStore store) {
        this(store, new NewestObjects(store));
    }

    IncomingResults(ObjectStore store, NewestObjects newest) {
        this.store = store;
        this.newest = newest;
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
        // what classify --prefix writes there has another ending
        Predicate<ObjectSummary> answers = object -> object.key().value().endsWith(JSON);
        NewestObjects.Page page;
        try {
            page = newest.page(List.of(prefix), answers, after, limit);
        } catch (IllegalArgumentException e) {
            throw new InvalidRequestException(
                    "ensemble", (ensemble.isPresent() ? "" : "name one ensemble: ") + e.getMessage());
        }
        return new Page(
                page.objects().stream().flatMap(object -> read(object).stream()).toList(), page.next());
    }

    /** Empty where it is gone meanwhile. */
    private Optional<IncomingResult> read(ObjectSummary object) {
        String key = object.key().value();
        return store.read(object.key()).map(json -> {
            try {
                ResultDocument document = DOCUMENT.read(json, key);
                return new IncomingResult(
                        "s3://" + document.object().bucket() + "/"
                                + document.object().key(),
                        object.lastModified(),
                        document.ensemble(),
                        document.version(),
                        document.result(),
                        null);
            } catch (MalformedJsonException e) {
                String image = key.substring(BucketLayout.RESULTS.length(), key.length() - JSON.length());
                return new IncomingResult(
                        "s3://" + store.bucket() + "/" + BucketLayout.INCOMING + image,
                        object.lastModified(),
                        null,
                        null,
                        null,
                        String.valueOf(e.getMessage()));
            }
        });
    }
}

package dev.stackwright.classify;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.stackwright.ensemble.EnsembleName;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /classify}: urls, images or both, 1 to 64 together.
 *
 * @param urls http, https, s3 of the own bucket, or {@code data:}; none where null
 * @param images in the request itself; none where null
 * @param top how many labels in each answer, 1 or more; 3 where not given
 * @param explain whether answers come with maps of what they rest on; false where not given
 * @param coverage how often the set of labels in each answer is to have the true one, above 0 and below 1; no sets where
 *     not given
 * @param unknown whether answers say that they are too uncertain to go by; false where not given
 */
public record ClassifyRequest(
        @JsonProperty(required = true) EnsembleName ensemble,
        List<String> urls,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<InlineImage> images,
        @Nullable Integer top,
        @Nullable Boolean explain,
        @Nullable Double coverage,
        @Nullable Boolean unknown) {

    /** Urls and images together. */
    public static final int MAX_IMAGES = 64;

    public static final int DEFAULT_TOP = 3;

    @JsonCreator
    public ClassifyRequest(
            @JsonProperty(value = "ensemble", required = true) EnsembleName ensemble,
            @JsonProperty("urls") @Nullable List<String> urls,
            @JsonProperty("images") @Nullable List<InlineImage> images,
            @JsonProperty("top") @Nullable Integer top,
            @JsonProperty("explain") @Nullable Boolean explain,
            @JsonProperty("coverage") @Nullable Double coverage,
            @JsonProperty("unknown") @Nullable Boolean unknown) {
        this.ensemble = ensemble;
        this.urls = whole("urls", urls);
        this.images = whole("images", images);
        this.top = top;
        this.explain = explain;
        this.coverage = coverage;
        this.unknown = unknown;
        var unused = certainty();
        int count = this.urls.size() + this.images.size();
        if (count == 0 || count > MAX_IMAGES) {
            throw new IllegalArgumentException((this.images.isEmpty() ? "urls" : "images") + ": expected 1 to "
                    + MAX_IMAGES + " urls and images, found " + count);
        }
        if (top != null && top < 1) {
            throw new IllegalArgumentException("top: expected 1 or more, found " + top);
        }
    }

    /** Of urls alone, with nothing asked for beside the answers. */
    public static ClassifyRequest of(EnsembleName ensemble, List<String> urls) {
        return of(ensemble, urls, List.of());
    }

    public static ClassifyRequest of(EnsembleName ensemble, List<String> urls, List<InlineImage> images) {
        return new ClassifyRequest(ensemble, urls, images, null, null, null, null);
    }

    /**
     * What the answer is about, in its order: the urls, then the images.
     *
     * @param readable how keys of {@code s3} have to begin; any where there are none
     */
    List<ImageSource> sources(List<String> readable) {
        List<ImageSource> sources = new ArrayList<>(images);
        sources.addAll(
                0, urls.stream().map(url -> new ImageSource.Url(url, readable)).toList());
        return sources;
    }

    public int topOrDefault() {
        return top == null ? DEFAULT_TOP : top;
    }

    /** How sure answers are to be told to be. */
    public Certainty certainty() {
        return new Certainty(coverage, Boolean.TRUE.equals(unknown));
    }

    /** The same with so many labels in each answer; as many as always where null. */
    public ClassifyRequest withTop(@Nullable Integer other) {
        return new ClassifyRequest(ensemble, urls, images, other, explain, coverage, unknown);
    }

    public ClassifyRequest withExplain(boolean other) {
        return new ClassifyRequest(ensemble, urls, images, top, other, coverage, unknown);
    }

    public ClassifyRequest with(Certainty other) {
        return new ClassifyRequest(ensemble, urls, images, top, explain, other.coverage(), other.unknown());
    }

    private static <T> List<T> whole(String field, @Nullable List<T> list) {
        if (list == null) {
            return List.of();
        }
        if (list.stream().anyMatch(Objects::isNull)) {
            throw new IllegalArgumentException(field + ": expected " + field + " only, found null among them");
        }
        return List.copyOf(list);
    }

    /** One image of a request: the address of one, or the image itself. */
    sealed interface ImageSource permits ImageSource.Url, InlineImage {

        /**
         * An address as it was sent: http, https, s3 of the own bucket, or {@code data:}.
         *
         * @param readable how a key of {@code s3} has to begin, one of these; any where there are none
         */
        record Url(String url, List<String> readable) implements ImageSource {

            public Url {
                readable = List.copyOf(readable);
            }
        }
    }

    /**
     * An image that came with its request, {@code {"name": "cat.jpg", "base64": "…"}}. Two of them are two images, also where
     * their bytes are equal.
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public static final class InlineImage implements ImageSource {

        private static final int LONGEST_NAME = 1024;

        private final @Nullable String name;
        private final byte[] bytes;

        /**
         * @param name what the answer calls it, up to 1,024 characters; by its place in the request where null
         * @param bytes a file as it is; owned by this from now on
         */
        @JsonCreator
        public InlineImage(
                @JsonProperty("name") @Nullable String name, @JsonProperty("base64") byte @Nullable [] bytes) {
            if (bytes == null) {
                throw new IllegalArgumentException("expected the image as base64, found no such field");
            }
            if (name != null && name.length() > LONGEST_NAME) {
                throw new IllegalArgumentException(
                        "expected a name of at most " + LONGEST_NAME + " characters, found " + name.length());
            }
            this.name = name;
            this.bytes = bytes;
        }

        @JsonProperty("name")
        public @Nullable String name() {
            return name;
        }

        /** Not a copy. */
        @JsonProperty("base64")
        public byte[] bytes() {
            return bytes;
        }
    }
}

package dev.stackwright.classify;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.stackwright.ensemble.EnsembleName;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /classify}.
 *
 * @param urls 1 to 64, http, https or s3 of the own bucket
 * @param top how many labels in each answer, 1 or more; 3 where not given
 * @param explain reserved for heat maps; must be false or absent
 */
public record ClassifyRequest(
        @JsonProperty(required = true) EnsembleName ensemble,
        @JsonProperty(required = true) List<String> urls,
        @Nullable Integer top,
        @Nullable Boolean explain) {

    public static final int MAX_URLS = 64;
    public static final int DEFAULT_TOP = 3;

    public ClassifyRequest {
        if (urls.stream().anyMatch(Objects::isNull)) {
            throw new IllegalArgumentException("urls: expected urls only, found null among them");
        }
        urls = List.copyOf(urls);
        if (urls.isEmpty() || urls.size() > MAX_URLS) {
            throw new IllegalArgumentException("urls: expected 1 to " + MAX_URLS + " urls, found " + urls.size());
        }
        if (top != null && top < 1) {
            throw new IllegalArgumentException("top: expected 1 or more, found " + top);
        }
        if (Boolean.TRUE.equals(explain)) {
            throw new IllegalArgumentException("explain: expected false, found true; heat maps are not offered yet");
        }
    }

    public int topOrDefault() {
        return top == null ? DEFAULT_TOP : top;
    }
}

package dev.stackwright.server;

import dev.stackwright.common.JsonErrors;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/**
 * Which part of a list is asked for: {@code ?limit=20&cursor=…}. A page that is not the last names the next one in its
 * header {@code Link} (RFC 8288).
 *
 * @param limit most entries of the page, 1 to 1000; all of them where nothing was asked
 * @param cursor the entry after which the page begins; null for the first page
 */
record Paging(int limit, @Nullable String cursor) {

    private static final int MOST = 1000;
    private static final int ALL = Integer.MAX_VALUE;

    /** @throws ProblemException naming the parameter at fault */
    static Paging of(UriInfo uri) {
        return of(uri, MOST);
    }

    /**
     * As {@link #of(UriInfo)}, for a list whose entries cost more.
     *
     * @param most that limit may be
     * @param others parameters that the query may have, too, each once
     */
    static Paging of(UriInfo uri, int most, String... others) {
        List<String> known =
                Stream.concat(Stream.of("limit", "cursor"), Stream.of(others)).toList();
        MultivaluedMap<String, String> parameters = uri.getQueryParameters();
        for (Map.Entry<String, List<String>> parameter : parameters.entrySet()) {
            if (!known.contains(parameter.getKey())) {
                JsonErrors.Fault unknown = JsonErrors.unknown(parameter.getKey(), known);
                throw refused(unknown.message(), unknown.field());
            }
            if (parameter.getValue().size() > 1) {
                throw refused(
                        "expected it once, found it " + parameter.getValue().size() + " times", parameter.getKey());
            }
        }
        String limit = parameters.getFirst("limit");
        return new Paging(limit == null ? ALL : limit(limit, most), parameters.getFirst("cursor"));
    }

    /**
     * An answer with one page.
     *
     * @param next the last entry of the page where there are more after it
     */
    static <T> RestResponse<List<T>> page(List<T> page, UriInfo uri, @Nullable String next) {
        RestResponse.ResponseBuilder<List<T>> answer = RestResponse.ResponseBuilder.ok(page);
        if (next != null) {
            String address = uri.getRequestUriBuilder()
                    .replaceQueryParam("cursor", next)
                    .build()
                    .getRawQuery();
            answer.header("Link", "<" + uri.getPath() + "?" + address + ">; rel=\"next\"");
        }
        return answer.build();
    }

    /** The limit that was asked for, else this one. */
    int limitOr(int usual) {
        return limit == ALL ? usual : limit;
    }

    private static int limit(String text, int most) {
        if (!text.matches("[1-9][0-9]{0,3}") || Integer.parseInt(text) > most) {
            throw refused("expected 1 to " + most + ", found '" + text + "'", "limit");
        }
        return Integer.parseInt(text);
    }

    private static ProblemException refused(String detail, @Nullable String field) {
        return new ProblemException(Problem.of(ProblemKind.INVALID_REQUEST, detail, field));
    }
}

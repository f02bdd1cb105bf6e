package dev.stackwright.server;

import dev.stackwright.ensemble.EnsembleName;
import dev.stackwright.ensemble.EnsembleVersion;
import dev.stackwright.run.InvalidRequestException;
import dev.stackwright.run.RunId;
import java.util.function.Function;

/** What stands in a path, as the type it names. */
final class Parameters {

    private Parameters() {}

    static EnsembleName ensemble(String text) {
        return read("name", text, EnsembleName::new);
    }

    static EnsembleVersion version(String text) {
        return read("version", text, EnsembleVersion::new);
    }

    static RunId run(String text) {
        return read("run", text, RunId::new);
    }

    /** The parameter {@code cursor} of a list. */
    static <T> T cursor(String text, Function<String, T> parse) {
        return read("cursor", text, parse);
    }

    private static <T> T read(String field, String text, Function<String, T> parse) {
        try {
            return parse.apply(text);
        } catch (IllegalArgumentException e) {
            throw new InvalidRequestException(field, String.valueOf(e.getMessage()));
        }
    }
}

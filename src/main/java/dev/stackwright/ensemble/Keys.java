package dev.stackwright.ensemble;

import dev.stackwright.store.ObjectKey;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where an ensemble's objects lie in the bucket, and what a listed key means. Listings may show strangers: ignore them. */
final class Keys {

    static final String ROOT = "ensembles/";
    static final String MANIFEST = "manifest.json";
    static final String REPORT = "report.json";

    private static final Pattern MANIFEST_KEY = Pattern.compile("ensembles/[^/]+/versions/([^/]+)/manifest\\.json");
    private static final Pattern PROMOTION_KEY = Pattern.compile("ensembles/[^/]+/promotions/([0-9]{10})\\.json");

    private Keys() {}

    static String versions(EnsembleName name) {
        return ROOT + name + "/versions/";
    }

    static String version(EnsembleName name, EnsembleVersion version) {
        return versions(name) + version + "/";
    }

    static ObjectKey file(EnsembleName name, EnsembleVersion version, String path) {
        return new ObjectKey(version(name, version) + path);
    }

    static ObjectKey manifest(EnsembleName name, EnsembleVersion version) {
        return file(name, version, MANIFEST);
    }

    static String promotions(EnsembleName name) {
        return ROOT + name + "/promotions/";
    }

    static ObjectKey promotion(EnsembleName name, long number) {
        return new ObjectKey(promotions(name) + String.format(Locale.ROOT, "%010d", number) + ".json");
    }

    /** The version whose manifest this is. */
    static Optional<EnsembleVersion> versionOfManifest(ObjectKey key) {
        Matcher matcher = MANIFEST_KEY.matcher(key.value());
        if (!matcher.matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new EnsembleVersion(matcher.group(1)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The number of the promotion that this is. */
    static OptionalLong promotionNumber(ObjectKey key) {
        Matcher matcher = PROMOTION_KEY.matcher(key.value());
        return matcher.matches() ? OptionalLong.of(Long.parseLong(matcher.group(1))) : OptionalLong.empty();
    }
}

package dev.stackwright.ensemble;

import dev.stackwright.store.BucketLayout;
import dev.stackwright.store.ObjectKey;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where an ensemble's objects lie in the bucket, and what a listed key means. Others may have put objects there: they mean nothing. */
final class Keys {

    static final String ROOT = BucketLayout.ENSEMBLES;
    static final String MANIFEST = "manifest.json";
    static final String REPORT = "report.json";
    static final String PAGE = "report.html";
    static final int PROMOTION_DIGITS = 10;

    private static final Pattern MANIFEST_KEY = Pattern.compile(ROOT + "[^/]+/versions/([^/]+)/manifest\\.json");

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
}

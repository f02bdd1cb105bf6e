package dev.stackwright.common;

import java.util.Objects;

/** What this is, for manifests, headers and {@code --version}. */
public final class Product {

    private Product() {}

    /** The version it was built as, or {@code development} where it does not run from a jar. */
    public static String version() {
        return Objects.requireNonNullElse(Product.class.getPackage().getImplementationVersion(), "development");
    }
}

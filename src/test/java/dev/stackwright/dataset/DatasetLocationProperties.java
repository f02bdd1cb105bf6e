package dev.stackwright.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stackwright.dataset.DatasetLocation.HttpsZip;
import dev.stackwright.dataset.DatasetLocation.LocalFolder;
import dev.stackwright.dataset.DatasetLocation.LocalZip;
import dev.stackwright.dataset.DatasetLocation.StorePrefix;
import dev.stackwright.dataset.DatasetLocation.StoreZip;
import dev.stackwright.store.ObjectKey;
import java.net.URI;
import java.nio.file.Path;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever location is written can be read back. */
class DatasetLocationProperties {

    @Property
    void whatIsWrittenIsReadBack(@ForAll("locations") DatasetLocation location) {
        assertThat(DatasetLocation.parse(location.text())).isEqualTo(location);
    }

    @Provide
    Arbitrary<DatasetLocation> locations() {
        Arbitrary<String> name = Arbitraries.strings()
                .withCharRange('a', 'z')
                .withChars("0123456789 -_äß")
                .ofMinLength(1)
                .ofMaxLength(8)
                .filter(text -> !text.isBlank());
        Arbitrary<String> path = name.list().ofMinSize(1).ofMaxSize(3).map(names -> String.join("/", names));
        Arbitrary<String> bucket =
                Arbitraries.strings().withCharRange('a', 'z').ofMinLength(3).ofMaxLength(10);
        return Arbitraries.oneOf(
                Combinators.combine(bucket, path).as((b, p) -> new StoreZip(b, new ObjectKey(p + ".zip"))),
                Combinators.combine(bucket, path).as((b, p) -> new StorePrefix(b, new ObjectKey(p))),
                bucket.map(b -> new HttpsZip(URI.create("https://" + b + ".org/x.zip"))),
                path.map(p -> new LocalZip(Path.of(p + ".zip"))),
                path.map(p -> new LocalFolder(Path.of(p))));
    }
}

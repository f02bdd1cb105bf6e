package dev.stackwright.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stackwright.dataset.DatasetLocation.HttpsZip;
import dev.stackwright.dataset.DatasetLocation.LocalFolder;
import dev.stackwright.dataset.DatasetLocation.LocalZip;
import dev.stackwright.dataset.DatasetLocation.StorePrefix;
import dev.stackwright.dataset.DatasetLocation.StoreZip;
import dev.stackwright.store.ObjectKey;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The written forms of locations. */
class DatasetLocationTest {

    @Test
    void eachFormIsRead() {
        assertThat(DatasetLocation.parse("s3://photos/datasets/a b.ZIP"))
                .isEqualTo(new StoreZip("photos", new ObjectKey("datasets/a b.ZIP")));
        assertThat(DatasetLocation.parse("s3://photos/datasets/cats/"))
                .isEqualTo(new StorePrefix("photos", new ObjectKey("datasets/cats")));
        assertThat(DatasetLocation.parse("s3://photos/datasets/cats"))
                .isEqualTo(new StorePrefix("photos", new ObjectKey("datasets/cats")));
        assertThat(DatasetLocation.parse("https://example.org/x.zip?sig=1"))
                .isEqualTo(new HttpsZip(URI.create("https://example.org/x.zip?sig=1")));
        assertThat(DatasetLocation.parse("./photos.zip")).isEqualTo(new LocalZip(Path.of("./photos.zip")));
        assertThat(DatasetLocation.parse("/home/me/photos")).isEqualTo(new LocalFolder(Path.of("/home/me/photos")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "  ",
                "s3://",
                "s3://bucket",
                "s3://bucket/",
                "s3://bucket/../x.zip",
                "s3://bucket//x.zip",
                "s3://b cket/x.zip",
                "http://example.org/x.zip",
                "https:///x.zip",
                "https://ex ample.org/x.zip",
                "ftp://example.org/x.zip",
                "gs://bucket/x.zip",
                "a\u0000b"
            })
    void otherTextIsRefusedWithTheFormsThatThereAre(String text) {
        assertThatThrownBy(() -> DatasetLocation.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("s3://bucket/key.zip")
                .hasMessageContaining("https://");
    }
}

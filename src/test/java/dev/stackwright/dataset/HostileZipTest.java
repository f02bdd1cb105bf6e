package dev.stackwright.dataset;

import static dev.stackwright.dataset.Photos.photo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stackwright.common.Cancellation.CancelledException;
import dev.stackwright.common.Progress;
import dev.stackwright.dataset.Dataset.DatasetException;
import dev.stackwright.dataset.Dataset.RejectedImage;
import dev.stackwright.dataset.Datasets.DatasetLimits;
import dev.stackwright.store.MapObjectStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Zips that nobody makes by accident. */
class HostileZipTest {

    @TempDir
    Path temporary;

    private DatasetLimits limits = new DatasetLimits(50, 200L << 20, 1 << 20);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../evil.png",
                "a/../../evil.png",
                "/etc/evil.png",
                "..\\evil.png",
                "\\evil.png",
                "C:/evil.png",
                "C:\\evil.png"
            })
    void namesThatLeadOutAreRefused(String name) {
        assertRefused(honest().stored(name, photo(9))).hasMessageContaining("zip it anew");
        assertThat(temporary.getParent().resolve("evil.png")).doesNotExist();
    }

    @Test
    void aLinkIsNotFollowed() throws IOException {
        Path outside = Files.write(temporary.resolve("outside.png"), photo(9));
        try (Dataset dataset = open(honest().symlink("a/link.png", outside.toString()))) {
            assertThat(dataset.setAside()).singleElement().satisfies(aside -> {
                assertThat(aside.path()).isEqualTo("a/link.png");
                assertThat(aside.reason()).contains("it is a link");
            });
        }
    }

    @Test
    void manyFilesAreRefused() {
        ZipBytes zip = honest();
        for (int i = 0; i < 50; i++) {
            zip.stored("a/more" + i, new byte[0]);
        }
        assertRefused(zip).hasMessageContaining("at most 50 files");
    }

    @Test
    void aDirectoryOfMoreEntriesThanFilesAreAllowedIsReadNoFurtherWhateverNumberItSays() throws IOException {
        ZipBytes zip = honest();
        for (int i = 0; i < 50; i++) {
            zip.overlapping("a/" + (100 + i) + ".png", 1 + i);
        }
        byte[] bytes = zip.bytes();
        // the number of entries, in both places where the end record has it
        ByteBuffer.wrap(bytes, bytes.length - 14, 4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putShort((short) 4)
                .putShort((short) 4);
        assertThatThrownBy(() -> open(write(bytes)))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("expected at most 50 files, found more in its directory");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 3, 4, 5, 1000})
    void entriesAreCountedAsFarAsAskedForBehindAnythingThatStandsBeforeTheZip(long most) throws IOException {
        byte[] zip = honest().comment(300).bytes();
        Path behind = write(ByteBuffer.allocate(1000 + zip.length)
                .put(new byte[1000])
                .put(zip)
                .array());
        assertThat(ZipDirectory.entries(behind, most)).isEqualTo(Math.min(4, most + 1));
    }

    @Test
    void manyBytesAreRefusedBeforeAnyIsRead() {
        limits = new DatasetLimits(50, 1_000, 1_000);
        assertRefused(honest().deflated("a/x.png", new byte[10], 2_000)).hasMessageContaining("1000 bytes in all");
    }

    @Test
    void aBombIsRefusedByItsRatio() {
        byte[] zeros = new byte[80 << 20];
        assertRefused(honest().deflated("a/zeros.bmp", zeros, zeros.length)).hasMessageContaining("zip bomb");
    }

    @Test
    void aFileThatHoldsMoreThanItSaysIsNotReadToItsEnd() {
        byte[] zeros = new byte[40 << 20];
        try (Dataset dataset = open(honest().deflated("a/small.png", zeros, 100))) {
            assertThat(dataset.setAside())
                    .singleElement()
                    .satisfies(aside -> assertThat(aside.path()).isEqualTo("a/small.png"));
        }
    }

    @Test
    void noMoreIsInflatedThanAFileSaysThatItHolds() {
        try (Dataset dataset = open(honest().deflated("a/small.png", new byte[1 << 20], 100))) {
            assertThat(dataset.setAside())
                    .singleElement()
                    .satisfies(aside -> assertThat(aside.reason()).contains("more than 100 bytes"));
        }
    }

    @Test
    void filesThatShareTheirBytesAreRefused() {
        ZipBytes zip = new ZipBytes().deflated("a/0.png", new byte[1 << 20], 1000);
        for (int i = 1; i < 20; i++) {
            zip.overlapping("a/" + i + ".png", i);
        }
        assertRefused(zip).hasMessageContaining("its entries overlap");
    }

    @Test
    void cancellingIsAskedForWhileAFileIsInflated() {
        byte[] large = new byte[1 << 20];
        Path zip = write(new ZipBytes().deflated("a/0.png", large, large.length).bytes());
        AtomicInteger asked = new AtomicInteger();
        assertThatThrownBy(() -> datasets()
                        .open(new DatasetLocation.LocalZip(zip), Progress.NONE, () -> asked.incrementAndGet() == 5))
                .isInstanceOf(CancelledException.class);
        assertThat(asked).hasValue(5);
    }

    @Test
    void anEncryptedZipIsNamed() {
        assertRefused(new ZipBytes().encrypted("a/x.png", photo(9)).encrypted("b/x.png", photo(8)))
                .hasMessageContaining("it is encrypted; zip it anew without a password");
    }

    @Test
    void aDamagedPictureIsSetAside() {
        byte[] zip = honest().stored("b/last.png", photo(9)).bytes();
        int at = indexOf(zip, "b/last.png") + "b/last.png".length();
        zip[at] ^= 1;
        try (Dataset dataset = open(write(zip))) {
            assertThat(dataset.setAside()).extracting(RejectedImage::path).containsExactly("b/last.png");
        }
    }

    @Test
    void aZipCutAnywhereIsRefused() {
        byte[] zip = honest().bytes();
        for (int length = 0; length < zip.length; length += 7) {
            Path cut = write(Arrays.copyOf(zip, length));
            assertThatThrownBy(() -> open(cut)).isInstanceOf(DatasetException.class);
        }
    }

    private static ZipBytes honest() {
        ZipBytes zip = new ZipBytes();
        for (int i = 0; i < 2; i++) {
            zip.stored("a/" + i + ".png", photo(i)).stored("b/" + i + ".png", photo(10 + i));
        }
        return zip;
    }

    private static int indexOf(byte[] bytes, String text) {
        return new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1).indexOf(text);
    }

    private Path write(byte[] zip) {
        try {
            return Files.write(temporary.resolve("hostile.zip"), zip);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private AbstractThrowableAssert<?, ? extends Throwable> assertRefused(ZipBytes zip) {
        return assertThatThrownBy(() -> open(zip)).isInstanceOf(DatasetException.class);
    }

    private Datasets datasets() {
        return new Datasets(new MapObjectStore(), temporary.resolve("cache"), limits, false);
    }

    private Dataset open(ZipBytes zip) {
        return open(write(zip.bytes()));
    }

    private Dataset open(Path zip) {
        return datasets().open(new DatasetLocation.LocalZip(zip), Progress.NONE);
    }
}

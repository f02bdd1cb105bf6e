package dev.stackwright.dataset;

import static dev.stackwright.dataset.Photos.all;
import static dev.stackwright.dataset.Photos.folder;
import static dev.stackwright.dataset.Photos.photo;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stackwright.common.Progress;
import dev.stackwright.dataset.Dataset.RejectedImage;
import dev.stackwright.dataset.Datasets.DatasetLimits;
import dev.stackwright.store.MapObjectStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.zip.Deflater;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Zips that are only odd: what cannot be read costs itself, is counted, and says why. */
class OddZipTest {

    @TempDir
    Path temporary;

    private final ZipBytes zip = new ZipBytes();

    @BeforeEach
    void twoLabels() {
        all(folder("a", 0, 3), folder("b", 10, 3)).forEach(zip::stored);
    }

    @Test
    void aPhotoWhoseChecksumIsWrongIsSetAside() {
        zip.wrongChecksum("a/x.png", photo(20));
        assertThat(onlySetAside()).contains("checksum", "copy or zip it anew");
    }

    @Test
    void aSizeThatCannotBeCostsItsEntry() {
        zip.zip64("a/x.png", photo(20), Long.MAX_VALUE);
        assertThat(onlySetAside()).contains("hold " + Long.MAX_VALUE, "cannot be");
    }

    @Test
    void anEncryptedEntryCostsItself() {
        zip.encrypted("a/x.png", photo(20));
        assertThat(onlySetAside()).contains("encrypted", "without a password");
    }

    @Test
    void aNameThatStandsTwiceCostsTheSecond() {
        zip.stored("a/0.jpg", photo(20));
        try (Dataset dataset = open()) {
            assertThat(dataset.setAside())
                    .containsExactly(new RejectedImage("a/0.jpg", "another file has this name; rename one of them"));
        }
    }

    @Test
    void ofANameThatStandsThreeTimesBothOthersAreCounted() {
        zip.stored("a/0.jpg", photo(20)).stored("a/0.jpg", photo(21));
        try (Dataset dataset = open()) {
            assertThat(dataset.setAside()).hasSize(2);
            assertThat(dataset.remarks())
                    .contains("set aside 2 files: another file has this name; rename one of them (a/0.jpg, a/0.jpg)");
        }
    }

    @Test
    void aSecondTableOfTheSameNameIsNotPassedOver() {
        byte[] table = "file,label\na/0.jpg,x\na/1.jpg,x\na/2.jpg,x\nb/10.jpg,y\nb/11.jpg,y\nb/12.jpg,y\n".getBytes();
        zip.stored("labels.csv", table).stored("labels.csv", new byte[] {1});
        try (Dataset dataset = open()) {
            assertThat(dataset.labels().names()).containsExactly("x", "y");
            assertThat(dataset.remarks())
                    .contains("set aside labels.csv: another file has this name; rename one of them");
        }
    }

    @Test
    void aZipInsideOfTheDatasetIsNamedAndTheRestIsUsed() {
        zip.stored("a/x.png", photo(20)).stored("more.zip", zip.bytes());
        try (Dataset dataset = open()) {
            assertThat(dataset.training().size() + dataset.validation().size()).isEqualTo(7);
            assertThat(dataset.remarks()).anySatisfy(r -> assertThat(r).contains("more.zip", "unpack it"));
        }
    }

    @ParameterizedTest
    @CsvSource({"14, LZMA", "93, ZSTD", "95, XZ", "77, unknown"})
    void aMethodThatIsNotReadIsNamedWithWhatToDo(int method, String name) {
        zip.packed("a/x.png", photo(20), photo(20), method);
        assertThat(onlySetAside()).contains(name, "(" + method + ")", "zip it anew with Deflate");
    }

    @Test
    void bzip2AndDeflate64AreRead() throws IOException {
        ByteArrayOutputStream bzip2 = new ByteArrayOutputStream();
        try (BZip2CompressorOutputStream out = new BZip2CompressorOutputStream(bzip2)) {
            out.write(photo(20));
        }
        // a stored block is the same in both formats
        byte[] deflate64 = storedBlock(photo(21));
        zip.packed("a/x.png", bzip2.toByteArray(), photo(20), 12).packed("b/y.png", deflate64, photo(21), 9);
        try (Dataset dataset = open()) {
            assertThat(dataset.setAside()).isEmpty();
            assertThat(dataset.training().size() + dataset.validation().size()).isEqualTo(8);
        }
    }

    @Test
    void shrinkAndImplodeAreRead() {
        zip.packed("a/x.png", shrunk(photo(20)), photo(20), 1).packed("b/y.png", imploded(photo(21)), photo(21), 6);
        try (Dataset dataset = open()) {
            assertThat(dataset.setAside()).isEmpty();
            assertThat(dataset.training().size() + dataset.validation().size()).isEqualTo(8);
        }
    }

    @Test
    void damagedBytesOfAnyMethodCostTheirEntry() {
        for (int method : List.of(1, 6, 8, 9, 12)) {
            zip.packed("a/x" + method + ".png", new byte[] {7, 7, 7, 7, 7, 7, 7, 7}, photo(20), method);
        }
        try (Dataset dataset = open()) {
            assertThat(dataset.setAside())
                    .hasSize(5)
                    .allSatisfy(a -> assertThat(a.reason()).isNotBlank().doesNotContain("null"));
        }
    }

    @Test
    void manyNamesOfOneEntryAreCopiesAndSaidToBe() {
        for (int i = 0; i < 3_000; i++) {
            zip.again("a/copy" + i + ".png");
        }
        try (Dataset dataset = open()) {
            assertThat(dataset.remarks())
                    .anySatisfy(r -> assertThat(r)
                            .contains("copies of others, byte for byte")
                            .startsWith("3,000 "));
        }
    }

    @Test
    void manyFoldersWithoutAPhotoMakeAFewLines() {
        for (int i = 0; i < 3_000; i++) {
            zip.stored("docs" + i + "/x.txt", new byte[] {1});
        }
        try (Dataset dataset = open()) {
            assertThat(dataset.remarks())
                    .hasSize(11)
                    .last(org.assertj.core.api.InstanceOfAssertFactories.STRING)
                    .startsWith("no file in 2,990 other folders is an image that can be read: 2,990 files (docs");
        }
    }

    @Test
    void manyFilesThatAreNoPhotosMakeOneLineAndAShortList() {
        for (int i = 0; i < 3_000; i++) {
            zip.stored("a/empty" + i, new byte[0]).stored("docs/" + i + ".txt", new byte[] {1});
        }
        try (Dataset dataset = open()) {
            assertThat(dataset.setAside()).hasSize(2 * SetAside.LISTED);
            assertThat(dataset.remarks())
                    .hasSize(2)
                    .anySatisfy(
                            r -> assertThat(r).startsWith("set aside 3,000 files: expected an image, found an empty"))
                    .anySatisfy(
                            r -> assertThat(r).startsWith("no file in 'docs'").contains("3,000 files"));
        }
    }

    private static byte[] storedBlock(byte[] content) {
        Deflater deflater = new Deflater(Deflater.NO_COMPRESSION, true);
        deflater.setInput(content);
        deflater.finish();
        byte[] buffer = new byte[content.length + 100];
        int length = deflater.deflate(buffer);
        deflater.end();
        return Arrays.copyOf(buffer, length);
    }

    /** Shrink (APPNOTE 5.1): LZW, whose first codes are the bytes themselves, in nine bits each. */
    private static byte[] shrunk(byte[] content) {
        Bits bits = new Bits();
        for (byte value : content) {
            bits.add(value & 0xff, 9);
        }
        return bits.bytes();
    }

    /** Implode (APPNOTE 5.3) with two trees and a window of 4 KB: a bit 1 and a byte for each literal. */
    private static byte[] imploded(byte[] content) {
        Bits bits = new Bits();
        for (int tree = 0; tree < 2; tree++) { // of lengths and of distances
            bits.add(4 - 1, 8); // so many bytes follow
            for (int i = 0; i < 4; i++) {
                bits.add(16 - 1 << 4 | 6 - 1, 8); // 16 codes of 6 bits
            }
        }
        for (byte value : content) {
            bits.add(1, 1);
            bits.add(value & 0xff, 8);
        }
        return bits.bytes();
    }

    /** Bits from the lowest of each byte on. */
    private static final class Bits {

        private final BitSet set = new BitSet();
        private int count;

        void add(int value, int width) {
            for (int i = 0; i < width; i++) {
                set.set(count++, (value >> i & 1) == 1);
            }
        }

        byte[] bytes() {
            return Arrays.copyOf(set.toByteArray(), (count + 7) / 8);
        }
    }

    private String onlySetAside() {
        try (Dataset dataset = open()) {
            assertThat(dataset.training().size() + dataset.validation().size()).isEqualTo(6);
            assertThat(dataset.setAside()).extracting(RejectedImage::path).containsExactly("a/x.png");
            return dataset.setAside().get(0).reason();
        }
    }

    private Dataset open() {
        return new Datasets(new MapObjectStore(), temporary.resolve("cache"), DatasetLimits.DEFAULT, false)
                .open(new DatasetLocation.LocalZip(zip.write(temporary.resolve("odd.zip"))), Progress.NONE);
    }
}

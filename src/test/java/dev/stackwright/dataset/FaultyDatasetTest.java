package dev.stackwright.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stackwright.common.Cancellation;
import dev.stackwright.common.Progress;
import dev.stackwright.dataset.Dataset.Example;
import dev.stackwright.dataset.Dataset.RejectedImage;
import dev.stackwright.dataset.Datasets.DatasetLimits;
import dev.stackwright.image.ImageDecoder;
import dev.stackwright.image.ImageDecoder.ImageLimits;
import dev.stackwright.image.ImageSpec;
import dev.stackwright.store.MapObjectStore;
import dev.stackwright.train.FewPhotos;
import dev.stackwright.train.Recipe;
import dev.stackwright.train.data.DecodedBatches;
import dev.stackwright.train.data.UsableImages;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowingConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FaultyDatasetTest {

    @TempDir
    Path temporary;

    private final List<String> told = new ArrayList<>();
    private final List<String> paths = new ArrayList<>();

    @Test
    void eachFaultIsNamedOnceWithItsCountAndTheReportHasAllPaths() {
        tell();
        assertThat(told)
                .satisfiesExactlyInAnyOrder(
                        line("set aside 4 files: expected a JPEG, PNG, GIF, BMP, TIFF or WebP image, found other"
                                + " content"),
                        line("set aside 3 files: the part 'test' is not used"),
                        line("set aside 3 files: it lies in the folder 'bars/summer' inside of a label's folder"),
                        line("set aside cover.jpg: it lies in no label's folder"),
                        line("set aside more.zip: it is a zip inside of the dataset; unpack it"),
                        line("set aside train/bars/bomb.png: expected at most 64000000 pixels, found 30000 × 30000"),
                        line("set aside train/bars/empty.jpg: expected an image, found an empty file"),
                        line("set aside train/bars/phone.heic: expected a JPEG, PNG, GIF, BMP, TIFF or WebP image,"
                                + " found HEIC"),
                        line("set aside train/dots/\\u001B[31mred.jpg: its name has a control character; rename it"),
                        line("set aside train/dots/0.jpg: another file has this name"),
                        line("set aside train/dots/checksum.jpg: its checksum does not fit its content"),
                        line("set aside train/dots/endless.jpg: it says that its"),
                        line("set aside train/dots/leak.jpg: it is a copy of the validation image"
                                + " 'valid/dots/leak.jpg'"),
                        line("set aside train/dots/link.jpg: it is a link"),
                        line("set aside train/dots/lzma.jpg: it is packed by LZMA (14), which is not read"),
                        line("set aside train/dots/secret.jpg: it is encrypted"),
                        line("set aside train/longlong"),
                        line("set aside valid/other/0.jpg: no training image has the label 'other'"),
                        line("set aside train/bars/cut.jpg: expected a whole JPEG image, but it ends too soon"),
                        line("the name of 1 file does not say its encoding and is read as CP437"),
                        line("2 training images are copies of others, byte for byte"),
                        line("1 image stands under two labels; keep the right one"),
                        line("the label 'rare' has no validation image"),
                        line("1 label is left out, as training needs 2 different photos of each: 'rare' has 1"),
                        line("of the images with 16 bits a sample, 1 uses 12"),
                        line("nearly copies: 1 image of others in their part"));
        assertThat(paths)
                .contains("docs/0.txt", "docs/1.txt", "docs/2.txt", "train/bars/text.jpg", "train/rare/0.jpg")
                .contains("train/bars/cut.jpg", "train/dots/\u001B[31mred.jpg", "test/dots/2.jpg")
                .hasSize(27);
    }

    private static ThrowingConsumer<String> line(String begin) {
        return told -> assertThat(told).startsWith(begin);
    }

    private void tell() {
        DatasetLocation zip = new DatasetLocation.LocalZip(FaultyDataset.zip().write(temporary.resolve("faulty.zip")));
        try (Dataset whole = new Datasets(
                        new MapObjectStore(), temporary.resolve("cache"), DatasetLimits.DEFAULT, false)
                .open(zip, Progress.NONE)) {
            FewPhotos few = FewPhotos.decide(whole.index(), Recipe.PROBE, 5, FewPhotos.DEFAULT);
            Dataset dataset = whole.with(few.index());
            List<Example> examples = Stream.concat(dataset.training().stream(), dataset.validation().stream())
                    .toList();
            told.addAll(dataset.remarks());
            dataset.setAside().stream().map(RejectedImage::path).forEach(paths::add);
            try (ImageDecoder decoder = new ImageDecoder(new ImageSpec(32), ImageLimits.DEFAULT);
                    DecodedBatches batches = new DecodedBatches(dataset, examples, decoder, 2, Cancellation.NEVER)) {
                while (batches.next().isPresent()) {
                    // to the end
                }
                UsableImages images = batches.images(Progress.NONE);
                told.addAll(images.findings().lines());
                images.setAside().stream().map(RejectedImage::path).forEach(paths::add);
            }
        }
    }
}

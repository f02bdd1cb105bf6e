package dev.stackwright.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stackwright.image.ImageDecoder.ImageLimits;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.exceptions.TFResourceExhaustedException;

/** One decoder, many threads, no native memory left behind. */
class ImageDecoderTest {

    @Test
    void manyThreadsGetTheSamePixels() throws Exception {
        byte[] jpeg = GoldenPixelsTest.resource("baseline.jpg");
        ExecutorService pool = Executors.newFixedThreadPool(8);
        try (ImageDecoder decoder = new ImageDecoder(new ImageSpec(32), ImageLimits.DEFAULT)) {
            Pixels alone = decoder.decode(jpeg);
            List<Future<Pixels>> running = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                running.add(pool.submit(() -> decoder.decode(jpeg)));
            }
            for (Future<Pixels> one : running) {
                assertThat(one.get()).isEqualTo(alone);
            }
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void imagesThatTogetherExceedTheLimitWaitForEachOtherAndAreDecoded() throws Exception {
        byte[] png = PngBytes.rgb(97, 61, PngBytes.formula());
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try (ImageDecoder decoder = new ImageDecoder(new ImageSpec(32), new ImageLimits(1 << 20, 97 * 61))) {
            List<Future<Pixels>> running = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                running.add(pool.submit(() -> decoder.decode(png)));
            }
            for (Future<Pixels> one : running) {
                assertThat(one.get().rgb()).hasSize(32 * 32 * 3);
            }
        } finally {
            pool.shutdownNow();
        }
    }

    /** As where there is no memory for one. */
    @Test
    void aSessionThatCannotBeOpenedLeavesNoGraphBehind() {
        List<Graph> drawn = new ArrayList<>();
        assertThatThrownBy(() -> new ImageDecoder(new ImageSpec(32), ImageLimits.DEFAULT, graph -> {
                    drawn.add(graph);
                    throw new TFResourceExhaustedException("no memory");
                }))
                .isInstanceOf(TFResourceExhaustedException.class);
        assertThatIllegalStateException().isThrownBy(() -> drawn.get(0).toGraphDef());
    }

    @Test
    void twoThousandImagesLeaveNoNativeMemoryBehind() {
        List<byte[]> images = List.of(
                GoldenPixelsTest.resource("baseline.jpg"),
                GoldenPixelsTest.resource("alpha.webp"),
                PngBytes.begin(3, 1, 8, 6).pixels(1, new byte[12]).end(),
                java.util.Arrays.copyOf(GoldenPixelsTest.resource("baseline.jpg"), 700));
        try (ImageDecoder decoder = new ImageDecoder(new ImageSpec(32), ImageLimits.DEFAULT)) {
            decodeAll(decoder, images, 100);
            long count = Pointer.totalCount();
            long bytes = Pointer.totalBytes();
            decodeAll(decoder, images, 2_000);
            assertThat(Pointer.totalCount()).isLessThanOrEqualTo(count + 20);
            assertThat(Pointer.totalBytes()).isLessThanOrEqualTo(bytes + 100_000);
        }
    }

    @Test
    void aClosedDecoderBlamesNoImage() {
        ImageDecoder decoder = new ImageDecoder(new ImageSpec(32), ImageLimits.DEFAULT);
        decoder.close();
        assertThatThrownBy(() -> decoder.decode(GoldenPixelsTest.resource("baseline.jpg")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
    }

    private static void decodeAll(ImageDecoder decoder, List<byte[]> images, int times) {
        for (int i = 0; i < times; i++) {
            try {
                decoder.decode(images.get(i % images.size()));
            } catch (ImageRejectedException expected) {
                assertThat(i % images.size()).isEqualTo(images.size() - 1);
            }
        }
    }
}

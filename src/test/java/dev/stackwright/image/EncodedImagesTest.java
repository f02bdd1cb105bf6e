package dev.stackwright.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stackwright.image.ImageDecoder.ImageLimits;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TString;
import org.tensorflow.types.TUint8;

/** The decoder of a graph gives the pixels of {@link ImageDecoder}. */
class EncodedImagesTest {

    private static final ImageSpec SPEC = new ImageSpec(40);
    private static final int WIDTH = 97;
    private static final int HEIGHT = 61;

    private static ImageDecoder decoder;
    private static Graph graph;
    private static Session session;
    private static Placeholder<TString> encoded;
    private static Operand<TUint8> pixels;

    @BeforeAll
    static void open() {
        decoder = new ImageDecoder(SPEC, ImageLimits.DEFAULT);
        graph = new Graph();
        encoded = Ops.create(graph).placeholder(TString.class, Placeholder.shape(Shape.of(-1)));
        pixels = EncodedImages.decoded(graph, encoded, SPEC.size());
        session = new Session(graph);
    }

    @AfterAll
    static void close() {
        session.close();
        graph.close();
        decoder.close();
    }

    @Test
    void jpegsOfEachKindHaveTheDecodersPixels() throws ImageRejectedException {
        equalsTheDecoder(
                GoldenPixelsTest.resource("baseline.jpg"),
                GoldenPixelsTest.resource("progressive.jpg"),
                GoldenPixelsTest.resource("grey.jpg"),
                GoldenPixelsTest.resource("cmyk.jpg"));
    }

    @Test
    void pngsOfEachKindHaveTheDecodersPixels() throws ImageRejectedException {
        List<byte[]> files = new ArrayList<>();
        files.add(PngBytes.rgb(WIDTH, HEIGHT, PngBytes.formula()));
        files.add(png(8, 0, 1, 256)); // grey
        files.add(png(8, 4, 2, 256)); // grey and alpha
        files.add(png(8, 6, 4, 256)); // RGB and alpha
        for (int most : new int[] {256, 4096, 65_536}) {
            files.add(png(16, 0, 1, most));
            files.add(png(16, 6, 4, most));
            files.add(rgbaBelow(most));
        }
        files.add(PngBytes.begin(WIDTH, HEIGHT, 8, 3)
                .chunk("PLTE", new byte[] {0, 50, 100, (byte) 200, 3, 7})
                .chunk("tRNS", new byte[] {0, 120})
                .pixels(HEIGHT, samples(1, 2, WIDTH * HEIGHT))
                .end());
        equalsTheDecoder(files.toArray(byte[][]::new));
    }

    @Test
    void photosAreTurnedAsTheirExifSays() throws ImageRejectedException {
        List<byte[]> files = new ArrayList<>();
        for (int orientation = 0; orientation <= 9; orientation++) {
            files.add(withExif(PngBytes.exif(orientation)));
            files.add(withExif(littleEndianAmongOtherTags(orientation)));
            files.add(PngBytes.begin(WIDTH, HEIGHT, 8, 2)
                    .chunk("eXIf", PngBytes.exif(orientation))
                    .pixels(HEIGHT, PngBytes.formula())
                    .end());
        }
        files.add(withExif(new byte[] {'M', 'M', 0, 42, -1, -1, -1, -1}));
        files.add(withExif(new byte[] {'I', 'I', 42, 0, 0x7F, -1, -1, 0x7F}));
        equalsTheDecoder(files.toArray(byte[][]::new));
        assertThat(decoder.decode(files.get(3 * 6))).isNotEqualTo(decoder.decode(files.get(3)));
    }

    @Test
    void noFilesHaveNoPixels() {
        assertThat(decoded()).isEmpty();
    }

    @Test
    void whatIsNeitherJpegNorPngFailsByName() {
        for (byte[] other : List.of(new byte[0], new byte[] {1, 2, 3}, GoldenPixelsTest.resource("opaque.gif"))) {
            assertThatThrownBy(() -> decoded(GoldenPixelsTest.resource("grey.jpg"), other))
                    .hasMessageContaining("expected a whole JPEG or PNG file");
        }
    }

    private static void equalsTheDecoder(byte[]... files) throws ImageRejectedException {
        byte[] found = decoded(files);
        for (int i = 0; i < files.length; i++) {
            byte[] one = Arrays.copyOfRange(found, i * SPEC.bytes(), (i + 1) * SPEC.bytes());
            assertThat(one).as("file %d", i).isEqualTo(decoder.decode(files[i]).rgb());
        }
        assertThat(found).hasSize(files.length * SPEC.bytes());
    }

    private static byte[] decoded(byte[]... files) {
        NdArray<byte[]> all = NdArrays.ofObjects(byte[].class, Shape.of(files.length));
        for (int i = 0; i < files.length; i++) {
            all.setObject(files[i], i);
        }
        try (TString fed = TString.tensorOfBytes(all);
                Result result =
                        session.runner().feed(encoded, fed).fetch(pixels).run()) {
            byte[] rgb = new byte[Math.toIntExact(result.get(0).size())];
            if (rgb.length > 0) {
                result.get(0).asRawTensor().data().read(rgb);
            }
            return rgb;
        }
    }

    private static byte[] png(int depth, int colourType, int channels, int most) {
        return PngBytes.begin(WIDTH, HEIGHT, depth, colourType)
                .pixels(HEIGHT, samples(depth / 8, most, WIDTH * HEIGHT * channels))
                .end();
    }

    /** Colours below {@code most}, alpha of all 16 bits. */
    private static byte[] rgbaBelow(int most) {
        byte[] samples = samples(2, 65_536, WIDTH * HEIGHT * 4);
        ByteBuffer shorts = ByteBuffer.wrap(samples);
        for (int i = 0; i < samples.length / 2; i++) {
            if (i % 4 != 3) {
                shorts.putShort(2 * i, (short) (Short.toUnsignedInt(shorts.getShort(2 * i)) % most));
            }
        }
        return PngBytes.begin(WIDTH, HEIGHT, 16, 6).pixels(HEIGHT, samples).end();
    }

    /** Samples below {@code most}, and of them some at both ends. */
    private static byte[] samples(int bytes, int most, int count) {
        Random random = new Random(5);
        ByteBuffer samples = ByteBuffer.allocate(count * bytes);
        for (int i = 0; i < count; i++) {
            int sample = i % 7 == 0 ? most - 1 : i % 11 == 0 ? 0 : random.nextInt(most);
            if (bytes == 1) {
                samples.put((byte) sample);
            } else {
                samples.putShort((short) sample);
            }
        }
        return samples.array();
    }

    /** As cameras write it: the directory does not follow the header at once, and has other tags before and behind. */
    private static byte[] littleEndianAmongOtherTags(int orientation) {
        ByteBuffer exif = ByteBuffer.allocate(60).order(ByteOrder.LITTLE_ENDIAN);
        exif.put(new byte[] {'I', 'I', 42, 0}).putInt(14).put(new byte[6]).putShort((short) 3);
        for (int[] tag : new int[][] {{0x0100, 640}, {0x0112, orientation}, {0x0128, 2}}) {
            exif.putShort((short) tag[0]).putShort((short) 3).putInt(1).putInt(tag[1]);
        }
        return exif.array();
    }

    private static byte[] withExif(byte[] exif) {
        byte[] jpeg = GoldenPixelsTest.resource("baseline.jpg");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int length = 2 + 6 + exif.length;
        out.write(jpeg, 0, 2);
        out.writeBytes(new byte[] {(byte) 0xFF, (byte) 0xE1, (byte) (length >> 8), (byte) length});
        out.writeBytes(new byte[] {'E', 'x', 'i', 'f', 0, 0});
        out.writeBytes(exif);
        out.write(jpeg, 2, jpeg.length - 2);
        return out.toByteArray();
    }
}

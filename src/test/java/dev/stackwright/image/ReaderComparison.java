package dev.stackwright.image;

import dev.stackwright.common.Cancellation;
import dev.stackwright.image.ImageDecoder.ImageLimits;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.tensorflow.types.TUint8;

/**
 * Writes the pixels of every image in a folder beside it, as {@code NAME.rgb}, to be compared with those of each format's
 * reference decoder by {@code src/test/python/compare_readers.py}. Square images of 32 to 1024 pixels go the whole way,
 * without being resampled; of others only GIF, BMP, TIFF and WebP are written, as they are before that.
 *
 * <p>Argument: folder.
 */
public final class ReaderComparison {

    private ReaderComparison() {}

    public static void main(String[] args) throws Exception {
        List<Path> files;
        try (Stream<Path> all = Files.list(Path.of(args[0]))) {
            files = all.filter(file -> !file.toString().endsWith(".rgb"))
                    .sorted()
                    .toList();
        }
        for (Path file : files) {
            byte[] encoded = Files.readAllBytes(file);
            try {
                Files.write(Path.of(file + ".rgb"), pixels(encoded));
            } catch (ImageRejectedException e) {
                System.out.println(file.getFileName() + ": " + e.getMessage());
            }
        }
    }

    private static byte[] pixels(byte[] encoded) throws Exception {
        ImageHeader header = ImageHeader.read(encoded, ImageLimits.DEFAULT);
        if (header.width() == header.height() && header.width() >= 32 && header.width() <= 1024) {
            try (ImageDecoder decoder = new ImageDecoder(new ImageSpec(header.width()), ImageLimits.DEFAULT)) {
                return decoder.decode(encoded).rgb();
            }
        }
        try (TUint8 rgb = new FirstFrame(header, new SixteenBits(), Cancellation.NEVER).decode(encoded)) {
            byte[] bytes = new byte[(int) rgb.numBytes()];
            rgb.asRawTensor().data().read(bytes);
            return bytes;
        }
    }
}

package dev.stackwright.dataset;

import dev.stackwright.image.PngBytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Small true images, each number its own content. */
final class Photos {

    private Photos() {}

    static byte[] photo(int number) {
        return PngBytes.rgb(1, 2, new byte[] {(byte) number, (byte) (number >> 8), 0, 1, 2, 3});
    }

    /** {@code count} images below {@code folder}, numbered from {@code first}. */
    static Map<String, byte[]> folder(String folder, int first, int count) {
        Map<String, byte[]> files = new LinkedHashMap<>();
        for (int i = first; i < first + count; i++) {
            files.put(folder + "/" + i + ".jpg", photo(i));
        }
        return files;
    }

    @SafeVarargs
    static Map<String, byte[]> all(Map<String, byte[]>... parts) {
        Map<String, byte[]> files = new LinkedHashMap<>();
        for (Map<String, byte[]> part : parts) {
            files.putAll(part);
        }
        return files;
    }

    static Path write(Path root, Map<String, byte[]> files) {
        try {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                Path path = root.resolve(file.getKey());
                Files.createDirectories(path.getParent());
                Files.write(path, file.getValue());
            }
            return root;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Path zip(Path file, Map<String, byte[]> files) {
        ZipBytes zip = new ZipBytes();
        files.forEach(zip::stored);
        return zip.write(file);
    }
}

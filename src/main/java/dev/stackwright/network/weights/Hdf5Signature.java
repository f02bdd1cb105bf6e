package dev.stackwright.network.weights;

import io.jhdf.Superblock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Tells a whole HDF5 file from what is often found in its place, before a reader stumbles over it. */
final class Hdf5Signature {

    private static final byte[] SIGNATURE = {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'};
    private static final int HEAD = 512;
    private static final int SMALLEST = 48;

    /** One of them is the first in every .keras file. */
    private static final List<String> KERAS_3_ENTRIES = List.of("metadata.json", "config.json", "model.weights.h5");

    static final String EXPECTED_LEGACY = "expected the legacy HDF5 file of Keras Applications";
    static final String SAVE_LEGACY =
            "take the file that 'networks' lists, or save the model once more with Keras:" + " model.save('NAME.h5')";

    private Hdf5Signature() {}

    /** What is wrong with the file, for people; empty where it looks like a whole HDF5 file. */
    static Optional<String> fault(Path file) throws IOException {
        long size = Files.size(file);
        if (size == 0) {
            return Optional.of("the file is empty");
        }
        byte[] head;
        try (var in = Files.newInputStream(file)) {
            head = in.readNBytes(HEAD);
        }
        if (!Arrays.equals(SIGNATURE, Arrays.copyOf(head, Math.min(head.length, SIGNATURE.length)))) {
            return Optional.of("expected an HDF5 file, found " + kind(head));
        }
        if (size < SMALLEST) {
            return Optional.of("the file is truncated: it ends within its first " + SMALLEST + " bytes");
        }
        return truncation(file, size);
    }

    private static Optional<String> truncation(Path file, long size) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            long end = Superblock.readSuperblock(channel, 0).getEndOfFileAddress();
            return end > size
                    ? Optional.of("the file is truncated: its header promises " + end + " bytes, found " + size)
                    : Optional.empty();
        } catch (RuntimeException e) {
            return Optional.of("the file's HDF5 header is damaged: " + e.getMessage());
        }
    }

    private static String kind(byte[] head) {
        String text = StandardCharsets.UTF_8
                .decode(ByteBuffer.wrap(head))
                .toString()
                .stripLeading()
                .toLowerCase(Locale.ROOT);
        if (text.startsWith("<!doctype html") || text.startsWith("<html")) {
            return "an HTML page (a server's error page saved in its place?)";
        }
        if (text.startsWith("<?xml") || text.startsWith("<error")) {
            return "an XML document (a server's error message saved in its place?)";
        }
        if (text.startsWith("version https://git-lfs")) {
            return "a Git LFS pointer; fetch the file itself";
        }
        if (text.startsWith("pk\u0003\u0004")) {
            return KERAS_3_ENTRIES.stream().anyMatch(text::contains)
                    ? "a model of Keras 3 (.keras); " + SAVE_LEGACY
                    : "a zip archive; unpack it";
        }
        return "a file that begins with other bytes";
    }
}

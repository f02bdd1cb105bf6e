package dev.stackwright.dataset;

import java.io.IOException;
import java.io.InputStream;

/** Reading with an end in sight. */
final class Bounded {

    private Bounded() {}

    /** All of {@code in}, or an error once it turns out to hold more than {@code maxBytes}. */
    static byte[] readAll(InputStream in, long maxBytes) throws IOException {
        int most = (int) Math.min(maxBytes, Integer.MAX_VALUE - 64);
        byte[] bytes = in.readNBytes(most);
        if (bytes.length == most && in.read() >= 0) {
            throw new FileTree.FileTooLargeException(maxBytes);
        }
        return bytes;
    }
}

package dev.stackwright.dataset;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.io.CloseMode;
import org.jspecify.annotations.Nullable;

/** An answer under way; owns its connection. */
final class HttpAnswer implements AutoCloseable {

    private final CloseableHttpClient client;
    private final ClassicHttpResponse response;
    private final long from;
    private final long maxBytes;

    HttpAnswer(CloseableHttpClient client, ClassicHttpResponse response, long from, long maxBytes) {
        this.client = client;
        this.response = response;
        this.from = from;
        this.maxBytes = maxBytes;
    }

    boolean unchanged() {
        return response.getCode() == HttpStatus.SC_NOT_MODIFIED;
    }

    /** The byte with which the answer begins. */
    long from() {
        return from;
    }

    /** Bytes of the whole file, or 0 where the server does not say. */
    long total() {
        long length = response.getEntity() == null ? -1 : response.getEntity().getContentLength();
        return length < 0 ? 0 : from + length;
    }

    /** What names this state of the file: a strong ETag, else its date. */
    @Nullable
    String validator() {
        Header etag = response.getFirstHeader(HttpHeaders.ETAG);
        if (etag != null && etag.getValue().startsWith("\"")) {
            return etag.getValue();
        }
        Header date = response.getFirstHeader(HttpHeaders.LAST_MODIFIED);
        return date == null ? null : date.getValue();
    }

    /** Appends the body to {@code part}; what arrived stays there when the line breaks. */
    void appendTo(Path part, HttpsDownloads.Meter meter) throws IOException {
        if (response.getEntity() == null) {
            throw new IOException("the server sends no content");
        }
        try (InputStream in = response.getEntity().getContent();
                OutputStream out = Files.newOutputStream(part, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            byte[] buffer = new byte[1 << 16];
            long size = from;
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                size += n;
                if (size > maxBytes) {
                    throw new DatasetException("expected at most " + maxBytes + " bytes, found more", null);
                }
                out.write(buffer, 0, n);
                meter.advance(n);
            }
        }
    }

    @Override
    public void close() throws IOException {
        // the client first: closing the response alone would read the rest of it
        client.close(CloseMode.IMMEDIATE);
        response.close();
    }
}

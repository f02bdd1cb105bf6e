package dev.stackwright.store;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;

/** One large file sent in parts, whole or not at all. Holds one part in memory. */
final class S3Multipart {

    private static final long LEAST_PART = 16L << 20;
    private static final int MOST_PARTS = 10_000;

    private final S3Client client;
    private final S3Client once;
    private final StoreSettings settings;
    private final ObjectKey key;
    private final Path file;
    private final Map<String, String> metadata;

    S3Multipart(
            S3Client client,
            S3Client once,
            StoreSettings settings,
            ObjectKey key,
            Path file,
            Map<String, String> metadata) {
        this.client = client;
        this.once = once;
        this.settings = settings;
        this.key = key;
        this.file = file;
        this.metadata = metadata;
    }

    /** @param create complete only where no object is; then 412 says that one is, and completing is tried once only, by {@code once} */
    void send(boolean create) throws IOException {
        String upload = client.createMultipartUpload(
                        r -> r.bucket(settings.bucket()).key(key.value()).metadata(metadata))
                .uploadId();
        try {
            List<CompletedPart> parts = sendParts(upload);
            (create ? once : client).completeMultipartUpload(r -> {
                r.bucket(settings.bucket())
                        .key(key.value())
                        .uploadId(upload)
                        .multipartUpload(m -> m.parts(parts))
                        .overrideConfiguration(c -> c.apiCallTimeout(settings.transferTimeout()));
                if (create) {
                    r.ifNoneMatch("*");
                }
            });
        } catch (SdkException | IOException e) {
            abort(upload, e);
            throw e;
        }
    }

    private List<CompletedPart> sendParts(String upload) throws IOException {
        long size = Files.size(file);
        long partSize = Math.max(LEAST_PART, (size + MOST_PARTS - 1) / MOST_PARTS);
        List<CompletedPart> parts = new ArrayList<>();
        for (long from = 0; from < size; from += partSize) {
            int number = parts.size() + 1;
            UploadPartRequest request = UploadPartRequest.builder()
                    .bucket(settings.bucket())
                    .key(key.value())
                    .uploadId(upload)
                    .partNumber(number)
                    .overrideConfiguration(c -> c.apiCallTimeout(settings.transferTimeout()))
                    .build();
            String etag = client.uploadPart(request, RequestBody.fromBytes(slice(from, (int)
                            Math.min(partSize, size - from))))
                    .eTag();
            parts.add(CompletedPart.builder().partNumber(number).eTag(etag).build());
        }
        return parts;
    }

    private byte[] slice(long from, int length) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            ByteBuffer part = ByteBuffer.allocate(length);
            while (part.hasRemaining()) {
                if (channel.read(part, from + part.position()) < 0) {
                    throw new EOFException(file + " became shorter while it was sent");
                }
            }
            return part.array();
        }
    }

    /** Parts that nobody completes cost money until they are aborted. */
    private void abort(String upload, Exception cause) {
        try {
            client.abortMultipartUpload(
                    r -> r.bucket(settings.bucket()).key(key.value()).uploadId(upload));
        } catch (S3Exception e) {
            if (e.statusCode() != 404) {
                cause.addSuppressed(e);
            }
        } catch (SdkException e) {
            cause.addSuppressed(e);
        }
    }
}

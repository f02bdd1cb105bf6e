package dev.stackwright.store;

import dev.stackwright.store.ObjectStore.StoreException;
import dev.stackwright.store.S3Writer.Content;
import dev.stackwright.store.S3Writer.Creation;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.RetryableException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/** One bucket over the S3 protocol. Thread-safe; owns its connections, so close it. */
public final class S3ObjectStore implements ObjectStore {

    private final S3Client client;
    private final S3Client once;
    private final StoreSettings settings;
    private final StoreErrors errors;
    private final S3Writer writer;
    private final S3Buckets buckets;

    private S3ObjectStore(S3Client client, S3Client once, StoreSettings settings, Supplier<String> writerIds) {
        this.client = client;
        this.once = once;
        this.settings = settings;
        this.errors = new StoreErrors(settings);
        this.writer = new S3Writer(client, once, settings, errors, writerIds);
        this.buckets = new S3Buckets(client, settings, errors);
    }

    /** Opens without speaking to the store; call {@link #ensureBucket} to do so. */
    public static S3ObjectStore open(StoreSettings settings) {
        return over(S3Clients.of(settings), S3Clients.of(settings.withAttempts(1)), settings);
    }

    static S3ObjectStore over(S3Client client, S3Client once, StoreSettings settings) {
        return new S3ObjectStore(client, once, settings, () -> UUID.randomUUID().toString());
    }

    /** Makes sure that the bucket is there, creating it where it is missing. */
    public void ensureBucket() {
        buckets.ensure();
    }

    @Override
    public String bucket() {
        return settings.bucket();
    }

    @Override
    public void put(ObjectKey key, byte[] content) {
        writer.put(key, new Content.Bytes(content));
    }

    @Override
    public void put(ObjectKey key, Path file) {
        writer.put(key, new Content.Contained(file));
    }

    @Override
    public boolean create(ObjectKey key, byte[] content) {
        return writer.create(key, new Content.Bytes(content));
    }

    @Override
    public boolean create(ObjectKey key, Path file) {
        return writer.create(key, new Content.Contained(file));
    }

    /** As {@link S3Writer#create(ObjectKey, Content, Creation)}. */
    boolean create(ObjectKey key, Content content, Creation creation) {
        return writer.create(key, content, creation);
    }

    @Override
    public Optional<byte[]> read(ObjectKey key) {
        return get(key, ResponseTransformer.toBytes()).map(r -> r.asByteArrayUnsafe());
    }

    @Override
    public Optional<InputStream> open(ObjectKey key) {
        return get(key, ResponseTransformer.toInputStream()).map(s -> (InputStream) s);
    }

    @Override
    public boolean download(ObjectKey key, Path file) {
        Path whole = file.toAbsolutePath();
        Path part = whole.resolveSibling(whole.getFileName() + "." + UUID.randomUUID() + ".part");
        try {
            Files.createFile(part); // so that a folder that cannot be written to shows before anything is fetched
            if (get(key, toFile(part)).isEmpty()) {
                return false;
            }
            Files.move(part, whole, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return true;
        } catch (IOException e) {
            throw new StoreException("cannot write " + whole + " from " + key + ": " + e, e);
        } finally {
            discard(part);
        }
    }

    @Override
    public Optional<ObjectSummary> head(ObjectKey key) {
        try {
            HeadObjectResponse found =
                    client.headObject(r -> r.bucket(settings.bucket()).key(key.value()));
            return Optional.of(summary(key, found.contentLength(), found.eTag(), found.lastModified()));
        } catch (NoSuchKeyException e) {
            // a HEAD has no body to say that it is the bucket that is missing
            buckets.check("look at " + key);
            return Optional.empty();
        } catch (SdkException e) {
            throw errors.explain("look at " + key, e);
        }
    }

    @Override
    public Stream<ObjectSummary> list(String prefix) {
        return list(prefix, "");
    }

    @Override
    public Stream<ObjectSummary> list(String prefix, String after) {
        return errors.onReading(
                        "list " + prefix + "*",
                        client.listObjectsV2Paginator(r -> r.bucket(settings.bucket())
                                        .prefix(prefix)
                                        .startAfter(after.isEmpty() ? null : after))
                                .contents())
                .flatMap(S3ObjectStore::summary);
    }

    @Override
    public List<String> children(String prefix) {
        if (!prefix.isEmpty() && !prefix.endsWith("/")) {
            throw new IllegalArgumentException("expected a prefix that ends in '/', found '" + prefix + "'");
        }
        try {
            return client
                    .listObjectsV2Paginator(
                            r -> r.bucket(settings.bucket()).prefix(prefix).delimiter("/"))
                    .stream()
                    .flatMap(page -> Stream.concat(
                            page.contents().stream().map(S3Object::key),
                            page.commonPrefixes().stream().map(CommonPrefix::prefix)))
                    .map(key -> key.substring(prefix.length()))
                    .map(child -> child.endsWith("/") ? child.substring(0, child.length() - 1) : child)
                    .filter(child -> !child.isEmpty())
                    .distinct()
                    .sorted()
                    .toList();
        } catch (SdkException e) {
            throw errors.explain("list " + prefix, e);
        }
    }

    @Override
    public void delete(ObjectKey key) {
        try {
            client.deleteObject(r -> r.bucket(settings.bucket()).key(key.value()));
        } catch (S3Exception e) {
            if (!StoreErrors.code(e).equals("NoSuchKey")) {
                throw errors.explain("delete " + key, e);
            }
        } catch (SdkException e) {
            throw errors.explain("delete " + key, e);
        }
    }

    @Override
    public void close() {
        client.close();
        once.close();
    }

    private <T> Optional<T> get(ObjectKey key, ResponseTransformer<GetObjectResponse, T> into) {
        GetObjectRequest request = GetObjectRequest.builder()
                .bucket(settings.bucket())
                .key(key.value())
                .overrideConfiguration(c -> c.apiCallTimeout(settings.transferTimeout()))
                .build();
        try {
            return Optional.of(client.getObject(request, into));
        } catch (NoSuchKeyException e) {
            return Optional.empty();
        } catch (SdkException e) {
            throw errors.explain("read " + key, e);
        }
    }

    /** A connection that breaks half-way is tried again by the SDK, from the beginning. */
    private static ResponseTransformer<GetObjectResponse, GetObjectResponse> toFile(Path part) {
        return (response, body) -> {
            try (var out = Files.newOutputStream(part)) {
                body.transferTo(out);
                return response;
            } catch (IOException e) {
                throw RetryableException.create("copying into " + part + " broke off: " + e, e);
            }
        };
    }

    /** Keys that others wrote and that are no {@link ObjectKey}, such as the folder marks of consoles, are passed over. */
    private static Stream<ObjectSummary> summary(S3Object object) {
        return ObjectKey.parse(object.key()).stream()
                .map(key -> summary(key, object.size(), object.eTag(), object.lastModified()));
    }

    /**
     * A file that was copied into the embedded store's folder has no ETag kept beside it. It gets one of its size and its
     * time, in seconds, as a HEAD tells no more than those.
     */
    private static ObjectSummary summary(ObjectKey key, long size, @Nullable String etag, Instant lastModified) {
        String known = etag == null ? "\"" + size + "-" + lastModified.getEpochSecond() + "\"" : etag;
        return new ObjectSummary(key, size, known, lastModified);
    }

    private static void discard(Path part) {
        try {
            Files.deleteIfExists(part);
        } catch (IOException e) {
            part.toFile().deleteOnExit();
        }
    }
}

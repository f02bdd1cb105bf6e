package dev.stackwright.store;

import static java.lang.System.Logger.Level.DEBUG;

import dev.stackwright.common.Backoff;
import dev.stackwright.common.Sha256;
import dev.stackwright.store.ObjectStore.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Writes objects, with or without the condition that none is there.
 *
 * <p>A conditional write whose answer is lost is tried again, and then finds the key taken: by its own first try, or by
 * another writer. Neither a guess of success nor one of failure would do, so each write carries a random writer id in
 * its metadata, and a doubtful 412 is settled by reading the object back: it is one's own when size and SHA-256 are
 * those of what was sent and the writer id is one's own. A store may lose metadata (s3proxy on a file system without
 * extended attributes does); there, equal content decides alone, so whoever must be told apart from writers of equal
 * content puts something of its own into the content, as promotions do. A 412 to a first try is never doubtful.
 *
 * <p>Not every store keeps the condition: some ignore it. So the first object that is created on a store that is not AWS's
 * is created once more with the same bytes, and that has to be refused.
 */
final class S3Writer {

    static final String WRITER = "stackwright-writer";

    private static final System.Logger LOG = System.getLogger(S3Writer.class.getName());

    private enum Outcome {
        WRITTEN,
        TAKEN,
        CONFLICT
    }

    private final S3Client client;
    /** Tries once: retries by the SDK would hide whether a refusal came to a first try or to a repeated one. */
    private final S3Client once;

    private final StoreSettings settings;
    private final StoreErrors errors;
    private final Supplier<String> writerIds;
    private final Backoff retry;
    private volatile boolean keepsConditions;

    S3Writer(S3Client client, S3Client once, StoreSettings settings, StoreErrors errors, Supplier<String> writerIds) {
        this.client = client;
        this.once = once;
        this.settings = settings;
        this.errors = errors;
        this.writerIds = writerIds;
        this.retry = Backoff.of(settings.attempts(), Duration.ofMillis(50), Duration.ofSeconds(5));
        this.keepsConditions = settings.endpoint().isEmpty();
    }

    void put(ObjectKey key, Content content) {
        try {
            if (content instanceof Content.Contained file && file.size() > settings.multipartBytes()) {
                new S3Multipart(client, once, settings, key, file.file(), Map.of()).send(false);
            } else {
                client.putObject(request(key, content).build(), content.body());
            }
        } catch (SdkException e) {
            throw errors.explain("write " + key, e);
        } catch (IOException e) {
            throw unreadable(key, e);
        }
    }

    boolean create(ObjectKey key, Content content) {
        return create(key, content, new Creation(writerIds.get()));
    }

    /** @param creation the same again where another endpoint of the same store goes on with it */
    boolean create(ObjectKey key, Content content, Creation creation) {
        String writer = creation.writer;
        for (int attempt = 1; ; attempt++) {
            SdkException failure;
            try {
                Outcome outcome = createOnce(key, content, writer);
                if (outcome == Outcome.WRITTEN) {
                    checkConditions(key, content, writer);
                    return true;
                }
                if (outcome == Outcome.TAKEN) {
                    return creation.doubtful && isOwn(key, content, writer);
                }
                failure = SdkException.create("other writers kept conflicting", null);
            } catch (SdkException e) {
                if (StoreErrors.clockIsOff(e)) {
                    LOG.log(DEBUG, "the store's clock is another; its time is used");
                } else if (!StoreErrors.unclear(e)) {
                    throw errors.explain("create " + key, e);
                } else {
                    creation.doubtful |= !StoreErrors.refused(e);
                }
                failure = e;
            } catch (IOException e) {
                throw unreadable(key, e);
            }
            if (attempt >= retry.tries()) {
                throw errors.explain("create " + key, failure);
            }
            pause(key, attempt);
        }
    }

    private Outcome createOnce(ObjectKey key, Content content, String writer) throws IOException {
        Map<String, String> metadata = Map.of(WRITER, writer);
        try {
            if (content instanceof Content.Contained file && file.size() > settings.multipartBytes()) {
                new S3Multipart(client, once, settings, key, file.file(), metadata).send(true);
            } else {
                once.putObject(
                        request(key, content)
                                .ifNoneMatch("*")
                                .metadata(metadata)
                                .build(),
                        content.body());
            }
            return Outcome.WRITTEN;
        } catch (S3Exception e) {
            if (e.statusCode() == 412) {
                return Outcome.TAKEN;
            }
            if (e.statusCode() == 409 && StoreErrors.code(e).equals("ConditionalRequestConflict")) {
                return Outcome.CONFLICT;
            }
            throw e;
        }
    }

    private void checkConditions(ObjectKey key, Content content, String writer) throws IOException {
        if (keepsConditions || !(content instanceof Content.Bytes)) {
            return;
        }
        if (createOnce(key, content, writer) == Outcome.WRITTEN) {
            throw new StoreException("cannot create " + key + " in bucket '" + settings.bucket()
                    + "': the store wrote it twice, though it was asked to write only where nothing is. "
                    + StoreErrors.NEEDS);
        }
        keepsConditions = true;
    }

    private PutObjectRequest.Builder request(ObjectKey key, Content content) {
        return PutObjectRequest.builder()
                .bucket(settings.bucket())
                .key(key.value())
                .overrideConfiguration(c -> c.apiCallTimeout(timeout(content)));
    }

    private Duration timeout(Content content) {
        return content instanceof Content.Bytes ? settings.callTimeout() : settings.transferTimeout();
    }

    private boolean isOwn(ObjectKey key, Content content, String writer) throws IOException {
        GetObjectRequest request = GetObjectRequest.builder()
                .bucket(settings.bucket())
                .key(key.value())
                .build();
        try (var found = client.getObject(request)) {
            GetObjectResponse response = found.response();
            String there = response.metadata().get(WRITER);
            return (there == null || there.equals(writer))
                    && response.contentLength() == content.size()
                    && Sha256.of(found).equals(content.sha256());
        } catch (NoSuchKeyException e) {
            // taken, and deleted since: whoever wrote it, it is not there as one's own
            return false;
        }
    }

    private void pause(ObjectKey key, int attempt) {
        try {
            retry.sleeper()
                    .sleep(retry.jittered(attempt, ThreadLocalRandom.current().nextDouble()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException("interrupted while creating " + key + "; it may or may not be there", e);
        }
    }

    private static StoreException unreadable(ObjectKey key, IOException e) {
        String what = e instanceof NoSuchFileException ? "there is no file " + e.getMessage() : e.toString();
        return new StoreException("cannot write " + key + ": " + what, e);
    }

    /** One conditional write with all its tries, of one thread. */
    static final class Creation {

        private final String writer;
        /** Whether a try may have been carried out without its answer being heard; a refused connection leaves no doubt. */
        private boolean doubtful;

        Creation(String writer) {
            this.writer = writer;
        }
    }

    /** What is to be written: bytes or a file that does not change meanwhile. */
    sealed interface Content {

        long size() throws IOException;

        Sha256 sha256() throws IOException;

        RequestBody body();

        @SuppressWarnings(
                "ArrayRecordComponent") // large and never compared: a copy would cost, equality is not asked for
        record Bytes(byte[] value) implements Content {
            @Override
            public long size() {
                return value.length;
            }

            @Override
            public Sha256 sha256() {
                return Sha256.of(value);
            }

            @Override
            public RequestBody body() {
                return RequestBody.fromBytes(value);
            }
        }

        record Contained(Path file) implements Content {
            @Override
            public long size() throws IOException {
                return Files.size(file);
            }

            @Override
            public Sha256 sha256() throws IOException {
                return Sha256.of(file);
            }

            @Override
            public RequestBody body() {
                return RequestBody.fromFile(file);
            }
        }
    }
}

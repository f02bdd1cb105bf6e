package dev.stackwright.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.stackwright.classify.ClassifyReply;
import dev.stackwright.classify.ClassifyReply.Result;
import dev.stackwright.common.Sha256;
import dev.stackwright.store.BucketLayout;
import dev.stackwright.store.ObjectKey;
import dev.stackwright.store.ObjectStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Local images on their way through the store, so that they are fetched and decoded like any other. Close it. */
final class LocalUploads implements AutoCloseable {

    private final ObjectStore store;
    private final String owner;
    private final List<String> urls = new ArrayList<>();
    private final Map<String, String> fileOfUrl = new LinkedHashMap<>();
    private final List<ObjectKey> uploaded = new ArrayList<>();

    private LocalUploads(ObjectStore store, String owner) {
        this.store = store;
        this.owner = owner;
    }

    /**
     * @param images urls stay as they are; what has no scheme is a file
     * @param owner part of every key: uploads are deleted at the end, and another's must not be
     */
    static LocalUploads upload(List<String> images, ObjectStore store, String owner) {
        LocalUploads local = new LocalUploads(store, owner);
        try {
            images.forEach(local::add);
            return local;
        } catch (RuntimeException e) {
            try {
                local.close();
            } catch (RuntimeException left) {
                e.addSuppressed(left);
            }
            throw e;
        }
    }

    List<String> urls() {
        return List.copyOf(urls);
    }

    /** The reply with the files' own names. */
    ClassifyReply named(ClassifyReply reply) {
        return new ClassifyReply(
                reply.ensemble(),
                reply.version(),
                reply.results().stream()
                        .map(r -> new Result(
                                fileOfUrl.getOrDefault(r.url(), r.url()),
                                r.label(),
                                r.probability(),
                                r.top(),
                                r.members(),
                                r.error()))
                        .toList());
    }

    private void add(String image) {
        if (image.contains("://")) {
            urls.add(image);
            return;
        }
        Path file = Path.of(image);
        if (Files.isDirectory(file)) {
            throw new CommandException("expected a file or an http, https or s3 URL, found the folder " + image);
        }
        try {
            byte[] bytes = Files.readAllBytes(file);
            ObjectKey key = new ObjectKey(BucketLayout.UPLOADS + owner + "/"
                    + Sha256.of((image + "\n").getBytes(UTF_8)).brief() + "/"
                    + Sha256.of(bytes).brief());
            store.put(key, bytes);
            uploaded.add(key);
            String url = "s3://" + store.bucket() + "/" + key;
            urls.add(url);
            fileOfUrl.put(url, image);
        } catch (IOException e) {
            throw new CommandException(
                    "expected a readable file or an http, https or s3 URL, found " + Formats.fault(e), e);
        }
    }

    /** Deletes every upload that can be deleted, then throws what the first of the others failed with. */
    @Override
    public void close() {
        RuntimeException failed = null;
        for (ObjectKey key : uploaded) {
            try {
                store.delete(key);
            } catch (RuntimeException e) {
                if (failed == null) {
                    failed = e;
                } else {
                    failed.addSuppressed(e);
                }
            }
        }
        if (failed != null) {
            throw failed;
        }
    }
}

package dev.stackwright.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.stackwright.classify.ClassifyReply;
import dev.stackwright.classify.ClassifyReply.Result;
import dev.stackwright.classify.DataUrl;
import dev.stackwright.common.Sha256;
import dev.stackwright.store.BucketLayout;
import dev.stackwright.store.ObjectKey;
import dev.stackwright.store.ObjectStore;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Local images on their way through the store, so that they are fetched and decoded like any other. Close it. */
final class LocalUploads implements AutoCloseable {

    private static final int SHOWN = 5;
    private static final String FILE = "file:/";

    private final ObjectStore store;
    private final String owner;
    private final List<Asked> asked = new ArrayList<>();
    private final List<ObjectKey> uploaded = new ArrayList<>();

    private LocalUploads(ObjectStore store, String owner) {
        this.store = store;
        this.owner = owner;
    }

    /**
     * One image that was asked for.
     *
     * @param name as it was asked for
     * @param url where it can be fetched, or null where it cannot
     * @param fault why it cannot be fetched
     */
    private record Asked(
            String name, @Nullable String url, @Nullable String fault) {}

    /**
     * Uploads what can be read.
     *
     * @param images urls stay as they are; what has no scheme is a file
     * @param owner part of every key: uploads are deleted at the end, and another's must not be
     */
    static LocalUploads upload(List<String> images, ObjectStore store, String owner) {
        LocalUploads local = new LocalUploads(store, owner);
        try {
            images.forEach(local::add);
            return local;
        } catch (RuntimeException | Error e) {
            try {
                local.close();
            } catch (RuntimeException left) {
                e.addSuppressed(left);
            }
            throw e;
        }
    }

    /** Of those that can be fetched, in their order. */
    List<String> urls() {
        return asked.stream().flatMap(image -> Stream.ofNullable(image.url())).toList();
    }

    /** One result for each image in the order of asking, under the files' own names. */
    List<Result> named(List<Result> answers) {
        Iterator<Result> next = answers.iterator();
        return asked.stream()
                .map(image -> image.fault() != null
                        ? Result.failed(image.name(), "not-readable", image.fault())
                        : next.next().of(image.name(), null))
                .toList();
    }

    /** What is wrong with images of which none could be answered, in one line. */
    static String failures(List<Result> all) {
        return all.stream()
                .flatMap(result -> Stream.ofNullable(result.error()))
                .map(ClassifyReply.Failure::message)
                .limit(SHOWN)
                .collect(Collectors.joining("; ", "", all.size() > SHOWN ? "; …" : ""));
    }

    /** Whether an argument is no file: an address, or an image in the argument itself. */
    static boolean isAddress(String image) {
        return !image.startsWith(FILE) && (image.contains("://") || DataUrl.isOne(image));
    }

    /**
     * How a file is asked for: by its name, or by its {@code file:} URI where the name has bytes that are no text here, so that
     * no path could be made of it again.
     */
    static String name(String shown, Path file) {
        try {
            return Path.of(shown).equals(file) ? shown : file.toUri().toString();
        } catch (InvalidPathException e) {
            return file.toUri().toString();
        }
    }

    private void add(String image) {
        if (isAddress(image)) {
            asked.add(new Asked(DataUrl.shown(image), image, null));
            return;
        }
        try {
            Path file = image.startsWith(FILE) ? Path.of(URI.create(image)) : Path.of(image);
            if (Files.isDirectory(file)) {
                throw new IOException(
                        (Files.isReadable(file) ? "the folder " : "a folder that may not be read: ") + image);
            }
            ObjectKey key = new ObjectKey(BucketLayout.UPLOADS + owner + "/"
                    + Sha256.of((image + "\n").getBytes(UTF_8)).brief() + "/"
                    + Sha256.of(file).brief());
            store.put(key, file);
            uploaded.add(key);
            asked.add(new Asked(image, "s3://" + store.bucket() + "/" + key, null));
        } catch (IllegalArgumentException | FileSystemNotFoundException e) { // also of paths that cannot be
            asked.add(new Asked(image, null, "expected a name that files can have, found " + e.getMessage()));
        } catch (IOException e) {
            asked.add(new Asked(
                    image, null, "expected a readable file or an http, https or s3 URL, found " + Formats.fault(e)));
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

package dev.stackwright.dataset;

import dev.stackwright.common.Cancellation;
import dev.stackwright.dataset.Dataset.DatasetException;
import dev.stackwright.dataset.Dataset.Fault;
import dev.stackwright.dataset.Datasets.DatasetLimits;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.StringJoiner;

/**
 * A local folder. A symbolic link to a file inside it is that file; others are named and not followed, as they may lead
 * anywhere. Files are read by the bytes of their names, whatever the locale makes of these.
 */
final class FolderTree implements FileTree {

    /** What a decoder writes for bytes that are no text to it. */
    private static final char REPLACEMENT = '\uFFFD';

    private static final Charset WINDOWS = Charset.forName("windows-1252");

    private final FileNames<Path> names = new FileNames<>();

    /** @throws DatasetException when there is no such folder, or too much in it */
    static FolderTree open(Path folder, DatasetLimits limits) {
        if (!Files.isDirectory(folder)) {
            throw new DatasetException(Fault.NOT_FOUND, "expected a folder at " + folder + ", found none", null);
        }
        try {
            return new FolderTree(folder.toRealPath(), limits.new Budget(folder.toString()));
        } catch (IOException | UncheckedIOException e) {
            throw new DatasetException(
                    Fault.UNREADABLE, "the folder " + folder + " cannot be read: " + FileTree.reason(e), e);
        }
    }

    private FolderTree(Path root, DatasetLimits.Budget budget) throws IOException {
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (attributes.isRegularFile()) {
                    budget.add(attributes.size());
                    names.add(name(root, file), attributes.size(), file, null);
                } else if (attributes.isSymbolicLink()) {
                    link(root, file, budget);
                } else {
                    names.addFaulty(name(root, file), "it is no regular file");
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                if (file.equals(root)) {
                    throw e;
                }
                names.addFaulty(name(root, file), FileTree.reason(e));
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private void link(Path root, Path link, DatasetLimits.Budget budget) {
        String name = name(root, link);
        try {
            Path target = link.toRealPath();
            if (!target.startsWith(root)) {
                names.addFaulty(name, "it is a link that leads out of the dataset's folder; copy the file itself");
            } else if (Files.isRegularFile(target)) {
                long size = Files.size(target);
                budget.add(size);
                names.add(name, size, target, null);
            } else {
                String what = Files.isDirectory(target) ? "a folder, which is not followed" : "what is no regular file";
                names.addFaulty(name, "it is a link to " + what);
            }
        } catch (IOException e) {
            names.addFaulty(name, "it is a link that leads nowhere: " + FileTree.reason(e));
        }
    }

    private static String name(Path root, Path file) {
        StringJoiner name = new StringJoiner("/");
        root.relativize(file).forEach(segment -> name.add(text(segment)));
        return name.toString();
    }

    /** A name by its bytes where the locale's charset cannot tell it: UTF-8, else Windows' Western one. */
    private static String text(Path segment) {
        String text = segment.toString();
        if (text.indexOf(REPLACEMENT) < 0) {
            return text;
        }
        // the only way to the bytes: a file's address has them as %xx
        String address = segment.toUri().getRawPath();
        String last = address.endsWith("/") ? address.substring(0, address.length() - 1) : address;
        byte[] bytes = bytes(last.substring(last.lastIndexOf('/') + 1));
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            return new String(bytes, WINDOWS);
        }
    }

    private static byte[] bytes(String escaped) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < escaped.length(); i++) {
            if (escaped.charAt(i) == '%') {
                bytes.write(Integer.parseInt(escaped.substring(i + 1, i + 3), 16));
                i += 2;
            } else {
                bytes.write(escaped.charAt(i));
            }
        }
        return bytes.toByteArray();
    }

    @Override
    public List<Entry> entries() {
        return names.entries();
    }

    @Override
    public byte[] read(String path, long maxBytes, Cancellation cancellation) throws IOException {
        Path file = names.sources().get(path);
        if (file == null) {
            throw new FileNotFoundException("there is no such file in the folder");
        }
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            return FileTree.readAll(in, maxBytes, cancellation);
        }
    }

    @Override
    public void close() {}
}

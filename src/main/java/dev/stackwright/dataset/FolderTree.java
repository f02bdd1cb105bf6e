package dev.stackwright.dataset;

import dev.stackwright.common.Cancellation;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/** A local folder. Symbolic links inside it are not followed: they may lead anywhere. */
final class FolderTree implements FileTree {

    private final Path root;
    private final List<Entry> entries;

    /** @throws DatasetException when there is no such folder, or too much in it */
    static FolderTree open(Path folder, DatasetLimits limits) {
        if (!Files.isDirectory(folder)) {
            throw new DatasetException("expected a folder at " + folder + ", found none", null);
        }
        try {
            return new FolderTree(folder, limits);
        } catch (IOException | UncheckedIOException e) {
            throw new DatasetException("the folder " + folder + " cannot be read: " + e.getMessage(), e);
        }
    }

    private FolderTree(Path folder, DatasetLimits limits) throws IOException {
        root = folder.toRealPath();
        List<Entry> found = new ArrayList<>();
        DatasetLimits.Budget budget = limits.new Budget(folder.toString());
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (attributes.isRegularFile()) {
                    budget.add(attributes.size());
                    found.add(new Entry(slashed(root.relativize(file)), attributes.size()));
                }
                return FileVisitResult.CONTINUE;
            }
        });
        entries = List.copyOf(found);
    }

    private static String slashed(Path relative) {
        List<String> names = new ArrayList<>();
        relative.forEach(name -> names.add(name.toString()));
        return String.join("/", names);
    }

    @Override
    public List<Entry> entries() {
        return entries;
    }

    @Override
    public byte[] read(String path, long maxBytes, Cancellation cancellation) throws IOException {
        try (InputStream in = Files.newInputStream(root.resolve(path), LinkOption.NOFOLLOW_LINKS)) {
            return FileTree.readAll(in, maxBytes, cancellation);
        }
    }

    @Override
    public void close() {}
}

package dev.stackwright.dataset;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Objects of the store by path, read from the cache folder. */
final class CachedTree implements FileTree {

    /** Where an object lies in the cache, and how large it is; one that is too large to be read was not fetched. */
    record CachedFile(Path file, long size) {}

    private final Map<String, CachedFile> files;

    CachedTree(Map<String, CachedFile> files) {
        this.files = Map.copyOf(files);
    }

    @Override
    public List<Entry> entries() {
        return files.entrySet().stream()
                .map(e -> new Entry(e.getKey(), e.getValue().size()))
                .toList();
    }

    @Override
    public byte[] read(String path, long maxBytes) throws IOException {
        CachedFile cached = files.get(path);
        if (cached != null && cached.size() > maxBytes) {
            throw new FileTooLargeException(maxBytes);
        }
        if (cached == null) {
            throw new FileNotFoundException("there is no '" + path + "' in the dataset");
        }
        try (InputStream in = Files.newInputStream(cached.file())) {
            return Bounded.readAll(in, maxBytes);
        }
    }

    @Override
    public void close() {}
}

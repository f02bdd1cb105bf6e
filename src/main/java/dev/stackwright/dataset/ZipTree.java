package dev.stackwright.dataset;

import dev.stackwright.common.Cancellation;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * A zip on this machine, read in place: nothing is unpacked to disk, so names and links cannot lead out of it. Names
 * that try to are refused all the same, as nobody makes them by accident.
 */
final class ZipTree implements FileTree {

    /** Photos hardly shrink; DEFLATE reaches 1032 at most, and bombs come near it or beyond by overlapping. */
    private static final long MAX_RATIO = 200;
    /** Below this a high ratio does no harm. */
    private static final long HARMLESS_BYTES = 64L << 20;
    /** Of the header that stands before each entry, without its name (PKWARE APPNOTE 4.3.7). */
    private static final long HEADER_BYTES = 30;

    private static final Pattern DRIVE = Pattern.compile("[A-Za-z]:.*", Pattern.DOTALL);

    private final ZipFile zip;
    private final Map<String, ZipEntry> byPath;
    private final List<Entry> entries;

    /** @throws DatasetException when there is no such zip, it is damaged, or hostile */
    static ZipTree open(Path file, DatasetLimits limits, String origin) {
        if (!Files.isRegularFile(file)) {
            throw new DatasetException("expected a zip at " + origin + ", found no such file", null);
        }
        ZipFile zip;
        try {
            zip = new ZipFile(file.toFile());
        } catch (IOException | IllegalArgumentException e) {
            throw new DatasetException("expected a whole, unencrypted zip at " + origin + ": " + e.getMessage(), e);
        }
        try {
            return new ZipTree(zip, list(zip, limits, origin, Files.size(file)));
        } catch (IOException e) {
            closeQuietly(zip);
            throw new DatasetException(origin + " cannot be read: " + e.getMessage(), e);
        } catch (RuntimeException e) {
            closeQuietly(zip);
            throw e;
        }
    }

    private ZipTree(ZipFile zip, Map<String, ZipEntry> byPath) {
        this.zip = zip;
        this.byPath = byPath;
        entries = byPath.entrySet().stream()
                .map(e -> new Entry(e.getKey(), e.getValue().getSize()))
                .toList();
    }

    private static Map<String, ZipEntry> list(ZipFile zip, DatasetLimits limits, String origin, long zipBytes) {
        Map<String, ZipEntry> found = new LinkedHashMap<>();
        DatasetLimits.Budget budget = limits.new Budget(origin);
        long packed = 0;
        for (Enumeration<? extends ZipEntry> all = zip.entries(); all.hasMoreElements(); ) {
            ZipEntry entry = all.nextElement();
            budget.add(entry.getSize());
            packed += HEADER_BYTES
                    + entry.getName().getBytes(StandardCharsets.UTF_8).length
                    + Math.max(0, entry.getCompressedSize());
            checkName(entry.getName(), origin);
            if (!entry.isDirectory() && found.put(entry.getName(), entry) != null) {
                throw new DatasetException(
                        origin + ": expected each name once, found '" + entry.getName() + "' twice; zip it anew", null);
            }
        }
        if (packed > zipBytes) {
            throw new DatasetException(
                    origin + " is refused as a zip bomb: its entries overlap, as they take " + packed + " of its "
                            + zipBytes + " bytes",
                    null);
        }
        if (budget.bytes() > HARMLESS_BYTES && budget.bytes() / Math.max(1, zipBytes) > MAX_RATIO) {
            throw new DatasetException(
                    origin + " is refused as a zip bomb: " + zipBytes + " bytes say that they hold " + budget.bytes(),
                    null);
        }
        return found;
    }

    /** @throws DatasetException when {@code name} is absolute, climbs, or is parted by backslashes: no honest one is */
    private static void checkName(String name, String origin) {
        String wrong = null;
        if (name.startsWith("/") || DRIVE.matcher(name).matches()) {
            wrong = "is absolute";
        } else if (name.contains("\\")) {
            wrong = "has a backslash";
        } else if (List.of(name.split("/", -1)).contains("..")) {
            wrong = "climbs out by '..'";
        } else if (name.chars().anyMatch(Character::isISOControl)) {
            wrong = "has a control character";
        }
        if (wrong != null) {
            throw new DatasetException(
                    origin + ": expected names such as label/photo.jpg, but '" + name + "' " + wrong + "; zip it anew",
                    null);
        }
    }

    @Override
    public List<Entry> entries() {
        return entries;
    }

    /** @throws IOException also when the entry does not hold as many bytes as it says; no more than that are inflated */
    @Override
    public byte[] read(String path, long maxBytes, Cancellation cancellation) throws IOException {
        ZipEntry entry = byPath.get(path);
        if (entry == null) {
            throw new FileNotFoundException("there is no '" + path + "' in " + zip.getName());
        }
        if (entry.getSize() > maxBytes) {
            throw new FileTooLargeException(maxBytes);
        }
        try (InputStream in = zip.getInputStream(entry)) {
            byte[] bytes = FileTree.readAll(in, entry.getSize(), cancellation);
            if (bytes.length != entry.getSize()) {
                throw new IOException("it says that it holds " + entry.getSize() + " bytes, found " + bytes.length);
            }
            return bytes;
        }
    }

    @Override
    public void close() {
        closeQuietly(zip);
    }

    private static void closeQuietly(ZipFile zip) {
        try {
            zip.close();
        } catch (IOException e) {
            // opened for reading only: nothing can be lost
        }
    }
}

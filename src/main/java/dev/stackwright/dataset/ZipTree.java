package dev.stackwright.dataset;

import dev.stackwright.common.Cancellation;
import dev.stackwright.common.Cancellation.CancelledException;
import dev.stackwright.dataset.Dataset.DatasetException;
import dev.stackwright.dataset.Dataset.Fault;
import dev.stackwright.dataset.Datasets.DatasetLimits;
import dev.stackwright.dataset.ZipDirectory.ZipNames;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry.NameSource;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.apache.commons.compress.archivers.zip.ZipMethod;
import org.jspecify.annotations.Nullable;

/**
 * A zip on this machine, read in place: nothing is unpacked to disk, so names and links cannot lead out of it. Names
 * that try to are refused all the same, as nobody makes them by accident. What is only odd costs the one entry.
 */
final class ZipTree implements FileTree {

    /** Photos hardly shrink; DEFLATE reaches 1032 at most, and bombs come near it or beyond by overlapping. */
    private static final long MAX_RATIO = 200;
    /** What DEFLATE cannot surpass (zlib's technical details), and something for tiny files. */
    private static final long DEFLATE_RATIO = 1032;
    /** Below this a high ratio does no harm. */
    private static final long HARMLESS_BYTES = 64L << 20;
    /** Why an entry is left out. */
    static final String ENCRYPTED = "it is encrypted; zip it anew without a password";
    /** Of the header that stands before each entry, without its name (PKWARE APPNOTE 4.3.7). */
    private static final long HEADER_BYTES = 30;

    private static final Pattern DRIVE = Pattern.compile("[A-Za-z]:.*", Pattern.DOTALL);

    private final ZipFile zip;
    private final FileNames<ZipArchiveEntry> names;
    private final List<String> remarks;

    /** @throws DatasetException when there is no such zip, it is damaged, or hostile */
    static ZipTree open(Path file, DatasetLimits limits, String origin) {
        if (!Files.isRegularFile(file)) {
            throw new DatasetException(Fault.NOT_FOUND, "expected a zip at " + origin + ", found no such file", null);
        }
        ZipFile zip;
        try {
            zip = open(file, limits);
        } catch (ZipException e) {
            throw new DatasetException(e.fault(), "expected a whole zip at " + origin + ": " + e.getMessage(), e);
        }
        try {
            return new ZipTree(zip, limits, origin, Files.size(file));
        } catch (IOException e) {
            ZipFile.closeQuietly(zip);
            throw new DatasetException(Fault.UNREADABLE, origin + " cannot be read: " + e.getMessage(), e);
        } catch (RuntimeException e) {
            ZipFile.closeQuietly(zip);
            throw e;
        }
    }

    /** What is wrong with a zip as a whole; it has its directory at its end, so one that was cut short is none. */
    static Optional<ZipException> fault(Path file, DatasetLimits limits) {
        try {
            ZipFile.closeQuietly(open(file, limits));
            return Optional.empty();
        } catch (ZipException e) {
            return Optional.of(e);
        }
    }

    private static ZipFile open(Path file, DatasetLimits limits) throws ZipException {
        try {
            if (ZipDirectory.entries(file, limits.maxFiles()) > limits.maxFiles()) {
                throw new ZipException(
                        Fault.TOO_MANY_FILES,
                        "expected at most " + limits.maxFiles() + " files, found more in its directory; it is"
                                + " read no further, as a longer one may be made to fill the memory",
                        null);
            }
            return ZipFile.builder()
                    .setPath(file)
                    .setIgnoreLocalFileHeader(true)
                    .get();
        } catch (ZipException e) {
            throw e;
        } catch (IOException e) {
            throw new ZipException(faultOf(file), String.valueOf(e.getMessage()), e);
        } catch (RuntimeException e) {
            throw new ZipException(faultOf(file), "its directory is damaged: " + e, e);
        }
    }

    /** What has no directory that can be read: a zip that was cut or changed, or something else. */
    private static Fault faultOf(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] begin = in.readNBytes(2);
            return begin.length == 2 && begin[0] == 'P' && begin[1] == 'K' ? Fault.DAMAGED_ZIP : Fault.NOT_A_ZIP;
        } catch (IOException e) {
            return Fault.UNREADABLE;
        }
    }

    /** A file that is no zip, or none that is read. */
    static final class ZipException extends IOException {

        private static final long serialVersionUID = 1L;

        private final Fault fault;

        private ZipException(Fault fault, String message, @Nullable Exception cause) {
            super(message, cause);
            this.fault = fault;
        }

        Fault fault() {
            return fault;
        }
    }

    private ZipTree(ZipFile zip, DatasetLimits limits, String origin, long zipBytes) {
        this.zip = zip;
        List<ZipArchiveEntry> all = Collections.list(zip.getEntries());
        List<byte[]> silent = all.stream()
                .filter(ZipTree::isSilent)
                .map(ZipArchiveEntry::getRawName)
                .toList();
        Charset charset = ZipNames.of(silent);
        remarks = silent.isEmpty() || charset.equals(StandardCharsets.UTF_8)
                ? List.of()
                : List.of((silent.size() == 1
                                ? "the name of 1 file does not say its encoding and is"
                                : "the names of " + SetAside.counted(silent.size(), "file")
                                        + " do not say their encoding and are")
                        + " read as "
                        + ZipNames.title(charset) + "; where that is wrong, zip with names in UTF-8");
        names = list(all, charset, limits, origin, zipBytes);
    }

    /** Whether the encoding of the name has to be guessed. */
    private static boolean isSilent(ZipArchiveEntry entry) {
        if (entry.getGeneralPurposeBit().usesUTF8ForNames() || entry.getNameSource() != NameSource.NAME) {
            return false;
        }
        for (byte b : entry.getRawName()) {
            if (b < 0) {
                return true;
            }
        }
        return false;
    }

    private static FileNames<ZipArchiveEntry> list(
            List<ZipArchiveEntry> all, Charset charset, DatasetLimits limits, String origin, long zipBytes) {
        FileNames<ZipArchiveEntry> found = new FileNames<>();
        DatasetLimits.Budget budget = limits.new Budget(origin);
        long packed = 0;
        Set<Long> begins = new HashSet<>();
        for (ZipArchiveEntry entry : all) {
            String name = isSilent(entry) ? new String(entry.getRawName(), charset) : entry.getName();
            checkName(name, origin);
            String fault = fault(entry, zipBytes);
            budget.add(fault == null ? entry.getSize() : 0);
            // names of one and the same entry are copies; entries that only lie in each other are made by nobody
            if (begins.add(entry.getLocalHeaderOffset())) {
                packed += HEADER_BYTES + entry.getRawName().length + (fault == null ? entry.getCompressedSize() : 0);
            }
            found.add(name, entry.getSize(), entry, fault);
        }
        if (packed > zipBytes) {
            throw new DatasetException(
                    Fault.OVERLAPPING_ENTRIES,
                    origin + " is refused as a zip bomb: its entries overlap, as they take " + packed + " of its "
                            + zipBytes + " bytes",
                    null);
        }
        if (budget.bytes() > HARMLESS_BYTES && budget.bytes() / Math.max(1, zipBytes) > MAX_RATIO) {
            throw new DatasetException(
                    Fault.ZIP_BOMB,
                    origin + " is refused as a zip bomb: " + zipBytes + " bytes say that they hold " + budget.bytes(),
                    null);
        }
        return found;
    }

    /** @throws DatasetException when {@code name} is absolute or climbs: no honest one does */
    private static void checkName(String name, String origin) {
        String path = name.replace('\\', '/');
        String wrong = null;
        if ((path.startsWith("/") && !path.equals("/")) || DRIVE.matcher(path).matches()) {
            wrong = "is absolute";
        } else if (List.of(path.split("/", -1)).contains("..")) {
            wrong = "climbs out by '..'";
        }
        if (wrong != null) {
            throw new DatasetException(
                    Fault.UNSAFE_NAME,
                    origin + ": expected names such as label/photo.jpg, but '" + FileNames.shown(name) + "' " + wrong
                            + "; zip it anew",
                    null);
        }
    }

    /** Why the entry cannot be read, as far as the directory tells. */
    private static @Nullable String fault(ZipArchiveEntry entry, long zipBytes) {
        long packed = entry.getCompressedSize();
        if (entry.getGeneralPurposeBit().usesEncryption()) {
            return ENCRYPTED;
        }
        if (entry.isUnixSymlink()) {
            return "it is a link, and links in a zip are not followed; zip the files themselves";
        }
        ZipMethod method = ZipMethod.getMethodByCode(entry.getMethod());
        boolean read = method != null
                && switch (method) {
                    case STORED, DEFLATED, ENHANCED_DEFLATED, BZIP2, IMPLODING, UNSHRINKING -> true;
                    default -> false;
                };
        if (!read) {
            return "it is packed by " + (method == null ? "an unknown method" : method.name()) + " ("
                    + entry.getMethod() + "), which is not read; zip it anew with Deflate";
        }
        boolean impossible = packed < 0
                || packed > zipBytes
                || entry.getSize() < 0
                || (method == ZipMethod.STORED && packed != entry.getSize())
                || (method == ZipMethod.DEFLATED && entry.getSize() / DEFLATE_RATIO > packed);
        return impossible
                ? "it says that its " + packed + " bytes hold " + entry.getSize() + ", which cannot be; zip it anew"
                : null;
    }

    @Override
    public List<Entry> entries() {
        return names.entries();
    }

    @Override
    public List<String> remarks() {
        return remarks;
    }

    /**
     * As promised; no more is inflated than the entry says that it holds.
     *
     * @throws IOException also when the entry does not hold what its size and its checksum say
     */
    @Override
    public byte[] read(String path, long maxBytes, Cancellation cancellation) throws IOException {
        ZipArchiveEntry entry = names.sources().get(path);
        if (entry == null) {
            throw new FileNotFoundException("there is no such file in the zip");
        }
        if (entry.getSize() > maxBytes) {
            throw new FileTooLargeException(maxBytes);
        }
        try (InputStream in = stream(entry)) {
            byte[] bytes = FileTree.readAll(in, entry.getSize(), cancellation);
            if (bytes.length != entry.getSize()) {
                throw new IOException("it says that it holds " + entry.getSize() + " bytes, found " + bytes.length);
            }
            CRC32 crc = new CRC32();
            crc.update(bytes);
            if (crc.getValue() != entry.getCrc()) {
                throw new IOException("its checksum does not fit its content: it was damaged; copy or zip it anew");
            }
            return bytes;
        } catch (CancelledException e) {
            throw e;
        } catch (RuntimeException e) {
            // a decompressor on damaged bytes
            throw new IOException("it cannot be unpacked: " + e, e);
        }
    }

    /** The zip's own position is moved while an entry is opened, and not while it is read. */
    private InputStream stream(ZipArchiveEntry entry) throws IOException {
        synchronized (zip) {
            return zip.getInputStream(entry);
        }
    }

    @Override
    public void close() {
        ZipFile.closeQuietly(zip);
    }
}

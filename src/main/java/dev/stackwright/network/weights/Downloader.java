package dev.stackwright.network.weights;

import dev.stackwright.common.Cancellation;
import dev.stackwright.common.Progress;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Fetches weights files into a cache: continued where an earlier try broke off, tried again with growing pauses,
 * checked, and given their name only when whole. Of several at once, also in other processes, one downloads and the
 * others wait for it. Thread-safe.
 *
 * @param plainHttp for tests: http is accepted as well
 */
record Downloader(boolean plainHttp, Pause pause) {

    private static final int ATTEMPTS = 4;
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final Duration WAIT_FOR_OTHERS = Duration.ofMillis(200);

    /** By https alone, with real pauses. */
    static final Downloader HTTPS = new Downloader(false, Pause.REAL);

    /**
     * The cached file, downloaded where it is not there or damaged.
     *
     * @param md5 of the file, or empty where it is not known
     */
    Path fetch(String network, URI address, Path target, String md5, Progress progress, Cancellation cancellation) {
        Path lockFile = target.resolveSibling(target.getFileName() + ".lock");
        try {
            Files.createDirectories(target.toAbsolutePath().getParent());
            try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock lock = lock(channel, cancellation)) {
                if (!isWhole(target, md5)) {
                    download(network, address, target, md5, progress, cancellation);
                }
                return target;
            }
        } catch (IOException e) {
            throw new WeightsException(
                    network + ": weights cannot be fetched from " + address + ": " + e
                            + ". Check the connection, or give a folder of weights instead.",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new WeightsException(network + ": interrupted while fetching weights from " + address, e);
        }
    }

    /** False within {@code timeout} where the file cannot be had. */
    boolean reachable(URI address, Duration timeout) {
        CompletableFuture<Boolean> answer = new CompletableFuture<>();
        // looking up a name has no time limit of its own, so it must not hold up the caller
        Thread probe = new Thread(() -> answer.complete(exists(address, timeout)), "weights-probe");
        probe.setDaemon(true);
        probe.start();
        try {
            return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException | TimeoutException e) {
            return false;
        }
    }

    private boolean exists(URI address, Duration timeout) {
        try (HttpFile file = new HttpFile(address, plainHttp, timeout)) {
            return file.exists();
        } catch (IOException | RuntimeException e) {
            return false;
        }
    }

    private void download(
            String network, URI address, Path target, String md5, Progress progress, Cancellation cancellation)
            throws IOException, InterruptedException {
        PartialFile partial = PartialFile.of(target);
        Duration wait = Duration.ofSeconds(1);
        try (HttpFile file = new HttpFile(address, plainHttp, TIMEOUT)) {
            for (int attempt = 1; ; attempt++) {
                cancellation.throwIfRequested();
                try {
                    boolean continued = file.download(partial, "weights " + network, progress, cancellation);
                    check(partial, network, address, md5, continued);
                    partial.finish(target);
                    return;
                } catch (IOException e) {
                    if (attempt == ATTEMPTS) {
                        throw e;
                    }
                    progress.note(network + ": " + e.getMessage() + "; trying again");
                }
                pause.of(wait);
                wait = wait.multipliedBy(2);
            }
        }
    }

    private static void check(PartialFile file, String network, URI address, String md5, boolean continued)
            throws IOException {
        Optional<String> fault = Hdf5Signature.fault(file.part());
        String found = md5(file.part());
        if (fault.isEmpty() && (md5.isEmpty() || md5.equalsIgnoreCase(found))) {
            return;
        }
        file.discard();
        String what = fault.orElse("expected MD5 " + md5 + ", found " + found);
        if (continued) {
            // two halves that do not belong together: a fresh start may help
            throw new IOException(what);
        }
        throw new WeightsException(network + ": what " + address + " gave is not the weights file: " + what, null);
    }

    private static boolean isWhole(Path file, String md5) throws IOException {
        if (!Files.exists(file)) {
            return false;
        }
        return md5.isEmpty() ? Hdf5Signature.fault(file).isEmpty() : md5.equalsIgnoreCase(md5(file));
    }

    private static String md5(Path file) throws IOException {
        try (DigestInputStream in =
                new DigestInputStream(Files.newInputStream(file), MessageDigest.getInstance("MD5"))) {
            in.transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(in.getMessageDigest().digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has MD5", e);
        }
    }

    private FileLock lock(FileChannel channel, Cancellation cancellation) throws IOException, InterruptedException {
        while (true) {
            cancellation.throwIfRequested();
            try {
                FileLock lock = channel.tryLock();
                if (lock != null) {
                    return lock;
                }
            } catch (OverlappingFileLockException e) {
                // held by another thread of this process
            }
            Pause.REAL.of(WAIT_FOR_OTHERS);
        }
    }
}

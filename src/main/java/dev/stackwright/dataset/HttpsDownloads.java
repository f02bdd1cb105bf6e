package dev.stackwright.dataset;

import dev.stackwright.common.Json;
import dev.stackwright.common.MalformedJsonException;
import dev.stackwright.common.Progress;
import dev.stackwright.common.Sha256;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Brings zips from the web into the cache folder. What was fetched once is fetched again only when the server says that
 * it changed (by ETag or date); what broke off goes on where it stopped. One download at a time, over all processes
 * with the same cache folder.
 */
final class HttpsDownloads {

    private static final int ATTEMPTS = 5;

    private final HttpGet http;
    private final Path cache;

    HttpsDownloads(HttpGet http, Path cache) {
        this.http = http;
        this.cache = cache;
    }

    /** What lies in the cache: the finished file, or the part that is there, and what the server called its state. */
    record Kept(String address, String validator, String file) {}

    /** The zip at {@code address} as a file of the cache. */
    synchronized Path zip(URI address, Progress progress) {
        String name =
                Sha256.of(address.toString().getBytes(StandardCharsets.UTF_8)).hex();
        try {
            Files.createDirectories(cache);
            try (FileChannel channel = FileChannel.open(
                            cache.resolve(name + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock lock = channel.lock()) {
                return new Attempt(address, name, progress).zip();
            }
        } catch (IOException e) {
            throw new DatasetException(address + " cannot be brought into " + cache + ": " + e.getMessage(), e);
        }
    }

    private final class Attempt {

        private final URI address;
        private final Path doneNote;
        private final Path part;
        private final Path partNote;
        private final Progress progress;
        private final String name;

        Attempt(URI address, String name, Progress progress) {
            this.address = address;
            this.name = name;
            this.progress = progress;
            doneNote = cache.resolve(name + ".json");
            part = cache.resolve(name + ".part");
            partNote = cache.resolve(name + ".part.json");
        }

        Path zip() throws IOException {
            Optional<Path> done = done();
            IOException last = null;
            try (Meter meter = new Meter(progress)) {
                for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
                    try {
                        return once(done, meter);
                    } catch (IOException e) {
                        last = e;
                    }
                }
            }
            if (done.isPresent()) {
                progress.note(address + " cannot be reached; the copy in the cache is used");
                return done.get();
            }
            throw last == null ? new IOException("no attempt was made") : last;
        }

        private Path once(Optional<Path> done, Meter meter) throws IOException {
            Optional<Kept> begun = note(partNote).filter(kept -> Files.isRegularFile(part));
            long from = begun.isPresent() ? Files.size(part) : 0;
            String known =
                    done.isPresent() ? note(doneNote).map(Kept::validator).orElse(null) : null;
            HttpGet.Wish wish = new HttpGet.Wish(
                    address, from, from > 0 ? begun.map(Kept::validator).orElse(null) : null, from > 0 ? null : known);
            try (HttpAnswer answer = http.get(wish)) {
                if (answer.unchanged()) {
                    return done.orElseThrow(() -> new IOException("the server has nothing new, but nothing is here"));
                }
                if (answer.from() == 0) {
                    Files.deleteIfExists(part);
                    remember(partNote, answer.validator(), part);
                }
                meter.begin(answer.total(), answer.from());
                answer.appendTo(part, meter);
                return finish(answer.validator());
            } catch (HttpGet.PartGoneException e) {
                Files.deleteIfExists(partNote);
                throw e;
            }
        }

        private Path finish(@Nullable String validator) throws IOException {
            String state = validator == null ? "" : validator;
            Path file = cache.resolve(name + "-"
                    + Sha256.of(state.getBytes(StandardCharsets.UTF_8)).brief() + ".zip");
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            Files.deleteIfExists(partNote);
            Optional<Path> older = done().filter(other -> !other.equals(file));
            remember(doneNote, validator, file);
            if (older.isPresent()) {
                Files.deleteIfExists(older.get());
            }
            return file;
        }

        private void remember(Path note, @Nullable String validator, Path file) throws IOException {
            if (validator == null) {
                // a state without a name can be neither resumed nor asked for again
                Files.deleteIfExists(note);
                return;
            }
            Files.write(
                    note,
                    Json.bytes(new Kept(
                            address.toString(), validator, file.getFileName().toString())));
        }

        private Optional<Path> done() throws IOException {
            return note(doneNote).map(kept -> cache.resolve(kept.file())).filter(Files::isRegularFile);
        }

        private Optional<Kept> note(Path file) throws IOException {
            if (!Files.isRegularFile(file)) {
                return Optional.empty();
            }
            try {
                return Optional.of(Json.read(Files.readAllBytes(file), Kept.class, file.toString()));
            } catch (MalformedJsonException e) {
                // written half: as if it had not been written
                return Optional.empty();
            }
        }
    }

    /** Counts bytes into one stage, which begins once the total is known. */
    static final class Meter implements AutoCloseable {

        private final Progress progress;
        private Progress.@Nullable Task stage;

        Meter(Progress progress) {
            this.progress = progress;
        }

        void begin(long total, long already) {
            if (stage == null) {
                stage = progress.stage("download dataset", total);
                stage.advance(already);
            }
        }

        void advance(long bytes) {
            if (stage != null) {
                stage.advance(bytes);
            }
        }

        @Override
        public void close() {
            if (stage != null) {
                stage.close();
            }
        }
    }
}

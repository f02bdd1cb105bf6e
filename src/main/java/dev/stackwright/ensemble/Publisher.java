package dev.stackwright.ensemble;

import dev.stackwright.common.Json;
import dev.stackwright.common.Product;
import dev.stackwright.common.Progress;
import dev.stackwright.common.Sha256;
import dev.stackwright.ensemble.EnsembleModel.Member;
import dev.stackwright.ensemble.EnsembleSource.EnsembleDamagedException;
import dev.stackwright.ensemble.Manifest.FileEntry;
import dev.stackwright.ensemble.Manifest.MemberEntry;
import dev.stackwright.ensemble.ModelFormat.EngineAgreement;
import dev.stackwright.store.ObjectStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Writes a version: its files create-only, its manifest last. A crash before that leaves files that nobody sees. */
final class Publisher {

    private static final DateTimeFormatter SECOND =
            DateTimeFormatter.ofPattern("yyyyMMdd't'HHmmss'z'").withZone(ZoneOffset.UTC);
    private static final int DIGEST_DIGITS = 8;

    private final ObjectStore store;
    private final VersionFiles versions;
    private final ModelFormat format;

    Publisher(ObjectStore store, VersionFiles versions, ModelFormat format) {
        this.format = format;
        this.store = store;
        this.versions = versions;
    }

    /**
     * @param at becomes the version's time; the same files of the same second are the same version
     * @param folder an existing, empty folder on a disk with room for the model; the caller removes it
     */
    Manifest publish(EnsembleName name, TrainedEnsemble draft, Instant at, Path folder, Progress progress) {
        List<FileEntry> files = new ArrayList<>();
        try (Progress.Task stage = progress.stage("write model", 1)) {
            format.write(draft.model(), folder).forEach(file -> files.add(entry(folder, file)));
            Manifest unreported = manifest(name, draft, at.truncatedTo(ChronoUnit.MILLIS), files);
            Optional<EngineAgreement> agreement = format.agreement(folder, unreported, draft.photos());
            agreement.ifPresent(a -> progress.note(remark(a)));
            write(folder.resolve(Keys.REPORT), Json.bytes(draft.report().apply(agreement)));
            files.add(entry(folder, Keys.REPORT));
            if (draft.page() != null) {
                write(folder.resolve(Keys.PAGE), draft.page().getBytes(StandardCharsets.UTF_8));
                files.add(entry(folder, Keys.PAGE));
            }
            stage.advance(1);
        }
        Manifest manifest = manifest(name, draft, at.truncatedTo(ChronoUnit.MILLIS), files);
        try (Progress.Task stage = progress.stage("publish", files.size() + 1L)) {
            for (FileEntry file : files) {
                store.create(Keys.file(name, manifest.version(), file.path()), folder.resolve(file.path()));
                stage.advance(1);
            }
            boolean created = store.create(Keys.manifest(name, manifest.version()), Json.bytes(manifest));
            stage.advance(1);
            return created ? manifest : earlier(manifest);
        }
    }

    private static String remark(EngineAgreement a) {
        return String.format(
                Locale.ROOT,
                "TensorFlow and ONNX Runtime agree on %d of %d validation photos, probabilities within %.0e",
                a.sameLabel(),
                a.photos(),
                a.probabilitiesWithin());
    }

    /** Another publication of the same files in the same second was first; what it wrote stands. */
    private Manifest earlier(Manifest refused) {
        return versions.manifest(refused.ensemble(), refused.version())
                .orElseThrow(() -> new EnsembleDamagedException(
                        "the manifest of " + refused.ensemble() + " " + refused.version()
                                + " was there a moment ago and is gone; published versions are never deleted",
                        null));
    }

    private Manifest manifest(EnsembleName name, TrainedEnsemble draft, Instant at, List<FileEntry> files) {
        EnsembleModel model = draft.model();
        List<MemberEntry> members = new ArrayList<>();
        for (Member m : model.members()) {
            members.add(new MemberEntry(
                    m.network().name(), m.weights().origin(), m.weights().digest()));
        }
        return new Manifest(
                Manifest.SCHEMA,
                name,
                version(at, files),
                at,
                model.labels(),
                model.spec(),
                members,
                model.stack().kind(),
                model.temperature(),
                draft.figures(),
                draft.calibration(),
                draft.configuration(),
                draft.seed(),
                draft.run(),
                software(),
                files);
    }

    private Map<String, String> software() {
        Map<String, String> software = new HashMap<>(format.software());
        software.put("stackwright", Product.version());
        software.put("java", Runtime.version().toString());
        return software;
    }

    /** The second of publication and the content: who writes the same version writes the same files. */
    private static EnsembleVersion version(Instant at, List<FileEntry> files) {
        StringBuilder content = new StringBuilder();
        files.forEach(
                f -> content.append(f.path()).append(' ').append(f.sha256()).append('\n'));
        String digest = Sha256.of(content.toString().getBytes(StandardCharsets.UTF_8))
                .hex()
                .substring(0, DIGEST_DIGITS);
        return new EnsembleVersion(SECOND.format(at) + "-" + digest);
    }

    /** Not above any version of {@code since} or later. */
    static EnsembleVersion earliest(Instant since) {
        return new EnsembleVersion(SECOND.format(since) + "-" + "0".repeat(DIGEST_DIGITS));
    }

    private static FileEntry entry(Path folder, String path) {
        try {
            Path file = folder.resolve(path);
            return new FileEntry(path, Files.size(file), Sha256.of(file));
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "cannot read " + path + " again after it was written to " + folder + ": " + e, e);
        }
    }

    private static void write(Path file, byte[] content) {
        try {
            Files.write(file, content);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file + ": " + e, e);
        }
    }
}
